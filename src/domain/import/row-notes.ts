import { shorten } from './fold-text.ts';
import type { ImportTarget } from './import-plan.ts';
import type { Cleaning, RowProblem } from './import-row.ts';

const LONGEST = 200;

/** Where in the row something is: a column with what it is read as, or a target that no column brings. */
export interface Place {
  readonly index: number | null;
  readonly target: ImportTarget | null;
}

/** What is found while a row is read. */
export interface RowNotes {
  readonly problems: RowProblem[];
  readonly cleaned: Cleaning[];
}

export function noteProblem(
  { problems }: RowNotes,
  { index, target }: Place,
  text: string,
  { code, params }: Pick<RowProblem, 'code' | 'params'>,
): void {
  problems.push({ column: index, target, text: shorten(text), code, params });
}

export function noteCleaning(
  { cleaned }: RowNotes,
  { index, target }: Place,
  kind: string,
  change: { readonly before: string; readonly after: string },
): void {
  if (index === null || target === null) return;
  const [before, after] = [shorten(change.before, LONGEST), shorten(change.after, LONGEST)];
  cleaned.push({ column: index, target, kind, before, after });
}
