import type { Knex } from 'knex';
import { MOST_ATTEMPTS } from '../../domain/automation/retry.ts';

/** A recalculation that is going on. */
export interface RecalculationNow {
  readonly id: number;
  /** Why, as a code. */
  readonly reason: string;
  /** Tickets that were open when it began. */
  readonly total: number;
  readonly left: number;
  readonly startedAt: Date;
}

/** The recalculation that is going on, with how far it has come; undefined while there is none, or nothing to do (spec 05). */
export async function findRecalculation(db: Knex): Promise<RecalculationNow | undefined> {
  const { rows } = (await db.raw(
    `select r.id, r.reason, r.total, r.requested_at as "startedAt",
       (select count(*)::int from sla_queue q where q.recalculation_id = r.id and q.attempts < :most) as left
     from sla_recalculations r where finished_at is null and total > 0 order by r.id desc limit 1`,
    { most: MOST_ATTEMPTS },
  )) as { rows: RecalculationNow[] };
  return rows[0];
}

export interface WaitingClocks {
  readonly count: number;
  /** Tried as often as it is tried. */
  readonly failed: number;
  readonly oldest: Date | null;
  readonly lastError: string | null;
}

/** What waits to be worked out anew, for whoever looks after the installation. */
export async function findWaitingClocks(db: Knex): Promise<WaitingClocks> {
  const { rows } = (await db.raw(
    `select count(*)::int as count, (count(*) filter (where attempts >= :most))::int as failed,
       min(queued_at) as oldest, max(last_error) as "lastError" from sla_queue`,
    { most: MOST_ATTEMPTS },
  )) as { rows: WaitingClocks[] };
  return rows[0] ?? { count: 0, failed: 0, oldest: null, lastError: null };
}

/** Whether a policy in use counts by this calendar. */
export async function isMeasuredBy(db: Knex, calendarId: number): Promise<boolean> {
  return (
    (await db('sla_policies').where({ calendar_id: calendarId, active: true }).first('id')) !== undefined
  );
}
