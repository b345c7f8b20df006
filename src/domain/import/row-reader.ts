import type { FieldValues } from '../form/field.ts';
import { isExampleText } from './example-row.ts';
import { foldName } from './fold-text.ts';
import { type ReadyForm, readyForm } from './import-forms.ts';
import type { ImportCategory, ImportConfig } from './import-config.ts';
import type { ImportPlan, ImportTarget } from './import-plan.ts';
import type { CheckedRow, PastLife, PreparedTicket, SheetRow } from './import-row.ts';
import { mendText } from './mend-text.ts';
import { isPastTarget, type PastTarget } from './past-targets.ts';
import { type PlannedColumns, planColumns } from './plan-columns.ts';
import { meaningsOf, openAnswerReader, type ReadAnswer } from './read-answer.ts';
import { openCategoryReader, type ReadCategory } from './read-category.ts';
import { readSheetMoment } from './read-moment.ts';
import { openPastReader, type PastCells } from './read-past.ts';
import type { ReadCell, RowDraft } from './row-draft.ts';
import { addConstants, cellsOf, describe, fillIn, judgeForm } from './row-draft.ts';
import { identityOf } from './row-identity.ts';
import { noteCleaning, noteProblem } from './row-notes.ts';
import { tidyText } from './tidy-text.ts';

interface Reader {
  readonly plan: ImportPlan;
  readonly columns: PlannedColumns;
  readonly readCategory: (cells: readonly string[]) => ReadCategory;
  readonly readPast: ((cells: PastCells) => PastLife | null) | null;
  readonly formOf: (category: ImportCategory) => ReadyForm | undefined;
  readonly answerOf: (form: ReadyForm | undefined, target: ImportTarget) => ReadAnswer | undefined;
}

/**
 * How the rows of a sheet become tickets (spec 06). What can be prepared is prepared once; the answer judges one row:
 * its cells become a form as if typed by hand, tidied on the way, and the form of its category says what is wrong.
 * Columns whose field that form lacks, or does not show, are left out and told. Of historical tickets required custom
 * fields may be missing. The reader never throws, and what it says of a row does not depend on the rows before.
 */
export function openRowReader(plan: ImportPlan, config: ImportConfig): (row: SheetRow) => CheckedRow {
  const reader = openReader(plan, config);
  const headings = plan.headings.map((heading) => foldName(mendText(heading).text));
  return (row) => {
    const cells = readCells(row, reader.columns);
    if (cells.every(({ text }) => text === '')) return ignored('empty_row');
    if (cells.some(({ text }) => isExampleText(text))) return ignored('example_row');
    if (repeatsHeadings(row, headings)) return ignored('repeated_header');
    const byColumn = new Map(cells.map((cell) => [cell.index, cell]));
    const notes = { problems: [], cleaned: [] };
    return judge(reader, { row, cells: byColumn, notes, raw: new Map(), said: [], e164: null });
  };
}

function openReader(plan: ImportPlan, config: ImportConfig): Reader {
  const forms = new Map([...config.forms].map(([id, form]) => [id, readyForm(form, config)]));
  // A row of unknown category is read as well as can be: what its words mean is asked for all rows at once.
  const anyField = new Map([...forms.values()].reverse().flatMap(({ fields }) => [...fields]));
  const readers = new Map<ReadyForm | undefined, Map<ImportTarget, ReadAnswer | undefined>>();
  return {
    plan,
    columns: planColumns(plan),
    readCategory: openCategoryReader(plan, config),
    readPast: config.kind === 'history' ? openPastReader(plan, config) : null,
    formOf: ({ templateId }) => forms.get(templateId),
    answerOf: (form, target) => {
      const known = readers.get(form) ?? new Map<ImportTarget, ReadAnswer | undefined>();
      readers.set(form, known);
      if (!known.has(target)) {
        const field = (form?.fields ?? anyField).get(target);
        known.set(target, field && openAnswerReader(field, config, meaningsOf(plan.values[target])));
      }
      return known.get(target);
    },
  };
}

function readCells(row: SheetRow, { all }: PlannedColumns): ReadCell[] {
  return all.map((column) => {
    const before = (row.cells[column.index] ?? '').trim();
    const { text, state } = before === '' ? { text: '', state: 'sound' as const } : mendText(before);
    return { ...column, before, text: text.trim(), state };
  });
}

