import type { Ctx } from '../../context.ts';
import { guessHeader } from '../../domain/import/guess-header.ts';
import { guessPlan } from '../../domain/import/guess-plan.ts';
import type { ImportConfig } from '../../domain/import/import-config.ts';
import type { ImportPlan, PresetPlan } from '../../domain/import/import-plan.ts';
import { applyPreset } from '../../domain/import/presets.ts';
import type { SheetOutline } from '../../spreadsheet/reader-messages.ts';
import { findPresets, findRememberedValues } from './presets.query.ts';
import { headingsAt } from './read-plan-form.ts';

export interface Draft {
  readonly plan: ImportPlan;
  readonly presetId: number | null;
}

export interface ToDraft {
  readonly outline: readonly SheetOutline[];
  readonly config: ImportConfig;
  /** The mapping that was asked for; `any`: that of whatever preset knows the headings; null: none. */
  readonly preset: { readonly id: number | null; readonly plan: PresetPlan } | 'any' | null;
  readonly sheet?: number;
  readonly headerRow?: number;
}

/**
 * How a file might become tickets, for whoever imports it to look over (spec 06, step 2): where the headings are, what
 * the columns are, and what texts mean, as was said for files of this platform before.
 */
export async function draftPlan(ctx: Ctx, asked: ToDraft): Promise<Draft> {
  const { outline, config, preset, sheet = 0 } = asked;
  const head = outline[sheet]?.head ?? [];
  const headerRow = asked.headerRow ?? guessHeader(head);
  const headings = headingsAt(outline, sheet, headerRow);
  const rows = head.map((row) => (row.number === headerRow ? { ...row, cells: headings } : row));
  const presets = preset === 'any' && config.kind !== 'closing' ? await findPresets(ctx.db, config.kind) : [];
  const guessed = guessPlan(rows, config, presets, { sheet, headerRow });
  const plan = preset === 'any' || preset === null ? guessed.plan : withPreset(guessed.plan, preset.plan);
  const presetId = preset === 'any' || preset === null ? guessed.presetId : preset.id;
  return { plan: { ...plan, values: await findRememberedValues(ctx.db, presetId) }, presetId };
}

/** What was asked for counts, and where it says nothing, the guess: unless a column is that already. */
function withPreset(guessed: ImportPlan, preset: PresetPlan): ImportPlan {
  const { columns, constants, duplicates } = applyPreset(preset, guessed.headings);
  const taken = new Set(columns);
  return {
    ...guessed,
    columns: columns.map((target, index) => {
      const guess = guessed.columns[index] ?? null;
      return target ?? (taken.has(guess) ? null : guess);
    }),
    constants: { ...guessed.constants, ...constants },
    duplicates,
  };
}
