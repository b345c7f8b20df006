import type { Knex } from 'knex';
import type { TicketHistory } from '../../domain/sla/history.ts';
import type { Metric } from '../../domain/sla/policy.ts';
import type { DoneStep } from '../../domain/sla/timers.ts';
import type { Status } from '../../domain/ticket/status.ts';

/** A timer as it stands, with what was done of it. */
export interface StandingTimer {
  readonly id: number;
  readonly metric: Metric;
  readonly occasion: number;
  readonly startedAt: Date;
  readonly endedAt: Date | null;
  readonly breachedAt: Date | null;
  readonly done: readonly DoneStep[];
}

export interface TimedTicket {
  readonly id: number;
  readonly version: number;
  readonly history: TicketHistory;
  readonly timers: readonly StandingTimer[];
}

interface Row {
  id: number;
  version: number;
  created_at: Date;
  measured_from: Date | null;
  entries: { at: string; action: string; status: Status }[];
  hops: { id: number; stage: string | null; arrivedAt: string; leftAt: string | null }[];
  timers: {
    id: number;
    metric: Metric;
    occasion: number;
    startedAt: string;
    endedAt: string | null;
    breachedAt: string | null;
    done: { stepId: number; dueAt: string; at: string }[];
  }[];
}

/** What the times of tickets follow from, and their timers as they stand, in one statement (spec 05). */
export async function findTimedTickets(db: Knex, ticketIds: readonly number[]): Promise<TimedTicket[]> {
  const { rows } = (await db.raw(
    `select t.id, t.version, t.created_at, c.measured_from,
       coalesce((select json_agg(json_build_object('at', e.occurred_at, 'action', e.action, 'status', e.to_status) order by e.seq)
         from ticket_events e where e.ticket_id = t.id), '[]') as entries,
       coalesce((select json_agg(json_build_object('id', a.id, 'stage', a.stage_key, 'arrivedAt', a.arrived_at,
           'leftAt', a.left_at) order by a.position)
         from assignments a where a.ticket_id = t.id), '[]') as hops,
       coalesce((select json_agg(json_build_object('id', s.id, 'metric', s.metric, 'occasion', s.occasion,
           'startedAt', s.started_at, 'endedAt', s.ended_at, 'breachedAt', s.breached_at,
           'done', (select coalesce(json_agg(json_build_object('stepId', d.step_id, 'dueAt', d.due_at, 'at', d.at)), '[]')
             from sla_steps d where d.timer_id = s.id)))
         from sla_timers s where s.ticket_id = t.id), '[]') as timers
     from tickets t left join ticket_clocks c on c.ticket_id = t.id where t.id = any(?::bigint[])`,
    [[...ticketIds]],
  )) as { rows: Row[] };
  return rows.map((row) => ({
    id: row.id,
    version: row.version,
    history: {
      createdAt: row.created_at,
      measuredFrom: row.measured_from,
      entries: row.entries.map((entry) => ({ ...entry, at: new Date(entry.at) })),
      hops: row.hops.map((hop) => ({
        ...hop,
        arrivedAt: new Date(hop.arrivedAt),
        leftAt: dateOf(hop.leftAt),
      })),
    },
    timers: row.timers.map((timer) => ({
      ...timer,
      startedAt: new Date(timer.startedAt),
      endedAt: dateOf(timer.endedAt),
      breachedAt: dateOf(timer.breachedAt),
      done: timer.done.map(({ stepId, dueAt, at }) => ({
        stepId,
        dueAt: new Date(dueAt),
        at: new Date(at),
      })),
    })),
  }));
}

function dateOf(text: string | null): Date | null {
  return text === null ? null : new Date(text);
}
