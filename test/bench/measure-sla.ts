import type { Knex } from 'knex';
import { findDueTickets } from '../../src/features/sla/due-tickets.query.ts';
import { makeDue } from '../soak/sla.ts';
import { onOwnDatabase } from '../soak/own-database.ts';
import { multiplyTickets } from '../support/multiply-tickets.ts';
import { notify, onlyPolicy, sweepAt, within100 } from '../support/sweeping.ts';
import { aTicket } from '../support/tickets.ts';
import { spread, type Spread } from './spread.ts';

/** One sweep of so many due timers, among so many tickets (spec 05: its cost grows with what is due only). */
export interface SweepFigures {
  readonly tickets: number;
  readonly running: number;
  readonly due: number;
  /** Doing all of it, in ms. */
  readonly sweep: Spread;
  /** Finding what is due, in ms. */
  readonly find: Spread;
}

const DUE = 200;
const RUNNING = 50_000;
const SWEEPS = 5;
const FINDS = 30;
const MINUTE_MS = 60_000;

/** On databases of their own: a small one, and one of so many tickets. */
export async function measureSla(tickets: number, say: (message: string) => void): Promise<SweepFigures[]> {
  const figures: SweepFigures[] = [];
  for (const size of [10_000, tickets]) {
    say(`Measuring the sweep among ${size} tickets …`);
    figures.push(await measureAmong(size));
  }
  return figures;
}

function measureAmong(tickets: number): Promise<SweepFigures> {
  return onOwnDatabase(async ({ db, company }) => {
    for (let made = 0; made < DUE; made += 1) await aTicket(db, company);
    const ids = (await db('tickets').orderBy('id').pluck('id')) as number[];
    const policy = await onlyPolicy(db, [within100({ '0': [notify({ kind: 'assignee' })] })]);
    await fill(db, tickets);
    const [sweeps, finds]: [number[], number[]] = [[], []];
    const start = Date.now();
    for (let run = 1; run <= SWEEPS; run += 1) {
      const at = (minutes: number): Date => new Date(start + (1000 * run + minutes) * MINUTE_MS);
      await makeDue(db, policy, { minutes: 1000 * run, at: at(-900), ids });
      for (let find = 0; find < FINDS; find += 1)
        finds.push(await timeOf(() => findDueTickets(db, at(100), { after: null, limit: DUE })));
      sweeps.push(await timeOf(() => sweepAt(db, at(100))));
      const [{ count } = { count: 0 }] = (await db('sla_steps').where('at', at(100)).count()) as {
        count: number;
      }[];
      if (count !== DUE) throw new Error(`${count} steps instead of ${DUE}`);
    }
    const [{ count: all } = { count: 0 }] = (await db('tickets').count()) as { count: number }[];
    const running = Math.min(RUNNING, all - DUE);
    return { tickets: all, running, due: DUE, sweep: spread(sweeps), find: spread(finds) };
  });
}

/** Tickets with their log and journey; of the first of them clocks run that are not due. */
async function fill(db: Knex, tickets: number): Promise<void> {
  await multiplyTickets(db, Math.ceil(tickets / DUE));
  for (const table of ['tickets', 'assignments', 'ticket_events']) {
    await db.raw('alter table ?? enable trigger user', [table]);
    await db.raw(`select setval(pg_get_serial_sequence(:table, 'id'), (select max(id) from :table:))`, {
      table,
    });
  }
  const isFill = `t.id > (select max(ticket_id) from ticket_clocks) order by t.id limit ${RUNNING}`;
  await db.raw(
    `insert into sla_timers (ticket_id, metric, occasion, target_minutes, started_at, due_at, next_step_at)
     select t.id, 'resolution', 0, 100, t.created_at, far, far
     from tickets t, (select now() + interval '90 days' as far) f where ${isFill}`,
  );
  await db.raw(
    `insert into ticket_clocks (ticket_id, ticket_version, metric, due_at, target_minutes)
     select t.id, t.version, 'resolution', now() + interval '90 days', 100 from tickets t where ${isFill}`,
  );
  await db.raw('vacuum analyze');
}

async function timeOf(work: () => Promise<unknown>): Promise<number> {
  const begun = performance.now();
  await work();
  return performance.now() - begun;
}
