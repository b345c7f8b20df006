import type { Knex } from 'knex';
import type { Automation } from '../../domain/automation/automation.ts';
import type { ConditionWorld } from '../../domain/conditions/subject.ts';
import type { Actor } from '../../domain/people/permissions.ts';
import type { Status } from '../../domain/ticket/status.ts';
import { whereConditions } from '../conditions/to-sql.ts';
import { onlyVisible } from '../tickets/visible-tickets.to-sql.ts';

export interface DryRunRow {
  readonly id: number;
  readonly number: string;
  readonly title: string;
  readonly status: Status;
  readonly priority: string;
  /** When it would last have acted on it; by the clock, since when the ticket has its state. */
  readonly at: Date;
  /** What it would have followed then; null by the clock. */
  readonly event: string | null;
  /** How often in that time; by the clock, once. */
  readonly times: number;
}

export interface DryRunRows {
  /** Newest first. */
  readonly rows: readonly DryRunRow[];
  readonly count: number;
}

interface Asked {
  readonly actor: Actor;
  readonly world: ConditionWorld;
  readonly since: Date;
  /** How many rows, and up to how many are counted. */
  readonly limit: number;
  readonly counted: number;
  /** Of each kind of event, only so many are looked at. */
  readonly looked: number;
}

/**
 * Tickets to which something happened that an automation follows, and that meet its conditions as they are now; only
 * those that the person may read.
 */
export function findFollowedTickets(
  db: Knex,
  { events, condition }: Pick<Automation, 'events' | 'condition'>,
  asked: Asked,
): Promise<DryRunRows> {
  const happened = db.raw(
    `(select e.ticket_id, max(e.occurred_at) as at, count(*)::int as times,
        (array_agg(e.action order by e.occurred_at desc))[1] as event
      from unnest(?::text[]) as followed (action) cross join lateral (
        select ticket_id, action, occurred_at from ticket_events
        where action = followed.action and occurred_at >= ? and coalesce(data -> 'imported' <> 'true', true)
        order by occurred_at desc limit ?
      ) e group by e.ticket_id) as h`,
    [[...events], asked.since, asked.looked],
  );
  const query = db.from(happened as unknown as Knex.Raw).join('tickets as t', 't.id', 'h.ticket_id');
  whereConditions(query, condition, asked.world);
  return read(db, query, asked, { at: 'h.at', event: 'h.event', times: 'h.times' });
}

/** Open tickets that meet the conditions of an automation by the clock now; only those that the person may read. */
export function findMatchingTickets(
  db: Knex,
  { condition }: Pick<Automation, 'condition'>,
  asked: Asked,
): Promise<DryRunRows> {
  const query = db.from('tickets as t').whereNot('t.status', 'closed');
  whereConditions(query, condition, asked.world);
  return read(db, query, asked, { at: 't.status_since', event: 'null::text', times: '1' });
}

async function read(
  db: Knex,
  found: Knex.QueryBuilder,
  { actor, limit, counted }: Asked,
  columns: { readonly at: string; readonly event: string; readonly times: string },
): Promise<DryRunRows> {
  const visible = onlyVisible(found, actor, 't');
  const rows = (await visible
    .clone()
    .orderByRaw(`${columns.at} desc, t.id desc`)
    .limit(limit)
    .select(
      't.id',
      't.number',
      't.title',
      't.status',
      't.priority',
      db.raw(`${columns.at} as at`),
      db.raw(`${columns.event} as event`),
      db.raw(`${columns.times} as times`),
    )) as DryRunRow[];
  const [total] = (await db
    .from(visible.clone().select('t.id').limit(counted).as('some'))
    .count('* as count')) as { count: number }[];
  return { rows, count: total?.count ?? 0 };
}
