import type { ActorCtx } from '../../context.ts';
import type { FieldProblem, FormField } from '../../domain/form/field.ts';
import { parseForm, type RawForm } from '../../domain/form/parse-form.ts';
import type { ClosingKey } from '../../domain/import/closing-columns.ts';
import type { CheckedRow, CheckedState, RowProblem, SheetRow } from '../../domain/import/import-row.ts';
import {
  type ClosingPlaces,
  type ClosingRow,
  closingWords,
  missingColumns,
  placeClosingColumns,
  readClosingRow,
} from '../../domain/import/read-closing.ts';
import { withoutPassedOver } from '../../domain/ticket/action-rule.ts';
import { close } from '../../domain/ticket/actions/close.ts';
import { CLOSE_FIELDS_FOR_MANY } from '../../domain/ticket/action-fields.ts';
import { dayOf, formatTime } from '../../domain/time/format.ts';
import type { RefusalDetails } from '../../errors.ts';
import { LANGUAGES, translator } from '../../i18n.ts';
import { completeForm } from '../tickets/action-form.ts';
import { attempt, type NotDone } from '../tickets/attempt.ts';
import { type ChangesSince, findChangesSince, findClosable } from '../tickets/closable.query.ts';
import { performAction } from '../tickets/perform-action.ts';
import { refuseRepeatedNumbers } from './closing.store.ts';
import type { ImportAtWork, ImportHandler, RowOutcome, RowToWrite } from './import-handler.ts';

/** What is to be closed, and how: the form is that of closing by hand. */
export interface PreparedClosing {
  readonly id: number;
  readonly number: string;
  /** The version that was judged. */
  readonly version: number;
  readonly form: RawForm;
}

/** Everything that reading a bulk-close sheet needs, loaded once. */
interface ClosingSheet {
  readonly places: ClosingPlaces;
  readonly fields: readonly FormField[];
  readonly words: ReturnType<typeof closingWords>;
}

const TEXT_SHOWN = 80;

/**
 * Bulk close by spreadsheet (spec 06): each row is judged as if its ticket were closed by hand, and closed by the very
 * action, as whoever imports.
 */
export const closingHandler: ImportHandler<PreparedClosing> = {
  needs: ['ticket.bulk_close'],
  // One ticket, one transaction, as by hand: nobody waits for another's ticket, and one failure takes none along.
  batch: 1,
  openCheck: async (ctx, job) => {
    const sheet = await openSheet(ctx, job);
    return (rows) => judgeRows(ctx, sheet, rows);
  },
  finishCheck: (ctx, job) => refuseRepeatedNumbers(ctx.db, job.id),
  write: async (ctx, _job, rows) => {
    const outcomes: RowOutcome[] = [];
    for (const row of rows) outcomes.push(await closeOne(ctx, row));
    return outcomes;
  },
};

async function openSheet(ctx: ActorCtx, { plan }: ImportAtWork): Promise<ClosingSheet> {
  const forms: FormField[][] = [];
  for (const language of LANGUAGES)
    forms.push(await completeForm(ctx.db, CLOSE_FIELDS_FOR_MANY, translator(language), language));
  const headingsOf = (label: string): string[] => LANGUAGES.map((language) => translator(language)(label));
  return {
    places: placeClosingColumns(plan.headings, headingsOf),
    fields: forms[0] ?? [],
    words: closingWords(forms),
  };
}

async function judgeRows(
  ctx: ActorCtx,
  sheet: ClosingSheet,
  rows: readonly SheetRow[],
): Promise<CheckedRow<PreparedClosing>[]> {
  const read = rows.map((row) => readClosingRow(row, sheet.places, sheet));
  const filled = read.filter(({ isFilled }) => isFilled);
  const known = await findClosable(
    ctx,
    filled.flatMap(({ number }) => number ?? []),
  );
  const older = filled.flatMap(({ number, version }) => {
    const ticket = known.get(number ?? '');
    return ticket && typeof version === 'number' && version < ticket.version
      ? [{ id: ticket.id, version }]
      : [];
  });
  const changes = older.length === 0 ? [] : await findChangesSince(ctx, older);
  const since = new Map(changes.map((change) => [change.number, change]));
  return read.map((row) => judgeRow(ctx, sheet, row, { known, since }));
}

interface Known {
  readonly known: Awaited<ReturnType<typeof findClosable>>;
  readonly since: ReadonlyMap<string, ChangesSince>;
}

