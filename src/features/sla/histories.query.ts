import type { Knex } from 'knex';
import { RESPONSES, type TicketHistory } from '../../domain/sla/history.ts';
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
  readonly dueAt: Date | null;
  readonly breachedAt: Date | null;
  readonly nextStepAt: Date | null;
  readonly done: readonly DoneStep[];
}

export interface TimedTicket {
  readonly id: number;
  readonly version: number;
  readonly history: TicketHistory;
  readonly timers: readonly StandingTimer[];
  /** Since when it is to be worked out anew; null: it is not. */
  readonly queuedAt: Date | null;
  /** The same, to the microsecond: which entry of the queue has been seen. */
  readonly queued: string | null;
}

interface Row {
  id: number;
  version: number;
  created_at: Date;
  measured_from: Date | null;
  queued_at: Date | null;
  queued: string | null;
  entries: { at: string; action: string; status: Status; byHolder: boolean }[];
  hops: {
    id: number;
    stage: string | null;
    sentAction: string;
    arrivedAt: string;
    acceptedAt: string | null;
    leftAt: string | null;
  }[];
  timers: {
    id: number;
    metric: Metric;
    occasion: number;
    startedAt: string;
    endedAt: string | null;
    dueAt: string | null;
    breachedAt: string | null;
    nextStepAt: string | null;
    done: { stepId: number; dueAt: string; at: string }[];
  }[];
}

/** What the times of tickets follow from, and their timers as they stand, in one statement (spec 05). */
export async function findTimedTickets(db: Knex, ticketIds: readonly number[]): Promise<TimedTicket[]> {
  const { rows } = (await db.raw(
    `select t.id, t.version, t.created_at, c.measured_from, q.queued_at, q.queued_at::text as queued,
       coalesce((select json_agg(json_build_object('at', e.occurred_at, 'action', e.action, 'status', e.to_status,
           'byHolder', coalesce(e.actor_id = e.from_assignee_id, false)) order by e.seq)
         from ticket_events e where e.ticket_id = t.id
           and (e.from_status is distinct from e.to_status or e.action = any(:responses))), '[]') as entries,
       coalesce((select json_agg(json_build_object('id', a.id, 'stage', a.stage_key, 'sentAction', a.sent_action,
           'arrivedAt', a.arrived_at, 'acceptedAt', a.accepted_at, 'leftAt', a.left_at) order by a.position)
         from assignments a where a.ticket_id = t.id), '[]') as hops,
       coalesce((select json_agg(json_build_object('id', s.id, 'metric', s.metric, 'occasion', s.occasion,
           'startedAt', s.started_at, 'endedAt', s.ended_at, 'dueAt', s.due_at, 'breachedAt', s.breached_at,
           'nextStepAt', s.next_step_at,
           'done', (select coalesce(json_agg(json_build_object('stepId', d.step_id, 'dueAt', d.due_at, 'at', d.at)), '[]')
             from sla_steps d where d.timer_id = s.id)))
         from sla_timers s where s.ticket_id = t.id), '[]') as timers
     from tickets t left join ticket_clocks c on c.ticket_id = t.id left join sla_queue q on q.ticket_id = t.id
     where t.id = any(:ids::bigint[]) order by t.id`,
    { ids: [...ticketIds], responses: [...RESPONSES] },
  )) as { rows: Row[] };
  return rows.map((row) => ({
    id: row.id,
    version: row.version,
    queuedAt: row.queued_at,
    queued: row.queued,
    history: {
      createdAt: row.created_at,
      measuredFrom: row.measured_from,
      entries: row.entries.map((entry) => ({ ...entry, at: new Date(entry.at) })),
      hops: row.hops.map((hop) => ({
        ...hop,
        arrivedAt: new Date(hop.arrivedAt),
        acceptedAt: dateOf(hop.acceptedAt),
        leftAt: dateOf(hop.leftAt),
      })),
    },
    timers: row.timers.map((timer) => ({
      ...timer,
      startedAt: new Date(timer.startedAt),
      endedAt: dateOf(timer.endedAt),
      dueAt: dateOf(timer.dueAt),
      breachedAt: dateOf(timer.breachedAt),
      nextStepAt: dateOf(timer.nextStepAt),
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
