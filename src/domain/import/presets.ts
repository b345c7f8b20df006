import { foldName } from './fold-text.ts';
import type { ImportPlan, ImportTarget, PresetPlan } from './import-plan.ts';
import { mendText } from './mend-text.ts';

/** A preset as it is kept: by platform, or of one's own. */
export interface Preset {
  readonly id: number;
  readonly name: string;
  readonly plan: PresetPlan;
}

/** What of a plan comes from a preset. */
export type PresetMapping = Pick<ImportPlan, 'columns' | 'constants' | 'duplicates'>;

/** Of the targets that only one column may be; several columns may be the category, one a level, and the description. */
const SEVERAL: readonly ImportTarget[] = ['category', 'description'];

/**
 * The columns of a sheet as a preset reads them, whatever their order (spec 06). Headings are compared without regard to
 * case, width, spaces and garbling; a preset may know a column by several names, and the first that is there counts.
 */
export function applyPreset(preset: PresetPlan, headings: readonly string[]): PresetMapping {
  const names = namesOf(headings);
  const columns: (ImportTarget | null)[] = headings.map(() => null);
  const taken = new Set<ImportTarget>();
  for (const { heading, target } of preset.columns) {
    const wanted = foldName(heading);
    if (taken.has(target) && !SEVERAL.includes(target)) continue;
    const index = names.findIndex((name, at) => name === wanted && columns[at] === null);
    if (wanted === '' || index < 0) continue;
    columns[index] = target;
    taken.add(target);
  }
  return { columns, constants: preset.constants, duplicates: preset.duplicates };
}

/** A plan as a preset: what its columns are called, and what the sheet lacks (spec 06, "save as preset"). */
export function presetOf(plan: Pick<ImportPlan, 'headings' | keyof PresetMapping>): PresetPlan {
  const columns = plan.columns.flatMap((target, index) => {
    const heading = mendText(plan.headings[index] ?? '').text.trim();
    return target === null || heading === '' ? [] : [{ heading, target }];
  });
  return { columns, constants: plan.constants, duplicates: plan.duplicates };
}

/** How much of a sheet a preset knows: what share of its headings, of 1; for the choice among presets. */
export function fitOf(preset: PresetPlan, headings: readonly string[]): number {
  const names = new Set(namesOf(headings).filter((name) => name !== ''));
  const known = new Set(
    preset.columns.map(({ heading }) => foldName(heading)).filter((name) => names.has(name)),
  );
  return names.size === 0 ? 0 : known.size / names.size;
}

function namesOf(headings: readonly string[]): string[] {
  return headings.map((heading) => foldName(mendText(heading).text));
}
