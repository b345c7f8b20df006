import type { Knex } from 'knex';
import { DateTime } from 'luxon';
import type { ActorCtx } from '../../context.ts';
import type { Priority, Status } from '../../domain/ticket/status.ts';
import { type LevelNames, levelNames } from '../customers/level-names.to-sql.ts';
import { type ClockColumns, clockColumns } from '../sla/clock-face.query.ts';
import { onlyVisible } from '../tickets/visible-tickets.to-sql.ts';

export interface BenchTicket extends ClockColumns {
  readonly number: string;
  readonly title: string;
  readonly status: Status;
  readonly priority: Priority;
  readonly category_name: string;
  readonly group_name: string | null;
  readonly sent_by: string | null;
  readonly sent_action: string;
  readonly arrived_at: Date;
  readonly version: number;
  readonly urged_count: number;
  readonly appended_count: number;
  readonly returned_count: number;
  readonly is_repeat: boolean;
  readonly level: LevelNames | null;
}

export interface BenchFigures {
  readonly mine: number;
  readonly overdue: number;
  /** Due within an hour. */
  readonly soon: number;
  readonly handled_today: number;
  readonly handled_yesterday: number;
  readonly closed_today: number;
  readonly closed_yesterday: number;
  readonly satisfied: number;
  readonly answered: number;
}

export interface Bench {
  readonly queue: readonly BenchTicket[];
  readonly pool: readonly BenchTicket[];
  readonly poolCount: number;
  readonly figures: BenchFigures;
  /** Seven days up to today: tickets closed, and distinct tickets acted on. */
  readonly week: readonly { readonly day: string; readonly closed: number; readonly handled: number }[];
}

const QUEUE_SIZE = 100;
const POOL_SIZE = 6;
const COUNT_LIMIT = 999;

/** The work bench of one person in a constant number of statements: what waits for me, what I may take, how I do. */
export async function findBench(ctx: ActorCtx): Promise<Bench> {
  const { db, actor } = ctx;
  const now = DateTime.fromJSDate(ctx.now(), { zone: ctx.zone });
  const [queue, pool, poolCount, figures, week] = await Promise.all([
    openTickets(ctx)
      .where('t.assignee_id', actor.id)
      .orderByRaw(
        `t.status = 'waiting', z.due_at nulls last, t.status <> 'returned', t.priority_rank desc, a.arrived_at`,
      )
      .limit(QUEUE_SIZE) as Promise<BenchTicket[]>,
    inPool(openTickets(ctx), ctx)
      .orderByRaw('z.due_at nulls last, t.priority_rank desc, a.arrived_at')
      .limit(POOL_SIZE) as Promise<BenchTicket[]>,
    countPool(ctx),
    findFigures(db, actor.id, now),
    findWeek(db, actor.id, now, ctx.zone),
  ]);
  return { queue, pool, poolCount, figures, week };
}

function openTickets(ctx: ActorCtx): Knex.QueryBuilder {
  const query = ctx
    .db('tickets as t')
    .join('categories as c', 'c.id', 't.category_id')
    .joinRaw('join assignments a on a.ticket_id = t.id and a.left_at is null')
    .leftJoin('groups as g', 'g.id', 't.group_id')
    .leftJoin('users as b', 'b.id', 'a.sent_by_id')
    .leftJoin('ticket_clocks as z', 'z.ticket_id', 't.id')
    .whereNot('t.status', 'closed')
    .select(
      't.number',
      't.title',
      't.status',
      't.priority',
      't.version',
      't.urged_count',
      't.appended_count',
      't.returned_count',
      't.is_repeat',
      'c.name as category_name',
      'g.name as group_name',
      'b.name as sent_by',
      ctx.db.raw(`${levelNames('t.customer_id')} as level`),
      'a.sent_action',
      'a.arrived_at',
      ...clockColumns('z'),
    );
  return onlyVisible(query, ctx.actor, 't');
}

function inPool(query: Knex.QueryBuilder, ctx: ActorCtx): Knex.QueryBuilder {
  return query
    .whereRaw('t.group_id = any(?)', [[...ctx.actor.groupIds]])
    .whereNull('t.assignee_id')
    .whereNot('t.status', 'closed');
}

async function countPool(ctx: ActorCtx): Promise<number> {
  const some = inPool(onlyVisible(ctx.db('tickets as t'), ctx.actor, 't'), ctx)
    .select(ctx.db.raw('1'))
    .limit(COUNT_LIMIT + 1);
  const [row] = (await ctx.db.count('* as count').from(some.as('counted'))) as { count: number | string }[];
  return Number(row?.count ?? 0);
}

async function findFigures(db: Knex, me: number, now: DateTime): Promise<BenchFigures> {
  const today = now.startOf('day').toJSDate();
  const yesterday = now.startOf('day').minus({ days: 1 }).toJSDate();
  const bindings = {
    me,
    today,
    yesterday,
    // "By this time yesterday": a comparison that is fair in the morning too.
    then: now.minus({ days: 1 }).toJSDate(),
    now: now.toJSDate(),
    soon: now.plus({ hours: 1 }).toJSDate(),
    month: now.startOf('month').toJSDate(),
  };
  const { rows } = (await db.raw(
    `select
       (select count(*)::int from tickets where assignee_id = :me and status <> 'closed') as mine,
       (select count(*)::int from tickets t join ticket_clocks z on z.ticket_id = t.id
          where t.assignee_id = :me and t.status <> 'closed' and z.due_at <= :now) as overdue,
       (select count(*)::int from tickets t join ticket_clocks z on z.ticket_id = t.id
          where t.assignee_id = :me and t.status <> 'closed' and z.due_at > :now and z.due_at <= :soon) as soon,
       (select count(distinct ticket_id)::int from ticket_events where actor_id = :me and occurred_at >= :today
          and occurred_at <= :now) as handled_today,
       (select count(distinct ticket_id)::int from ticket_events where actor_id = :me and occurred_at >= :yesterday
          and occurred_at < :then) as handled_yesterday,
       (select count(*)::int from tickets where closed_by_id = :me and status = 'closed' and closed_at >= :today) as closed_today,
       (select count(*)::int from tickets where closed_by_id = :me and status = 'closed' and closed_at >= :yesterday
          and closed_at < :then) as closed_yesterday,
       (select count(*)::int from tickets where closed_by_id = :me and status = 'closed' and closed_at >= :month
          and satisfaction = 'satisfied') as satisfied,
       (select count(*)::int from tickets where closed_by_id = :me and status = 'closed' and closed_at >= :month
          and satisfaction is not null) as answered`,
    bindings,
  )) as { rows: BenchFigures[] };
  if (!rows[0]) throw new Error('the figures query answered nothing');
  return rows[0];
}

async function findWeek(db: Knex, me: number, now: DateTime, zone: string): Promise<Bench['week']> {
  const from = now.startOf('day').minus({ days: 6 });
  const { rows } = (await db.raw(
    `select to_char(occurred_at at time zone :zone, 'YYYY-MM-DD') as day, count(distinct ticket_id)::int as handled,
       count(distinct ticket_id) filter (where type = 'ticket_closed')::int as closed
     from ticket_events where actor_id = :me and occurred_at >= :from group by 1`,
    { me, zone, from: from.toJSDate() },
  )) as { rows: { day: string; handled: number; closed: number }[] };
  return Array.from({ length: 7 }, (_, index) => {
    const day = from.plus({ days: index }).toFormat('yyyy-MM-dd');
    return rows.find((row) => row.day === day) ?? { day, handled: 0, closed: 0 };
  });
}
