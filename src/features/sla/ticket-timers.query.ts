import type { Knex } from 'knex';
import type { Metric } from '../../domain/sla/policy.ts';
import type { ClockFace } from '../../domain/sla/time-left.ts';

/** A timer of a ticket with what was done of it, as its page shows it. */
export interface ShownTimer extends ClockFace {
  readonly metric: Metric;
  /** Of a stage the hop with which the visit began; else how often the ticket had been reopened. */
  readonly occasion: number;
  readonly stageZh: string | null;
  readonly stageEn: string | null;
  readonly policy: string | null;
  readonly startedAt: Date;
  readonly pausedMinutes: number;
  readonly endedAt: Date | null;
  readonly breachedAt: Date | null;
  readonly steps: readonly DoneStepRow[];
}

export interface DoneStepRow {
  readonly at: Date;
  /** Working minutes before (negative) or after the due time. */
  readonly offset: number;
  readonly policy: string;
  /** Nobody measured then: it was not done. */
  readonly missed: boolean;
}

interface Row {
  readonly metric: Metric;
  readonly occasion: number;
  readonly stage_zh: string | null;
  readonly stage_en: string | null;
  readonly policy: string | null;
  readonly target_minutes: string;
  readonly started_at: Date;
  readonly due_at: Date | null;
  readonly warn_at: Date | null;
  readonly paused_at: Date | null;
  readonly paused_minutes: string;
  readonly left_minutes: string | null;
  readonly ended_at: Date | null;
  readonly breached_at: Date | null;
  readonly steps: readonly { at: string; offset: number; policy: string; missed: boolean }[];
}

/** All clocks of a ticket in the order in which they began, in one statement (spec 05). */
export async function findTicketTimers(db: Knex, ticketId: number): Promise<ShownTimer[]> {
  const rows = (await db('sla_timers as s')
    .leftJoin('stages as g', 'g.key', 's.stage_key')
    .leftJoin('sla_policies as p', 'p.id', 's.policy_id')
    .where('s.ticket_id', ticketId)
    .orderBy(['s.started_at', 's.id'])
    .select(
      's.metric',
      's.occasion',
      's.target_minutes',
      's.started_at',
      's.due_at',
      's.warn_at',
      's.paused_at',
      's.paused_minutes',
      's.left_minutes',
      's.ended_at',
      's.breached_at',
      'g.name_zh as stage_zh',
      'g.name_en as stage_en',
      'p.name as policy',
      db.raw(`(select coalesce(json_agg(json_build_object('at', d.at, 'offset', d.offset_minutes,
          'policy', d.policy_name, 'missed', d.missed) order by d.at, d.id), '[]')
        from sla_steps d where d.timer_id = s.id) as steps`),
    )) as Row[];
  return rows.map((row) => ({
    metric: row.metric,
    occasion: row.occasion,
    stageZh: row.stage_zh,
    stageEn: row.stage_en,
    policy: row.policy,
    dueAt: row.due_at,
    warnAt: row.warn_at,
    paused: row.paused_at !== null && row.due_at === null,
    leftMinutes: row.left_minutes === null ? null : Number(row.left_minutes),
    targetMinutes: Number(row.target_minutes),
    startedAt: row.started_at,
    pausedMinutes: Number(row.paused_minutes),
    endedAt: row.ended_at,
    breachedAt: row.breached_at,
    steps: row.steps.map((step) => ({ ...step, at: new Date(step.at) })),
  }));
}