/** Scrapes pasted below each other bring their headings along, garbled or not. */
function repeatsHeadings({ cells }: SheetRow, headings: readonly string[]): boolean {
  const same = cells.filter((cell) => cell !== '').length;
  const isOnlyOne = headings.filter((heading) => heading !== '').length === 1;
  if (same === 0 || (same === 1 && !isOnlyOne)) return false;
  return cells.every((cell, index) => cell === '' || foldName(mendText(cell).text) === headings[index]);
}

function ignored(code: string): CheckedRow {
  const problem = { column: null, target: null, text: '', code: `import:${code}`, params: {} };
  return {
    state: 'ignored',
    prepared: null,
    problems: [problem],
    cleaned: [],
    identity: null,
    wasGarbled: false,
  };
}

function judge(reader: Reader, draft: RowDraft): CheckedRow {
  const { notes, cells } = draft;
  for (const cell of cells.values()) noteMending(cell, draft);
  const category = findCategory(reader, draft);
  const form = category && reader.formOf(category);
  if (category && !form) noteProblem(notes, { index: null, target: 'category' }, '', NO_FORM);
  fillIn(draft, reader.columns, { form, answerOf: reader.answerOf, isPast: reader.readPast !== null });
  describe(draft, reader.columns);
  if (category && form) addConstants(draft, reader.plan, { form, category });
  const past = reader.readPast?.(pastCells(draft)) ?? null;
  const values = form ? judgeForm(draft, form) : null;
  const isReady = notes.problems.length === 0 && (past !== null || reader.readPast === null);
  const prepared =
    isReady && category && form && values ? prepare(draft, { category, form, values, past }) : null;
  return {
    state: prepared ? 'ready' : 'invalid',
    prepared,
    problems: notes.problems,
    cleaned: notes.cleaned,
    identity: identify(reader, draft),
    wasGarbled: [...cells.values()].some(({ state }) => state !== 'sound'),
  };
}

const NO_FORM = { code: 'import:category_without_form', params: {} };

function prepare(
  { e164 }: RowDraft,
  {
    category,
    form,
    values,
    past,
  }: { category: ImportCategory; form: ReadyForm; values: FieldValues; past: PastLife | null },
): PreparedTicket {
  const own = { categoryId: category.id, templateVersionId: form.versionId, values, phone: e164 };
  return past ? { ...own, past } : own;
}

function noteMending(cell: ReadCell, { notes }: RowDraft): void {
  if (cell.state === 'mended')
    noteCleaning(notes, cell, 'garbled', { before: cell.before, after: cell.text });
  if (cell.state === 'lost') noteProblem(notes, cell, cell.before, { code: 'import:garbled', params: {} });
}

function findCategory({ columns, readCategory }: Reader, draft: RowDraft): ImportCategory | undefined {
  const cells = cellsOf(draft, columns.category);
  const texts = cells.map(({ text }) => tidyText(text, false).text);
  draft.said.push({ about: 'category', text: texts.join('/') });
  const read = readCategory(texts);
  if ('category' in read) return read.category;
  const place = cells.at(-1) ?? columns.category.at(-1) ?? { index: null, target: 'category' };
  noteProblem(draft.notes, place, read.text, read);
  return undefined;
}

function pastCells(draft: RowDraft): PastCells {
  const byTarget = new Map<PastTarget, ReadCell>();
  for (const cell of draft.cells.values()) {
    if (isPastTarget(cell.target) && cell.text !== '' && !byTarget.has(cell.target))
      byTarget.set(cell.target, cell);
  }
  return { cellOf: (target) => byTarget.get(target), notes: draft.notes };
}

/** What tells this row from all others: what its columns say, and its number or link at the platform. */
function identify({ columns }: Reader, draft: RowDraft): string | null {
  const cells = [...draft.cells.values()];
  const times = cells
    .filter(({ target, text }) => text !== '' && (target === 'created_at' || target === 'closed_at'))
    .map(({ target, text }) => ({ about: target, text: sayMoment(text) }));
  const apart = columns.apart.map(({ index, heading }) => ({
    about: `#${foldName(heading)}`,
    text: mendText(draft.row.cells[index] ?? '').text,
  }));
  const isLost = cells.some(({ state }) => state === 'lost');
  return identityOf([...draft.said, ...times, ...apart], isLost);
}

function sayMoment(text: string): string {
  const moment = readSheetMoment(text);
  return moment === undefined ? text : `${moment.day} ${moment.time ?? '00:00:00'} ${moment.offset ?? ''}`;
}
