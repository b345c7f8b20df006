import type { Knex } from 'knex';
import type { ComingStep, Timer } from '../../domain/sla/timers.ts';
import { warningOf } from '../../domain/sla/policy.ts';

/** The write model of timers and clocks: many at once, always inside the caller's transaction. */

export interface TimerToWrite {
  readonly ticketId: number;
  readonly timer: Timer;
  readonly breachedAt: Date | null;
  readonly nextStepAt: Date | null;
}

/** What lists show of a ticket's time. */
export interface Clock {
  readonly ticketId: number;
  readonly ticketVersion: number;
  readonly policyId: number | null;
  readonly metric: string | null;
  readonly stageKey: string | null;
  readonly dueAt: Date | null;
  readonly warnAt: Date | null;
  readonly paused: boolean;
  readonly leftMinutes: number | null;
  readonly targetMinutes: number | null;
  readonly overdueAt: Date | null;
  /** The entry of the queue that this answers. */
  readonly queued: string | null;
}

/**
 * Writes timers and clocks as they are now, and takes their tickets off the queue, in one statement. What has ended stays
 * as it ended; a timer that was put aside because no policy wanted it goes on when one does again.
 * @returns the ids of timers that were new or have changed
 */
export async function writeTimes(
  trx: Knex.Transaction,
  timers: readonly TimerToWrite[],
  clocks: readonly Clock[],
): Promise<Map<string, number>> {
  const values = TIMER_COLUMNS.slice(3);
  const { rows: written } = (await trx.raw(
    `with times as (
       insert into sla_timers (${TIMER_COLUMNS.join(', ')})
       select ${TIMER_COLUMNS.join(', ')} from jsonb_to_recordset(:timers) as n (ticket_id bigint, metric text,
         occasion bigint, stage_key text, policy_id bigint, target_minutes numeric, warning_minutes numeric,
         started_at timestamptz, due_at timestamptz, warn_at timestamptz, paused_at timestamptz, paused_minutes numeric,
         left_minutes numeric, ended_at timestamptz, breached_at timestamptz, next_step_at timestamptz)
       on conflict (ticket_id, metric, occasion) do update
         set ${values.map((column) => `${column} = excluded.${column}`).join(', ')}
         where (sla_timers.ended_at is null or excluded.ended_at is null)
           and (${values.map((column) => `sla_timers.${column}`).join(', ')})
             is distinct from (${values.map((column) => `excluded.${column}`).join(', ')})
       returning id, ticket_id, metric, occasion
     ), clocks as (
       insert into ticket_clocks (${CLOCK_COLUMNS.join(', ')})
       select ${CLOCK_COLUMNS.join(', ')} from jsonb_to_recordset(:clocks) as n (ticket_id bigint, ticket_version integer,
         policy_id bigint, metric text, stage_key text, due_at timestamptz, warn_at timestamptz, paused boolean,
         left_minutes numeric, target_minutes numeric, overdue_at timestamptz)
       on conflict (ticket_id) do update set ${CLOCK_COLUMNS.slice(1)
         .map((column) => `${column} = excluded.${column}`)
         .join(', ')}
     ), done as (
       -- What was queued anew meanwhile stays: it may not be in what was read.
       delete from sla_queue q using jsonb_to_recordset(:clocks) as n (ticket_id bigint, queued timestamptz)
       where q.ticket_id = n.ticket_id and q.queued_at = n.queued
     )
     select id, ticket_id, metric, occasion from times`,
    { timers: JSON.stringify(timers.map(timerRow)), clocks: JSON.stringify(clocks.map(clockRow)) },
  )) as { rows: { id: number; ticket_id: number; metric: string; occasion: number }[] };
  return new Map(
    written.map((row) => [timerKey(row.ticket_id, { metric: row.metric, occasion: row.occasion }), row.id]),
  );
}

