import type { FieldValues } from '../form/field.ts';
import type { RawAnswer, RawForm } from '../form/raw-form.ts';
import { constantAnswer } from './constant-answer.ts';
import type { ReadyForm } from './import-forms.ts';
import type { ImportCategory } from './import-config.ts';
import type { ImportPlan, ImportTarget } from './import-plan.ts';
import type { SheetRow } from './import-row.ts';
import { joinTexts } from './join-texts.ts';
import type { Mended } from './mend-text.ts';
import type { PlannedColumn, PlannedColumns } from './plan-columns.ts';
import type { CellAnswer, ReadAnswer } from './read-answer.ts';
import { isPastTarget } from './past-targets.ts';
import type { Said } from './row-identity.ts';
import { noteCleaning, noteProblem, type Place, type RowNotes } from './row-notes.ts';
import { tidyText } from './tidy-text.ts';
import { titleFrom } from './title-from.ts';

/** A cell on its way: repaired, with what it was. */
export interface ReadCell extends PlannedColumn {
  readonly text: string;
  readonly before: string;
  readonly state: Mended['state'];
}

/** A row while it is read. */
export interface RowDraft {
  readonly row: SheetRow;
  /** By column of the plan. */
  readonly cells: ReadonlyMap<number, ReadCell>;
  readonly notes: RowNotes;
  readonly raw: Map<string, RawAnswer>;
  readonly said: Said[];
  e164: string | null;
}

/** The cells of some columns that say something. */
export function cellsOf(draft: RowDraft, columns: readonly PlannedColumn[]): ReadCell[] {
  return columns.flatMap(({ index }) => {
    const cell = draft.cells.get(index);
    return cell === undefined || cell.text === '' ? [] : [cell];
  });
}

/** Where a target stands in the sheet; nowhere, where a constant or nothing brings it. */
function placeOf({ cells }: RowDraft, target: ImportTarget): Place {
  for (const cell of cells.values()) if (cell.target === target) return cell;
  return { index: null, target };
}

/** The answers of the columns that fill one field each. */
export function fillIn(
  draft: RowDraft,
  { single }: PlannedColumns,
  { form, answerOf, isPast }: FillRules,
): void {
  for (const cell of cellsOf(draft, single)) {
    if (isPast && isPastTarget(cell.target)) continue;
    const read = answerOf(form, cell.target)?.(cell.text);
    if (read === undefined) {
      if (form) noteCleaning(draft.notes, cell, 'left_out', { before: cell.text, after: '' });
      continue;
    }
    if (read.problem) noteRefused(draft, cell, read.problem, isPast);
    const after = typeof read.answer === 'string' ? read.answer : (read.answer ?? []).join(', ');
    for (const kind of read.cleaned) noteCleaning(draft.notes, cell, kind, { before: cell.text, after });
    if (read.answer !== undefined) draft.raw.set(cell.target, read.answer);
    if (cell.target === 'phone') draft.e164 = read.e164 ?? null;
    const words = cell.target === 'title' ? { lost: lostIn(cell) } : {};
    draft.said.push({ about: cell.target, text: read.says ?? cell.text, ...words });
  }
}

/** Nobody can be asked any more for the number of a ticket that is long closed: it stays as it is. */
function noteRefused(
  { notes }: RowDraft,
  cell: ReadCell,
  problem: NonNullable<CellAnswer['problem']>,
  isPast: boolean,
): void {
  if (isPast && cell.target === 'phone') {
    noteCleaning(notes, cell, 'phone_kept', { before: cell.text, after: cell.text });
    return;
  }
  // What can't be understood may be a part of the cell, and that is what somebody gives a meaning to.
  noteProblem(notes, cell, String(problem.params['text'] ?? cell.text), problem);
}

interface FillRules {
  readonly form: ReadyForm | undefined;
  readonly answerOf: (form: ReadyForm | undefined, target: ImportTarget) => ReadAnswer | undefined;
  readonly isPast: boolean;
}

/** One text of all columns that tell what happened. */
export function describe(draft: RowDraft, { description }: PlannedColumns): void {
  const paragraphs = cellsOf(draft, description).map((cell) => {
    const { text, kinds } = tidyText(cell.text, true);
    for (const kind of kinds) noteCleaning(draft.notes, cell, kind, { before: cell.text, after: text });
    draft.said.push({ about: cell.target, text, lost: lostIn(cell) });
    return { heading: cell.heading, text };
  });
  if (paragraphs.length > 0) draft.raw.set('description', joinTexts(paragraphs));
}

function lostIn({ state, before }: ReadCell): string | null {
  return state === 'lost' ? before : null;
}

/** What the sheet lacks, or where its cell is empty: the plan's constants, then what a form begins with. */
export function addConstants(
  draft: RowDraft,
  { constants, columns }: Pick<ImportPlan, 'constants' | 'columns'>,
  { form, category }: { form: ReadyForm; category: ImportCategory },
): void {
  const { raw } = draft;
  for (const [target, value] of Object.entries(constants)) {
    if (value !== '' && !raw.has(target) && form.fields.has(target))
      raw.set(target, constantAnswer(form.fields.get(target), value));
  }
  if (category.priority && !raw.has('priority')) raw.set('priority', category.priority);
  for (const [key, answer] of Object.entries(form.defaults)) {
    // A cell that was left empty on purpose stays empty; a source and a priority every ticket has.
    const isLeftEmpty = columns.includes(key) && key !== 'source' && key !== 'priority';
    if (!raw.has(key) && !isLeftEmpty) raw.set(key, answer);
  }
  const text = raw.get('description');
  if (typeof text === 'string' && !raw.has('title') && form.fields.has('title'))
    raw.set('title', titleFrom(text));
}

/** Judges the row as the form of its category judges what is typed by hand. */
export function judgeForm(draft: RowDraft, form: ReadyForm): FieldValues | null {
  const { raw, notes } = draft;
  const told = new Set(notes.problems.map(({ target }) => target));
  if (!raw.has('phone') && !raw.has('customer_name') && !told.has('phone'))
    noteProblem(notes, placeOf(draft, 'phone'), '', { code: 'form:customer_required', params: {} });
  const asked = Object.fromEntries(raw);
  const parsed = form.parse(asked);
  if (!parsed.ok) {
    for (const [target, { code, params }] of Object.entries(parsed.problems)) {
      if (told.has(target)) continue;
      const place = placeOf(draft, target);
      const text = place.index === null ? '' : (draft.cells.get(place.index)?.text ?? '');
      noteProblem(notes, place, text, { code: `form:${code}`, params });
    }
    return null;
  }
  if (form.hasConditions) noteHidden(draft, form, asked, parsed.values);
  return parsed.values;
}

/** What the form does not ask for in this case is not kept. */
function noteHidden(draft: RowDraft, form: ReadyForm, asked: RawForm, values: FieldValues): void {
  for (const cell of draft.cells.values()) {
    const { target } = cell;
    if (Object.hasOwn(values, target) || !Object.hasOwn(asked, target) || form.isVisible(target, asked))
      continue;
    noteCleaning(draft.notes, cell, 'left_out', { before: cell.text, after: '' });
  }
}
