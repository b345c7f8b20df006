import { guessColumns } from './guess-columns.ts';
import { guessHeader } from './guess-header.ts';
import type { ImportConfig } from './import-config.ts';
import type { ImportPlan } from './import-plan.ts';
import type { SheetRow } from './import-row.ts';
import { applyPreset, fitOf, type Preset } from './presets.ts';

/** How a sheet might become tickets, for whoever imports it to look over. */
export interface GuessedPlan {
  readonly plan: ImportPlan;
  /** The preset that knows these headings; null where none does. */
  readonly presetId: number | null;
}

/** A preset must know this much of the headings to be taken without being asked for. */
const KNOWN_WELL = 0.6;

/**
 * Guesses how a sheet is to be read (spec 06): where its headings are, what its columns are, by a preset where one
 * knows the headings, and what stands for what the sheet lacks.
 * @param head the first rows of the sheet
 */
export function guessPlan(
  head: readonly SheetRow[],
  config: ImportConfig,
  presets: readonly Preset[],
  { sheet = 0, headerRow = guessHeader(head) }: { sheet?: number; headerRow?: number } = {},
): GuessedPlan {
  const headings = [...(head.find(({ number }) => number === headerRow)?.cells ?? [])];
  const below = head.filter(({ number }) => number > headerRow);
  const guessed = guessColumns(below, headings, config);
  const preset = bestOf(presets, headings);
  const known = preset && applyPreset(preset.plan, headings);
  const columns = known ? merge(known.columns, guessed) : guessed;
  const plan: ImportPlan = {
    sheet,
    headerRow,
    headings,
    columns,
    constants: known?.constants ?? lacking(columns, config),
    values: {},
    duplicates: known?.duplicates ?? 'skip',
    remembersValues: true,
  };
  return { plan, presetId: preset?.id ?? null };
}

function bestOf(presets: readonly Preset[], headings: readonly string[]): Preset | null {
  let best: { readonly preset: Preset; readonly fit: number } | null = null;
  for (const preset of presets) {
    const fit = fitOf(preset.plan, headings);
    if (fit >= KNOWN_WELL && fit > (best?.fit ?? 0)) best = { preset, fit };
  }
  return best?.preset ?? null;
}

/** What the preset knows, and for the columns that it does not, the guess: unless the preset has that target already. */
function merge(known: ImportPlan['columns'], guessed: ImportPlan['columns']): ImportPlan['columns'] {
  const taken = new Set(known);
  return known.map((target, index) => {
    const guess = guessed[index] ?? null;
    if (target !== null || guess === null) return target;
    return taken.has(guess) && guess !== 'description' ? null : guess;
  });
}

/** A sheet without a channel came from none of those that are listed; its tickets are of usual priority. */
function lacking(columns: ImportPlan['columns'], config: ImportConfig): ImportPlan['constants'] {
  const sources = [...config.forms.values()].flatMap(({ fields }) =>
    fields.filter(({ key }) => key === 'source'),
  );
  const hasOther = sources.some(({ options = [] }) =>
    options.some(({ value, retired }) => value === 'other' && !retired),
  );
  return hasOther && !columns.includes('source') ? { source: 'other' } : {};
}
