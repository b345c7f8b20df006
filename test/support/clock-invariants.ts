import { isDeepStrictEqual } from 'node:util';
import type { Knex } from 'knex';
import { keepTime } from '../../src/features/sla/keep-time.ts';

/** What holds of the clocks of every ticket (spec 05), whatever was done to it; tickets that are queued apart. */
export async function findBrokenClocks(
  db: Knex,
  ids: readonly number[],
): Promise<{ ticket_id: number; sentence: string }[]> {
  const { rows } = (await db.raw(
    `select t.id as ticket_id, rule.sentence from tickets t
     left join ticket_clocks c on c.ticket_id = t.id
     left join lateral (select min(s.due_at) as due, bool_or(s.breached_at is not null) as over
       from sla_timers s where s.ticket_id = t.id and s.ended_at is null) s on true
     cross join lateral (values
       ('its clock is of its version', c.ticket_version is not distinct from t.version),
       ('its clock shows what is due first', c.due_at is not distinct from s.due),
       ('what is overdue is on its clock', c.overdue_at is not null or s.over is not true),
       ('nothing runs while it is closed', t.status <> 'closed' or not exists (
          select from sla_timers x where x.ticket_id = t.id and x.ended_at is null))
     ) as rule (sentence, holds)
     where t.id = any(:ids::bigint[]) and not rule.holds
       and not exists (select from sla_queue q where q.ticket_id = t.id)
       -- Closed before it came here, and never touched since.
       and (c.ticket_id is not null or t.status <> 'closed')`,
    { ids: [...ids] },
  )) as { rows: { ticket_id: number; sentence: string }[] };
  return rows;
}

const SHOWN = `metric, occasion, stage_key, started_at, ended_at, due_at, warn_at, paused_at, left_minutes,
  target_minutes`;

/** Timers and clock of a ticket, as rows. */
async function timesOf(db: Knex, ticketId: number): Promise<readonly unknown[]> {
  const { rows } = (await db.raw(
    `select (select jsonb_agg(to_jsonb(s) order by metric, occasion) from
         (select ${SHOWN} from sla_timers where ticket_id = :id) s) as timers,
       (select to_jsonb(c) from ticket_clocks c where ticket_id = :id) as clock,
       (select count(*)::int from sla_queue where ticket_id = :id) as queued`,
    { id: ticketId },
  )) as { rows: { timers: unknown; clock: unknown; queued: number }[] };
  return rows;
}

/** How the times of a ticket differ from those worked out from its history alone; nothing stays of the attempt. */
export async function differsFromScratch(db: Knex, ticketId: number, now: Date): Promise<string[]> {
  const trx = await db.transaction();
  try {
    const lived = await timesOf(trx, ticketId);
    await trx('sla_timers').where('ticket_id', ticketId).delete();
    await keepTime({ now: () => now, zone: 'Asia/Shanghai' }, trx, [ticketId]);
    const anew = await timesOf(trx, ticketId);
    return isDeepStrictEqual(lived, anew)
      ? []
      : [`lived ${JSON.stringify(lived)}, but from scratch ${JSON.stringify(anew)}`];
  } finally {
    await trx.rollback();
  }
}

export interface SettledTimer {
  readonly id: number;
  readonly breached_at: Date | null;
  readonly ended_at: Date | null;
  readonly row: string;
}

/** Of every timer what must never change any more. */
export async function settledTimers(db: Knex): Promise<readonly SettledTimer[]> {
  const { rows } = (await db.raw(
    `select id, breached_at, ended_at, to_jsonb(s)::text as row from sla_timers s
     where ended_at is not null or breached_at is not null`,
  )) as { rows: SettledTimer[] };
  return rows;
}

/** What has ended and changed nevertheless, and breaches that are gone. */
export function unsettled(before: readonly SettledTimer[], after: readonly SettledTimer[]): string[] {
  const now = new Map(after.map((timer) => [timer.id, timer]));
  return before.flatMap((was) => {
    const is = now.get(was.id);
    const vanished = was.breached_at !== null && is?.breached_at?.getTime() !== was.breached_at.getTime();
    const changed = was.ended_at !== null && is?.row !== was.row;
    return vanished || changed ? [`timer ${was.row} became ${is?.row ?? 'nothing'}`] : [];
  });
}
