import { parseArgs } from 'node:util';
import { IMPORT_KINDS, type ImportKind } from '../domain/import/import-plan.ts';

export interface ImportArguments {
  readonly file: string;
  readonly kind: ImportKind;
  readonly preset: string | undefined;
  readonly category: string | undefined;
  /** What the sheet lacks: values by the keys of their fields. */
  readonly constants: Readonly<Record<string, string>>;
  readonly user: string | undefined;
  readonly isDryRun: boolean;
  readonly duplicates: 'skip' | 'append';
  /** Where the workbook of the rows that failed goes. */
  readonly errors: string | undefined;
}

export const IMPORT_USAGE = `Usage: npx gongdan import FILE [options]
  --preset NAME     how the columns are read: a preset by its name or key; without one they are guessed
  --kind KIND       tickets (default), history or closing
  --category PATH   for rows that name none, e.g. "After-sales / Orders / Refunds"
  --set KEY=VALUE   what the sheet lacks: a field by its key and the value its form sends; may be repeated
  --duplicates HOW  of what is there already: skip (default) or append
  --user NAME       in whose name; by default the longest-standing user who may import
  --errors FILE     a workbook of the rows that failed, with the reasons: mend it and import that one
  --dry-run         only check, and say what is wrong in which cell
Exit code: 0 when every row is imported or known, 1 when some are not, 2 when nothing could be done.
`;

/** Reads the arguments of `gongdan import` (spec 06). @throws Error with a sentence */
export function readImportArguments(args: readonly string[]): ImportArguments {
  const { values, positionals } = parseArgs({
    args: [...args],
    allowPositionals: true,
    options: {
      preset: { type: 'string' },
      kind: { type: 'string', default: 'tickets' },
      category: { type: 'string' },
      set: { type: 'string', multiple: true, default: [] },
      duplicates: { type: 'string', default: 'skip' },
      user: { type: 'string' },
      errors: { type: 'string' },
      'dry-run': { type: 'boolean', default: false },
    },
  });
  const [file, ...more] = positionals;
  if (file === undefined || more.length > 0) throw new Error('Name one file.');
  const kind = IMPORT_KINDS.find((each) => each === values.kind);
  if (!kind) throw new Error(`--kind takes one of ${IMPORT_KINDS.join(', ')}.`);
  const duplicates = (['skip', 'append'] as const).find((each) => each === values.duplicates);
  if (!duplicates) throw new Error('--duplicates takes skip or append.');
  const { preset, category, user, errors } = values;
  const constants = Object.fromEntries(values.set.map(readConstant));
  return { file, kind, preset, category, constants, user, errors, duplicates, isDryRun: values['dry-run'] };
}

function readConstant(text: string): [key: string, value: string] {
  const [, key, value] = /^([^=]+)=(.*)$/s.exec(text) ?? [];
  if (key === undefined || value === undefined) throw new Error('--set takes KEY=VALUE.');
  return [key.trim(), value];
}
