import type { Knex } from 'knex';
import type { ActorCtx } from '../../context.ts';
import type { RawForm } from '../../domain/form/parse-form.ts';
import { holds } from '../../domain/people/permissions.ts';
import type { Status } from '../../domain/ticket/status.ts';
import { NotFound, type RefusalDetails } from '../../errors.ts';
import type { RunAction } from './bulk-runs.store.ts';
import type { SelectedTicket } from './bulk-selection.ts';
import { onlyVisible } from './visible-tickets.to-sql.ts';

export interface BulkRun {
  readonly id: number;
  readonly form: RawForm;
  readonly list: string;
  readonly created_at: Date;
  readonly finished_at: Date | null;
  readonly total: number;
  readonly done: number;
  readonly refused: readonly RefusedItem[];
}

/** Where a ticket of a run went, as far as whoever looks may know the ticket. */
export interface MovedItem {
  readonly number: string;
  readonly title: string | null;
  readonly group: string | null;
  readonly assignee: string | null;
}

export interface RefusedItem {
  readonly number: string;
  readonly code: string;
  readonly details: RefusalDetails;
  /** Null when whoever looks can't see the ticket. */
  readonly title: string | null;
  readonly status: Status | null;
  readonly version: number | null;
}

/** How a bulk run stands, for the person who started it and for who configures. @throws NotFound for anyone else */
export async function findBulkRun(ctx: ActorCtx, id: number, action: RunAction): Promise<BulkRun> {
  const { db, actor } = ctx;
  const mayReadAny = holds(actor, 'config.manage');
  const run = (await db('bulk_runs as r')
    .where({ 'r.id': id, 'r.action': action })
    .modify((query) => (mayReadAny ? query : query.where('r.user_id', actor.id)))
    .first('r.id', 'r.form', 'r.list', 'r.created_at', 'r.finished_at', {
      total: db('bulk_items').where('run_id', id).select(db.raw('count(*)::int')),
      done: db('bulk_items').where({ run_id: id, state: 'done' }).select(db.raw('count(*)::int')),
    })) as Omit<BulkRun, 'refused'> | undefined;
  if (!run) throw new NotFound('bulk run');
  const refused = (await itemsOf(ctx, id, 'refused').select(
    'i.number',
    'i.reason_code as code',
    'i.reason_details as details',
    {
      title: 'seen.title',
      status: 'seen.status',
      version: 'seen.version',
    },
  )) as RefusedItem[];
  return { ...run, refused };
}

/** Where the tickets of a run went that moves them; of a run that `findBulkRun` has answered. */
export async function findMoved(ctx: ActorCtx, id: number): Promise<MovedItem[]> {
  return (await itemsOf(ctx, id, 'done')
    .leftJoin('groups as g', 'g.id', 'i.to_group_id')
    .leftJoin('users as u', 'u.id', 'i.to_assignee_id')
    .select('i.number', 'seen.title', 'g.name as group', 'u.name as assignee')) as MovedItem[];
}

/** The items of a run in a state, each with what the actor may know of its ticket. */
function itemsOf({ db, actor }: ActorCtx, id: number, state: 'done' | 'refused'): Knex.QueryBuilder {
  const seen = onlyVisible(db('tickets as t'), actor, 't')
    .whereIn('t.number', db('bulk_items').where({ run_id: id, state }).select('number'))
    .select('t.number', 't.title', 't.status', 't.version')
    .as('seen');
  return db('bulk_items as i')
    .leftJoin(seen, 'seen.number', 'i.number')
    .where({ 'i.run_id': id, 'i.state': state })
    .orderBy('i.position');
}

/** Runs that a process left unfinished, oldest first. */
export async function findUnfinishedRuns(db: Knex): Promise<number[]> {
  const rows = (await db('bulk_runs').whereNull('finished_at').orderBy('id').select('id')) as {
    id: number;
  }[];
  return rows.map(({ id }) => id);
}

/** What is known to the actor of the first tickets of a selection, in its order. */
export async function findPicked(
  ctx: ActorCtx,
  picks: readonly SelectedTicket[],
  limit: number,
): Promise<{ number: string; title: string | null; status: Status | null }[]> {
  const numbers = picks.slice(0, limit).map(({ number }) => number);
  const rows = (await onlyVisible(ctx.db('tickets as t').whereIn('t.number', numbers), ctx.actor, 't').select(
    't.number',
    't.title',
    't.status',
  )) as { number: string; title: string; status: Status }[];
  const byNumber = new Map(rows.map((row) => [row.number, row]));
  return numbers.map((number) => byNumber.get(number) ?? { number, title: null, status: null });
}
