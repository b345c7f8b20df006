import type { Knex } from 'knex';
import type { ActionResult, RunOutcome } from '../../domain/automation/run.ts';

/** What automations did, and to which tickets. */

export interface NewRun {
  readonly automation: { readonly id: number; readonly version: number };
  readonly ticketId: number;
  /** The entry that it follows; null by the clock: then it acts once in each state of the ticket. */
  readonly eventId: number | null;
  readonly depth: number;
  readonly at: Date;
}

/** Begins a run; null where this one has acted already. */
export async function beginRun(trx: Knex.Transaction, run: NewRun): Promise<number | null> {
  const { rows } = (await trx.raw(
    `insert into automation_runs (automation_id, automation_version, ticket_id, event_id, occasion, depth, outcome, at)
     select :automation, :version, t.id, :event::bigint, case when :event::bigint is null then t.status_since end,
       :depth, 'done', :at
     from tickets t where t.id = :ticket on conflict do nothing returning id`,
    {
      automation: run.automation.id,
      version: run.automation.version,
      ticket: run.ticketId,
      event: run.eventId,
      depth: run.depth,
      at: run.at,
    },
  )) as { rows: { id: number }[] };
  return rows[0]?.id ?? null;
}

export async function endRun(
  trx: Knex.Transaction,
  id: number,
  outcome: RunOutcome,
  results: readonly ActionResult[],
): Promise<void> {
  await trx('automation_runs')
    .where({ id })
    .update({ outcome, results: JSON.stringify(results) });
}

/** The automations that have acted on an entry. */
export async function findActedOn(db: Knex, eventId: number): Promise<Set<number>> {
  return new Set((await db('automation_runs').where('event_id', eventId).pluck('automation_id')) as number[]);
}

/** How often automations have acted on a ticket since a moment because others had. */
export async function countChained(db: Knex, ticketId: number, since: Date): Promise<number> {
  const [row] = (await db('automation_runs')
    .where('ticket_id', ticketId)
    .where('at', '>=', since)
    .where('depth', '>', 0)
    .whereNot('outcome', 'cut')
    .count('* as count')) as { count: number }[];
  return row?.count ?? 0;
}

/** Whether an automation was cut on a ticket since a moment, but for this run. */
export async function wasCut(
  db: Knex,
  { runId, automationId, ticketId }: { runId: number; automationId: number; ticketId: number },
  since: Date,
): Promise<boolean> {
  const row: unknown = await db('automation_runs')
    .where({ ticket_id: ticketId, automation_id: automationId, outcome: 'cut' })
    .where('at', '>=', since)
    .whereNot('id', runId)
    .first('id');
  return row !== undefined;
}

/** An entry that broke everything too often: those that had not acted on it have failed, with the reason. */
export async function failAll(
  trx: Knex.Transaction,
  eventId: number,
  { message, at }: { message: string; at: Date },
): Promise<void> {
  await trx.raw(
    `insert into automation_runs (automation_id, automation_version, ticket_id, event_id, depth, outcome, results, at)
     select a.id, a.version, q.ticket_id, q.event_id, q.depth, 'failed',
       (select jsonb_agg(jsonb_build_object(
          'kind', each ->> 'kind', 'outcome', 'refused', 'code', 'error', 'message', ?::text))
        from jsonb_array_elements(a.actions) each), ?
     from automation_queue q join ticket_events e on e.id = q.event_id
     join automations a on a.active and e.action = any(a.events)
     where q.event_id = ? on conflict do nothing`,
    [message, at, eventId],
  );
}

/** One round at a time of each automation that goes by the clock, whichever process makes it. */
export async function holdSweep(trx: Knex.Transaction, automationId: number): Promise<boolean> {
  const { rows } = (await trx.raw(
    `select pg_try_advisory_xact_lock(hashtext('gongdan automation'), ?::int) as held`,
    [automationId],
  )) as { rows: { held: boolean }[] };
  return rows[0]?.held === true;
}

/** When it goes next, unless somebody has said otherwise meanwhile. */
export async function setNextRun(
  trx: Knex.Transaction,
  { id, version }: { readonly id: number; readonly version: number },
  at: Date | null,
): Promise<void> {
  await trx('automations').where({ id, version }).update({ next_run_at: at });
}
