import type { RowProblem } from '../../domain/import/import-row.ts';
import type { Translate } from '../../i18n.ts';
import { paths } from '../../web/paths.ts';
import type { FoundRow, RowTab, UnknownValue } from './found-rows.query.ts';
import { figure } from './import.view.ts';
import { type ColumnWords, columnOf, isUnknownValue, problemOfRow } from './row-problem.view.ts';
import type { ValueChoice } from './targets.view.ts';

/** A line of what the check found: of a row with several problems each has one. */
export interface FoundLine {
  /** Empty where the line above is of the same row. */
  readonly row: string;
  readonly column: string;
  readonly text: string;
  readonly sentence: string;
  /** The ticket that is meant, or was made. */
  readonly ticket: { readonly number: string; readonly href: string } | null;
  readonly after: string;
  /** What the text can be said to mean; null where nothing but mending the sheet helps. */
  readonly value: ValueLine | null;
}

/** A text of the sheet and what it may stand for. */
export interface ValueLine {
  readonly id: string;
  readonly target: string;
  readonly found: string;
  readonly column: string;
  readonly count: string;
  readonly row: string;
  readonly groups: readonly ValueChoice[];
  readonly chosen: string;
}

export interface FoundWords extends ColumnWords {
  readonly t: Translate;
  readonly choicesOf: (target: string) => readonly ValueChoice[];
  /** What was said already, by target and text. */
  readonly chosenFor: (target: string, found: string) => string;
}

/** The lines of a tab. */
export function presentFound(rows: readonly FoundRow[], tab: RowTab, words: FoundWords): FoundLine[] {
  return rows.flatMap((row) => {
    const lines =
      tab === 'customers'
        ? [customerLine(row)]
        : tab === 'cleaned'
          ? row.cleaned.map((each) => ({
              ...EMPTY,
              column: columnOf(each, words),
              text: each.before,
              after: each.after,
              sentence: words.t(`import_problem.cleaning.${each.kind}`),
            }))
          : row.problems.map((problem) => problemLine(problem, row, words));
    return lines.map((line, index) => ({ ...line, row: index === 0 ? figure(row.number) : '' }));
  });
}

const EMPTY: FoundLine = {
  row: '',
  column: '',
  text: '',
  sentence: '',
  ticket: null,
  after: '',
  value: null,
};

function customerLine({ customerName, phone, cells }: FoundRow): FoundLine {
  return { ...EMPTY, column: customerName ?? '', text: phone ?? '', sentence: cells.join(' · ') };
}

function problemLine(problem: RowProblem, row: FoundRow, words: FoundWords): FoundLine {
  const { target, text } = problem;
  // A number that is no ticket's leads nowhere.
  const named = problem.code === 'import:closing_unknown' ? null : problem.params['number'];
  const number = named ?? row.ticketNumber;
  return {
    ...EMPTY,
    column: columnOf(problem, words),
    text,
    sentence: problemOfRow(problem, words, words.t),
    ticket:
      typeof number === 'string' && number !== '' ? { number, href: paths.tickets.show.to(number) } : null,
    value:
      isUnknownValue(problem) && target !== null
        ? valueLine(
            { target, text, count: 1, row: row.number },
            `row-${row.number}-${problem.column ?? ''}`,
            words,
          )
        : null,
  };
}

/** A text that was not understood. Where nothing can be chosen for it, the sheet is to be mended. */
export function valueLine(value: UnknownValue, id: string, words: FoundWords): ValueLine | null {
  const { target, text, count, row } = value;
  const groups = words.choicesOf(target);
  if (groups.length === 0) return null;
  return {
    id,
    target,
    found: text,
    column: words.fieldOf(target).label,
    count: figure(count),
    row: figure(row),
    groups,
    chosen: words.chosenFor(target, text),
  };
}
