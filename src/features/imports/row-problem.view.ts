import { problemSentence } from '../../domain/form/describe-problems.ts';
import type { FormField } from '../../domain/form/field.ts';
import type { RowProblem } from '../../domain/import/import-row.ts';
import type { Translate } from '../../i18n.ts';

/** What the columns of a sheet are called, and what they are read as. */
export interface ColumnWords {
  readonly headings: readonly string[];
  /** The field a column is read as, as whoever reads calls it; its key where there is no such field. */
  readonly fieldOf: (target: string) => Pick<FormField, 'label'> & Partial<FormField>;
}

const VALUE_UNKNOWN = 'import:value_unknown';

export const isUnknownValue = ({ code, target }: RowProblem): boolean =>
  code === VALUE_UNKNOWN && target !== null;

/** Where it is: the heading of the column, else the field that no column brings; empty when it is the whole row. */
export function columnOf(
  { column, target }: Pick<RowProblem, 'column' | 'target'>,
  words: ColumnWords,
): string {
  const heading = column === null ? '' : (words.headings[column] ?? '');
  if (heading !== '') return heading;
  return target === null ? '' : words.fieldOf(target).label;
}

/** Why a row is not imported, as a sentence (spec 06): of the forms, of the actions, or of imports alone. */
export function problemOfRow({ code, params, target }: RowProblem, words: ColumnWords, t: Translate): string {
  const [family = '', name = ''] = code.split(':', 2);
  const field = target === null ? undefined : words.fieldOf(target);
  if (family === 'form') return problemSentence(field as FormField | undefined, { code: name, params }, t);
  if (family === 'refusal') return t(`refusal.${name}`, inWords(params, t));
  return t(`import_problem.${name}`, { label: field?.label ?? '', ...inWords(params, t) });
}

/** A value called `…Key` is itself a word of the locales. */
function inWords(params: RowProblem['params'], t: Translate): Record<string, string | number> {
  return Object.fromEntries(
    Object.entries(params).map(([key, value]) =>
      key.endsWith('Key') ? [key.slice(0, -3), t(String(value))] : [key, value],
    ),
  );
}

/** All of a row's reasons as one text, each with the column that it is about: for the workbook of what failed. */
export function reasonsOf(problems: readonly RowProblem[], words: ColumnWords, t: Translate): string {
  const reasons = problems.map((problem) => {
    const column = columnOf(problem, words);
    const sentence = problemOfRow(problem, words, t);
    return column === '' ? sentence : t('import.reason', { column, sentence });
  });
  return [...new Set(reasons)].join('\n');
}
