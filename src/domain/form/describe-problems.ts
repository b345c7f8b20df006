import { groupDigits } from './display-value.ts';
import type { FieldProblem, FormField } from './field.ts';
import { cellOf } from './raw-form.ts';
import { decimalsOf } from './read-number.ts';
import type { Translate } from './translate.ts';

export type Problems = Readonly<Record<string, FieldProblem>>;

/** A line of the summary above a refused form. */
export interface DescribedProblem {
  readonly key: string;
  /** Name of the field; for a key that is no field, the key. */
  readonly label: string;
  /** Id of the input to go to; undefined where there is none. */
  readonly id: string | undefined;
  readonly sentence: string;
}

/** Id of the (first) input of a field. */
export function inputId(idPrefix: string, key: string): string {
  return `${idPrefix}${key.replace(/\s/g, '-')}`;
}

/** The problems of a form for its summary, in the order of the fields; what belongs to no field comes last. */
export function describeProblems(
  fields: readonly FormField[],
  problems: Problems,
  t: Translate,
  idPrefix = DEFAULT_ID_PREFIX,
): readonly DescribedProblem[] {
  const left = new Map(Object.entries(problems));
  const described: DescribedProblem[] = [];
  for (const field of fields) {
    for (const { key, label, asked, problem } of problemsOf(field, problems, t)) {
      left.delete(key);
      const sentence = problemSentence(asked, problem, t);
      described.push({ key, label, id: inputId(idPrefix, key), sentence });
    }
  }
  for (const [key, problem] of left) {
    const sentence = problemSentence(undefined, problem, t);
    described.push({ key, label: key, id: undefined, sentence });
  }
  return described;
}

interface ProblemOfField {
  readonly key: string;
  readonly label: string;
  /** The field that the problem is about: of a group, the one asked for in its rows. */
  readonly asked: FormField;
  readonly problem: FieldProblem;
}

/** What is wrong with a field: of a group also each of its cells, row by row. */
function problemsOf(field: FormField, problems: Problems, t: Translate): readonly ProblemOfField[] {
  const own = Object.hasOwn(problems, field.key) ? problems[field.key] : undefined;
  const found: ProblemOfField[] =
    own === undefined ? [] : [{ key: field.key, label: field.label, asked: field, problem: own }];
  if (field.type !== 'group') return found;
  const cells = Object.entries(problems).flatMap(([key, problem]) => {
    const cell = cellOf(field.key, key);
    const asked = field.fields?.find((each) => each.key === cell?.key);
    if (cell === undefined || asked === undefined) return [];
    const label = t('form.cell_of_row', { group: field.label, row: cell.row + 1, label: asked.label });
    return [{ key, label, asked, problem, row: cell.row }];
  });
  return [...found, ...cells.sort((one, two) => one.row - two.row)];
}

export const DEFAULT_ID_PREFIX = 'f-';

/** A problem as a sentence that says what to do (spec 10), with numbers grouped and the unit of the field. */
export function problemSentence(field: FormField | undefined, problem: FieldProblem, t: Translate): string {
  const isBound = problem.code === 'too_small' || problem.code === 'too_large';
  const decimals = isBound && field?.type === 'money' ? decimalsOf(field) : 0;
  const params = Object.entries(problem.params).map(([name, value]): [string, string | number] => [
    name,
    typeof value === 'number' ? groupDigits(value, decimals) : value,
  ]);
  const unit = isBound && field !== undefined ? unitOf(field, t) : '';
  return t(`form.problem.${problem.code}`, {
    label: field?.label ?? '',
    unit: unit === '' ? '' : ` ${unit}`,
    ...Object.fromEntries(params),
  });
}

/** What stands behind the figure: the unit of the field, or the currency of an amount. */
export function unitOf(field: FormField, t: Translate): string {
  return field.unit ?? (field.type === 'money' ? t('form.currency') : '');
}
