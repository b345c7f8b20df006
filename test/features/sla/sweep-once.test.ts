import pg from 'pg';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { connect } from '../../../src/db/connection.ts';
import { keepTime } from '../../../src/features/sla/keep-time.ts';
import { findDueTickets } from '../../../src/features/sla/due-tickets.query.ts';
import { sweepAgain } from '../../soak/sla.ts';
import { aCompany, type Company } from '../../support/company.ts';
import { openTestDatabase, type TestDatabase } from '../../support/database.ts';
import { jobCtx } from '../../support/messages.ts';
import { planOf, recordStatements } from '../../support/statements.ts';
import { notify, onlyPolicy, sweepAt, within100 } from '../../support/sweeping.ts';
import { aTicket } from '../../support/tickets.ts';

/** The short forms of `npm run soak -- sla`. */

let it: TestDatabase;
let company: Company;
beforeAll(async () => {
  it = await openTestDatabase();
  company = await aCompany(it.db);
});
afterAll(() => it.close());

const TICKETS = 200;

test('two processes do each of 200 due steps once, five times over, and read nothing but what is due', async () => {
  const policy = await onlyPolicy(it.db, [within100({ '0': [notify({ kind: 'assignee' })] })]);
  for (let made = 0; made < TICKETS; made += 1) await aTicket(it.db, company);
  const ids = (await it.db('tickets').pluck('id')) as number[];
  const others = [connect(it.url), connect(it.url)];
  const start = Date.now();
  try {
    for (let run = 1; run <= 5; run += 1) {
      const at = (minutes: number): Date => new Date(start + (1000 * run + minutes) * 60_000);
      await it.db.raw(`update sla_policies set targets = jsonb_set(targets, '{0,minutes}', ?) where id = ?`, [
        String(1000 * run),
        policy,
      ]);
      await it.db.transaction((trx) =>
        keepTime(
          jobCtx(it.db, () => at(-900)),
          trx,
          ids,
        ),
      );
      const sums = await Promise.all(others.map((db) => sweepAt(db, at(100))));
      expect(sums.reduce((sum, { steps }) => sum + steps, 0)).toBe(TICKETS);
      expect(await it.db('sla_steps').count()).toEqual([{ count: TICKETS * run }]);
      expect(await it.db('outbox').where('kind', 'sla_breach').count()).toEqual([{ count: TICKETS * run }]);
    }
    expect(await findDueTickets(it.db, new Date(start + 10_000_000_000), { after: null, limit: 10 })).toEqual(
      [],
    );
  } finally {
    for (const db of others) await db.destroy();
  }
}, 600_000);

test('kill -9 of a process that sweeps: still once', async () => {
  const own = await openTestDatabase();
  try {
    const wish = { ...own, company: await aCompany(own.db), tickets: 60, runs: 3, killEvery: 1 };
    expect(await sweepAgain(wish)).toEqual({ runs: 3, kills: 3, steps: 180, lost: [] });
  } finally {
    await own.close();
  }
}, 600_000);

test('what is due is found by its index, however much is not', async () => {
  await it.db.raw(`
    insert into sla_timers (ticket_id, metric, occasion, target_minutes, started_at, due_at, next_step_at)
    select t.id, 'resolution', n, 100, now(), now() + interval '90 days', now() + interval '90 days'
    from tickets t, generate_series(1000, 1100) n`);
  await it.db.raw('vacuum analyze sla_timers');
  const planner = new pg.Client({ connectionString: it.url });
  await planner.connect();
  try {
    const recorder = recordStatements(it.db);
    const wish = { after: { id: 7, at: new Date(0) }, limit: 200 };
    const { statements } = await recorder.during(() => findDueTickets(it.db, new Date(), wish));
    expect(statements).toHaveLength(1);
    for (const statement of statements) {
      const plan = JSON.stringify(await planOf(planner, statement));
      expect(plan).toContain('sla_timers_due_idx');
      expect(plan).not.toMatch(/Seq Scan[^}]*"sla_timers"/);
    }
  } finally {
    await planner.end();
  }
});