function timerRow({ ticketId, timer, breachedAt, nextStepAt }: TimerToWrite): Record<string, unknown> {
  return {
    ticket_id: ticketId,
    metric: timer.metric,
    occasion: timer.occasion,
    stage_key: timer.stage,
    policy_id: timer.policyId,
    target_minutes: timer.target.minutes,
    warning_minutes: warningOf(timer.target),
    started_at: timer.startedAt,
    due_at: timer.dueAt,
    warn_at: timer.warnAt,
    paused_at: timer.pausedAt,
    paused_minutes: timer.pausedMinutes,
    left_minutes: timer.leftMinutes,
    ended_at: timer.endedAt,
    breached_at: breachedAt,
    next_step_at: nextStepAt,
  };
}

function clockRow(clock: Clock): Record<string, unknown> {
  return {
    ticket_id: clock.ticketId,
    ticket_version: clock.ticketVersion,
    policy_id: clock.policyId,
    metric: clock.metric,
    stage_key: clock.stageKey,
    due_at: clock.dueAt,
    warn_at: clock.warnAt,
    paused: clock.paused,
    left_minutes: clock.leftMinutes,
    target_minutes: clock.targetMinutes,
    overdue_at: clock.overdueAt,
    queued: clock.queued,
  };
}

const TIMER_COLUMNS = [
  'ticket_id',
  'metric',
  'occasion',
  'stage_key',
  'policy_id',
  'target_minutes',
  'warning_minutes',
  'started_at',
  'due_at',
  'warn_at',
  'paused_at',
  'paused_minutes',
  'left_minutes',
  'ended_at',
  'breached_at',
  'next_step_at',
] as const;

const CLOCK_COLUMNS = [
  'ticket_id',
  'ticket_version',
  'policy_id',
  'metric',
  'stage_key',
  'due_at',
  'warn_at',
  'paused',
  'left_minutes',
  'target_minutes',
  'overdue_at',
] as const;

/** What names a timer among all. */
export function timerKey(
  ticketId: number,
  { metric, occasion }: { readonly metric: string; readonly occasion: number },
): string {
  return `${ticketId}:${metric}:${occasion}`;
}

/** Open timers that nobody wants any more: gone, or ended where there is a breach to remember. */
export async function dropTimers(trx: Knex.Transaction, ids: readonly number[], now: Date): Promise<void> {
  if (ids.length === 0) return;
  await trx('sla_timers')
    .whereIn('id', [...ids])
    .whereNull('breached_at')
    .delete();
  await trx('sla_timers')
    .whereIn('id', [...ids])
    .update({ ended_at: now, next_step_at: null, paused_at: null, left_minutes: null });
}

/** Steps whose moment had passed before anybody measured: noted, and not done. */
export async function noteMissedSteps(
  trx: Knex.Transaction,
  missed: readonly {
    readonly timerId: number;
    readonly dueAt: Date;
    readonly coming: ComingStep;
    readonly policyName: string;
  }[],
  now: Date,
): Promise<void> {
  if (missed.length === 0) return;
  await trx('sla_steps')
    .insert(
      missed.map(({ timerId, dueAt, coming, policyName }) => ({
        timer_id: timerId,
        due_at: dueAt,
        step_id: coming.step.id,
        offset_minutes: coming.step.offset,
        policy_name: policyName,
        missed: true,
        at: now,
      })),
    )
    .onConflict(['timer_id', 'due_at', 'step_id'])
    .ignore();
}

/** Clocks of closed tickets of which nothing before now is measured. */
export async function insertRestingClocks(
  trx: Knex.Transaction,
  ticketIds: readonly number[],
  now: Date,
): Promise<void> {
  await trx.raw(
    `insert into ticket_clocks (ticket_id, ticket_version, measured_from)
     select id, version, :now from tickets where id = any(:ids::bigint[])
     on conflict (ticket_id) do nothing`,
    { now, ids: [...ticketIds] },
  );
}
