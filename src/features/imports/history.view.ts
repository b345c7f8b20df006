import { groupDigits } from '../../domain/form/display-value.ts';
import type { Translate } from '../../i18n.ts';
import type { CleaningCount, CleaningTotals } from './cleaning.query.ts';
import type { Compared, ComparedTotals, Comparison } from './comparison.query.ts';

/** A figure above a report. */
export interface ReportFigure {
  readonly label: string;
  readonly figure: string;
  /** Something is to be explained. */
  readonly isBad: boolean;
}

const figure = (count: number): string => groupDigits(count);

export interface CleaningLine {
  readonly column: string;
  readonly what: string;
  readonly count: string;
  readonly samples: readonly { readonly row: string; readonly before: string; readonly after: string }[];
}

/** What was tidied, column by column (spec 06, "Historical data"). */
export function presentCleanings(
  cleanings: readonly CleaningCount[],
  totals: CleaningTotals,
  words: { readonly columnOf: (at: { column: number; target: string }) => string; readonly t: Translate },
): { readonly figures: ReportFigure[]; readonly lines: CleaningLine[] } {
  const { t, columnOf } = words;
  const told = (key: string, count: number): ReportFigure => ({
    label: t(`import_history.cleaning.${key}`),
    figure: figure(count),
    isBad: false,
  });
  return {
    figures: [told('cells', totals.cells), told('rows', totals.rows), told('all_rows', totals.allRows)],
    lines: cleanings.map((each) => ({
      column: columnOf(each),
      what: t(`import_problem.cleaning.${each.kind}`),
      count: figure(each.count),
      samples: each.samples.map(({ row, before, after }) => ({ row: figure(row), before, after })),
    })),
  };
}

export interface ComparedLine {
  readonly month: string;
  readonly category: string;
  /** The file's words are no category of ours. */
  readonly isUnknown: boolean;
  readonly inFile: string;
  readonly inSystem: string;
  /** With its sign; empty where the figures are equal. */
  readonly difference: string;
  readonly why: string;
}

/** What a row that is not a ticket of this month and category has become; the order of the sentence. */
const REASONS = ['invalid', 'duplicate', 'ignored', 'refused', 'left', 'movedOut', 'movedIn'] as const;

/** The figures of the file beside those of the system, with why they differ (spec 06: a check page). */
export function presentComparison(
  { rows, totals }: Comparison,
  t: Translate,
): { readonly figures: ReportFigure[]; readonly lines: ComparedLine[]; readonly verdict: string } {
  const told = (key: keyof ComparedTotals, isBad = false): ReportFigure => ({
    label: t(`import_history.comparison.${key}`),
    figure: figure(totals[key]),
    isBad: isBad && totals[key] > 0,
  });
  const kind = totals.inFile === 0 ? 'nothing' : totals.differing === 0 ? 'equal' : 'differing';
  return {
    figures: [
      told('inFile'),
      told('inSystem'),
      told('invalid', true),
      { ...told('duplicate'), figure: figure(totals.duplicate + totals.ignored) },
      { ...told('left'), figure: figure(totals.left + totals.refused) },
    ],
    verdict: t(`import_history.comparison.verdict_${kind}`, {
      count: totals.differing,
      all: figure(totals.all),
      n: figure(totals.differing),
    }),
    lines: rows.map((row) => presentLine(row, t)),
  };
}

function presentLine(
  { month, categoryId, category, inFile, inSystem, reasons }: Compared,
  t: Translate,
): ComparedLine {
  const difference = inSystem - inFile;
  const sentences = REASONS.filter((reason) => reasons[reason] > 0).map((reason) =>
    t(`import_history.why.${reason}`, { count: reasons[reason], n: figure(reasons[reason]) }),
  );
  return {
    month: month ?? t('import_history.comparison.no_month'),
    category: category === '' ? t('import_history.comparison.no_category') : category,
    isUnknown: categoryId === null,
    inFile: figure(inFile),
    inSystem: figure(inSystem),
    difference: difference === 0 ? '' : `${difference > 0 ? '+' : '−'}${figure(Math.abs(difference))}`,
    why: sentences.join(t('import_history.why.separator')),
  };
}
