import { foldName } from './fold-text.ts';
import { namesDetail, tellsApart } from './heading-words.ts';
import type { ImportPlan, ImportTarget } from './import-plan.ts';
import { mendText } from './mend-text.ts';
import { levelOf } from './read-category.ts';

/** A column of a sheet with what it is read as. */
export interface PlannedColumn {
  readonly index: number;
  readonly target: ImportTarget;
  /** Repaired where it was garbled. */
  readonly heading: string;
}

/** The columns of a plan, sorted by what they are for. */
export interface PlannedColumns {
  readonly all: readonly PlannedColumn[];
  /** One a level, from the top down. */
  readonly category: readonly PlannedColumn[];
  /** The one that is the text itself first, whatever the order of the sheet. */
  readonly description: readonly PlannedColumn[];
  /** Those that fill one field each. */
  readonly single: readonly PlannedColumn[];
  /** Columns that no field takes, but that tell one complaint from another: its number there, its link, its time. */
  readonly apart: readonly Omit<PlannedColumn, 'target'>[];
}

/** Sorts the columns of a plan (spec 06). Of two for the same single-valued target the first counts. */
export function planColumns(plan: Pick<ImportPlan, 'columns' | 'headings'>): PlannedColumns {
  const headings = plan.headings.map((heading) => mendText(heading).text.trim());
  const all = plan.columns.flatMap((target, index) =>
    target === null ? [] : [{ index, target, heading: headings[index] ?? '' }],
  );
  const of = (wanted: ImportTarget) => all.filter(({ target }) => target === wanted);
  const single = all.filter(({ target }) => target !== 'category' && target !== 'description');
  return {
    all,
    category: byRank(of('category'), ({ heading }) => levelOf(heading) ?? 9),
    description: mainFirst(of('description')),
    single: single.filter((column, at) => single.findIndex(({ target }) => target === column.target) === at),
    apart: headings.flatMap((heading, index) =>
      (plan.columns[index] ?? null) === null && tellsApart(foldName(heading)) ? [{ index, heading }] : [],
    ),
  };
}

/** What names the text itself before all others; those stay as they stand in the sheet. */
function mainFirst(columns: readonly PlannedColumn[]): PlannedColumn[] {
  const [main] = byRank(columns, ({ heading }) => -namesDetail(heading));
  return main === undefined ? [] : [main, ...columns.filter((column) => column !== main)];
}

function byRank(columns: readonly PlannedColumn[], rank: (column: PlannedColumn) => number): PlannedColumn[] {
  return columns.toSorted((one, two) => rank(one) - rank(two));
}
