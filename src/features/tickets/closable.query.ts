import { ENTRIES_OF_TIME } from '../../domain/sla/entries.ts';
import type { ActorCtx } from '../../context.ts';
import { judgeAction } from '../../domain/ticket/action-rule.ts';
import { close } from '../../domain/ticket/actions/close.ts';
import { relationOf } from '../../domain/ticket/ticket.ts';
import type { NotDone } from './attempt.ts';
import { TICKET_COLUMNS, type TicketRow, toTicket } from './tickets.store.ts';
import { onlyVisible } from './visible-tickets.to-sql.ts';

/** A ticket that somebody is about to close, as far as they may know of it. */
export interface Closable {
  readonly id: number;
  readonly number: string;
  readonly version: number;
  /** Closing it asks why it took so long. */
  readonly isOverdue: boolean;
  /** Why they may not; null when they may. */
  readonly refusal: NotDone | null;
}

type JudgedRow = TicketRow & { holder: string | null; collaborates: boolean; is_overdue: boolean };

/**
 * Judges many tickets at once by the rule that closing one by hand obeys (spec 01 and 03; spec 06, "Bulk close"). Those that
 * the person can't see are not among the answers.
 */
export async function findClosable(
  ctx: ActorCtx,
  numbers: readonly string[],
): Promise<ReadonlyMap<string, Closable>> {
  const { db, actor } = ctx;
  const query = onlyVisible(db('tickets as t').whereIn('t.number', [...numbers]), actor, 't')
    .leftJoin('users as u', 'u.id', 't.assignee_id')
    .select(...TICKET_COLUMNS.map((column) => `t.${column}`), {
      holder: 'u.name',
      is_overdue: db.raw(
        'exists (select 1 from ticket_clocks k where k.ticket_id = t.id and (k.overdue_at is not null or k.due_at <= ?))',
        [ctx.now()],
      ),
      collaborates: db.raw(
        'exists (select 1 from ticket_collaborators c where c.ticket_id = t.id and c.user_id = ?)',
        [actor.id],
      ),
    });
  const rows = (await query) as JudgedRow[];
  return new Map(
    rows.map((row) => [
      row.number,
      {
        ...{ id: row.id, number: row.number, version: row.version },
        isOverdue: row.is_overdue,
        refusal: judge(ctx, row),
      },
    ]),
  );
}

/** Whether any of them is overdue, as far as the person may see it: closing that one asks why. */
export async function isAnyOverdue(
  { db, actor, now }: ActorCtx,
  numbers: readonly string[],
): Promise<boolean> {
  const row: unknown = await onlyVisible(db('tickets as t').whereIn('t.number', [...numbers]), actor, 't')
    .join('ticket_clocks as k', 'k.ticket_id', 't.id')
    .whereNot('t.status', 'closed')
    .whereRaw('(k.overdue_at is not null or k.due_at <= ?)', [now()])
    .first('t.id');
  return row !== undefined;
}

function judge({ actor, now }: ActorCtx, row: JudgedRow): NotDone | null {
  const ticket = toTicket(row);
  const refusal = judgeAction(close, {
    ticket,
    actor,
    relation: relationOf(actor, ticket, row.collaborates),
    now: now(),
    // Where it could go is nothing that closing asks for.
    origin: null,
    awaitsAcceptance: false,
    escalateTo: null,
    previous: null,
    reopenTo: null,
    urgeIntervalMinutes: 0,
    resolveEnabled: false,
    isOverdue: row.is_overdue,
  });
  if (!refusal) return null;
  const details = { number: row.number, holder: row.holder, statusKey: `ticket.status.${row.status}` };
  return { code: refusal.code, details };
}

/** What happened to a ticket after a version of it: how much, and the last of it. */
export interface ChangesSince {
  readonly number: string;
  readonly count: number;
  /** Type of the last log entry, e.g. `ticket_urged`. */
  readonly type: string;
  /** Null for the system. */
  readonly who: string | null;
  readonly at: Date;
}

/**
 * The same for many tickets at once, in one statement; of visible ones, which the caller has made sure of. One about
 * which its clocks alone have said something is not among them (spec 05).
 */
export async function findChangesSince(
  { db }: ActorCtx,
  versions: readonly { readonly id: number; readonly version: number }[],
): Promise<ChangesSince[]> {
  const { rows } = (await db.raw(
    `select distinct on (e.ticket_id) t.number, e.seq - since.version as count, e.type, u.name as who,
       e.occurred_at as at
     from unnest(:ids::bigint[], :versions::int[]) as since (id, version)
     join tickets t on t.id = since.id
     join ticket_events e on e.ticket_id = since.id and e.seq > since.version and e.type <> all(:ofTime)
     left join users u on u.id = e.actor_id
     order by e.ticket_id, e.seq desc`,
    {
      ids: versions.map(({ id }) => id),
      versions: versions.map(({ version }) => version),
      ofTime: [...ENTRIES_OF_TIME],
    },
  )) as { rows: ChangesSince[] };
  return rows;
}