/** All that is wrong with a row is told at once: first what the ticket says, then the form. */
function judgeRow(
  ctx: ActorCtx,
  sheet: ClosingSheet,
  row: ClosingRow,
  { known, since }: Known,
): CheckedRow<PreparedClosing> {
  const { places } = sheet;
  if (!row.isFilled)
    return checked('ignored', row, [problem(places, 'number', 'import:closing_not_filled', row.numberText)]);
  const ticket = row.number === null ? undefined : known.get(row.number);
  const problems = [
    ...missingColumns(places).map(({ key, label }) =>
      problem(places, key, 'import:closing_no_column', '', { columnKey: label }),
    ),
    ...(ticket ? ofTicket(ctx, places, row, ticket, since.get(ticket.number)) : [unknown(places, row)]),
    ...ofForm(ctx, sheet, row, ticket?.isOverdue ?? false),
  ];
  if (problems.length > 0 || !ticket) return checked('invalid', row, problems);
  const prepared = { id: ticket.id, number: ticket.number, version: ticket.version, form: row.form };
  return { ...checked('ready', row, []), prepared };
}

function checked(
  state: CheckedState,
  { number }: ClosingRow,
  problems: readonly RowProblem[],
): CheckedRow<PreparedClosing> {
  const identity = number !== null && state !== 'ignored' ? `closing:${number}` : null;
  return { state, prepared: null, problems, cleaned: [], identity, wasGarbled: false };
}

/** The same words for a ticket that is none and for one that the person can't see (spec 03). */
function unknown(places: ClosingPlaces, { number, numberText }: ClosingRow): RowProblem {
  if (numberText === '') return problem(places, 'number', 'import:closing_no_number', '');
  const code = number === null ? 'form:ticket_number_unreadable' : 'import:closing_unknown';
  return problem(places, 'number', code, numberText, { number: number ?? '' });
}

function ofTicket(
  ctx: ActorCtx,
  places: ClosingPlaces,
  row: ClosingRow,
  ticket: { number: string; version: number; refusal: NotDone | null },
  change: ChangesSince | undefined,
): RowProblem[] {
  const { number, refusal } = ticket;
  if (refusal) return [ofRefusal(places, refusal, number)];
  if (row.version === null || row.version === ticket.version) return [];
  if (row.version === 'unreadable' || row.version > ticket.version)
    return [
      problem(
        places,
        'version',
        'import:closing_version_unreadable',
        row.version === 'unreadable' ? '' : String(row.version),
        { number },
      ),
    ];
  // Its clocks alone have said something.
  if (!change) return [];
  return [
    problem(places, 'version', 'import:closing_changed', String(row.version), {
      number,
      count: change.count,
      who: change.who ?? '',
      context: change.who === null ? 'system' : 'person',
      whatKey: `ticket.event.${change.type}`,
      at: formatTime(change.at, ctx.now(), ctx.zone),
    }),
  ];
}

/** What the close form would say to it. */
function ofForm(
  ctx: ActorCtx,
  { places, fields }: ClosingSheet,
  { form }: ClosingRow,
  isOverdue: boolean,
): RowProblem[] {
  const asked = fields.flatMap((field) => {
    if (field.key !== 'overdue_reason') return [field];
    return isOverdue ? [{ ...field, required: true }] : [];
  });
  const parsed = parseForm(asked, withoutPassedOver(close, asked, form), {
    today: dayOf(ctx.now(), ctx.zone),
  });
  if (parsed.ok) return [];
  return Object.entries(parsed.problems).map(([key, { code, params }]: [string, FieldProblem]) => ({
    column: places.get(key as ClosingKey) ?? null,
    target: key,
    text: shortened(form[key]),
    code: `form:${code}`,
    params,
  }));
}

/** Closes one ticket inside the row's transaction, as by hand; an order that comes twice finds it closed. */
async function closeOne(ctx: ActorCtx, row: RowToWrite<PreparedClosing>): Promise<RowOutcome> {
  const { id, number, version, form } = row.prepared;
  const notDone = await attempt(() => performAction(ctx, { number, action: 'close', version, form }));
  if (notDone === null) return { number: row.number, state: 'done', ticketId: id, problems: [] };
  const problems = [ofRefusal(new Map(), notDone, number)];
  return { number: row.number, state: 'refused', ticketId: null, problems };
}

/** Reasons that only one of many has, and what they are called here. */
const OWN_CODES: Readonly<Record<string, string>> = {
  changed: 'import:closing_changed_meanwhile',
  not_found: 'import:closing_unknown',
  form_differs: 'import:closing_form_differs',
  no_overdue_reason: 'import:closing_no_overdue_reason',
};

function ofRefusal(places: ClosingPlaces, { code, details }: NotDone, number: string): RowProblem {
  return problem(places, 'number', OWN_CODES[code] ?? `refusal:${code}`, number, {
    ...withoutNothing(details),
    number,
  });
}

function withoutNothing(details: RefusalDetails): Record<string, string | number> {
  return Object.fromEntries(Object.entries(details).map(([key, value]) => [key, value ?? '']));
}

function problem(
  places: ClosingPlaces,
  key: ClosingKey,
  code: string,
  text: string,
  params: RowProblem['params'] = {},
): RowProblem {
  return { column: places.get(key) ?? null, target: key, text: shortened(text), code, params };
}

function shortened(text: RawForm[string]): string {
  return Array.from(typeof text === 'string' ? text : '')
    .slice(0, TEXT_SHOWN)
    .join('');
}
