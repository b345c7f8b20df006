import type { Knex } from 'knex';
import type { ActionResult, RunOutcome } from '../../domain/automation/run.ts';
import type { Actor } from '../../domain/people/permissions.ts';
import { onlyVisible } from '../tickets/visible-tickets.to-sql.ts';

export interface RunRow {
  readonly id: number;
  readonly at: Date;
  readonly outcome: RunOutcome;
  /** In the order of the actions that it had then. */
  readonly results: readonly ActionResult[];
  readonly depth: number;
  /** The automation as it was then. */
  readonly version: number;
  readonly automationId: number;
  readonly automation: string;
  readonly ticketId: number;
  readonly number: string;
  readonly title: string;
  /** The action that it followed; null by the clock. */
  readonly event: string | null;
}

export interface RunPage {
  readonly rows: readonly RunRow[];
  /** Where the next page begins: the id of its predecessor; null on the last one. */
  readonly next: number | null;
}

interface Asked {
  readonly actor: Actor;
  /** Only older ones than this run. */
  readonly before?: number | undefined;
  readonly limit: number;
}

/** What an automation did, newest first, to tickets that the person may read (spec 04). */
export function findRunsOf(db: Knex, automationId: number, asked: Asked): Promise<RunPage> {
  return read(db, { 'r.automation_id': automationId }, asked);
}

/** What automations did to a ticket, newest first, if the person may read it (spec 04). */
export function findRunsOn(db: Knex, ticketId: number, asked: Asked): Promise<RunPage> {
  return read(db, { 'r.ticket_id': ticketId }, asked);
}

async function read(
  db: Knex,
  where: Readonly<Record<string, number>>,
  { actor, before, limit }: Asked,
): Promise<RunPage> {
  const query = db('automation_runs as r')
    .join('automations as a', 'a.id', 'r.automation_id')
    .join('tickets as t', 't.id', 'r.ticket_id')
    .leftJoin('ticket_events as e', 'e.id', 'r.event_id')
    .where(where)
    .modify((runs) => (before === undefined ? undefined : void runs.where('r.id', '<', before)))
    .orderBy('r.id', 'desc')
    .limit(limit + 1);
  const found = (await onlyVisible(query, actor, 't').select(
    'r.id',
    'r.at',
    'r.outcome',
    'r.results',
    'r.depth',
    'r.automation_version as version',
    'a.id as automationId',
    'a.name as automation',
    't.id as ticketId',
    't.number',
    't.title',
    'e.action as event',
  )) as RunRow[];
  const rows = found.slice(0, limit);
  return { rows, next: found.length > limit ? (rows.at(-1)?.id ?? null) : null };
}
