import pg from 'pg';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { connect } from '../../../src/db/connection.ts';
import { openChannel } from '../../../src/db/open-channel.ts';
import { deliverOutbox } from '../../../src/features/notifications/deliver-outbox.ts';
import { deliverAtOnce } from '../../../src/jobs/schedule.ts';
import { aCompany, type Company } from '../../support/company.ts';
import { openTestDatabase, type TestDatabase } from '../../support/database.ts';
import { jobCtx, queueMessages } from '../../support/messages.ts';
import { act, aTicket } from '../../support/tickets.ts';

/** From the outbox to the inboxes (spec 05): everything, once, whoever delivers and whatever dies. */

let database: TestDatabase;
let company: Company;
const db = () => database.db;

beforeAll(async () => {
  database = await openTestDatabase();
  company = await aCompany(database.db);
});
beforeEach(async () => {
  await db()('inbox').delete();
  await db()('outbox').delete();
});
afterAll(() => database.close());

const counts = async (): Promise<{ inbox: number; delivered: number; due: number }> => {
  const { rows } = (await db().raw(`select (select count(*) from inbox) as inbox,
    count(*) filter (where delivered_at is not null) as delivered,
    count(*) filter (where delivered_at is null and failed_at is null) as due from outbox`)) as {
    rows: { inbox: number; delivered: number; due: number }[];
  };
  return rows[0]!;
};

test('two deliverers at once deliver 200 messages, each exactly once', async () => {
  await queueMessages(db(), 200, { to: company.people.tier1 });
  const other = connect(database.url);
  const [a, b] = await Promise.all([deliverOutbox(jobCtx(db())), deliverOutbox(jobCtx(other))]);
  await other.destroy();
  expect(a.delivered + b.delivered).toBe(200);
  expect(await counts()).toEqual({ inbox: 200, delivered: 200, due: 0 });
});

test('a deliverer that is killed half way leaves nothing lost and nothing doubled', async () => {
  await queueMessages(db(), 30, { to: company.people.tier1 });
  // It has taken rows and written into the inbox, and dies before it commits.
  const doomed = new pg.Client({ connectionString: database.url, application_name: 'doomed' });
  doomed.on('error', () => undefined);
  await doomed.connect();
  await doomed.query('begin');
  await doomed.query(`insert into inbox (user_id, outbox_id, kind, body, created_at)
    select recipient_id, id, kind, body, created_at from
      (select * from outbox where delivered_at is null order by id limit 10 for update skip locked) o`);
  // Others go on with what it does not hold.
  expect(await deliverOutbox(jobCtx(db()))).toMatchObject({ delivered: 20 });
  await db().raw(`select pg_terminate_backend(pid) from pg_stat_activity where application_name = 'doomed'`);
  await expect
    .poll(async () => (await deliverOutbox(jobCtx(db()))) && (await counts()))
    .toEqual({
      inbox: 30,
      delivered: 30,
      due: 0,
    });
});

test('what was put into the inbox already is not put there again', async () => {
  await queueMessages(db(), 1, { to: company.people.tier1 });
  await deliverOutbox(jobCtx(db()));
  await db()('outbox').update({ delivered_at: null });
  await deliverOutbox(jobCtx(db()));
  expect(await counts()).toEqual({ inbox: 1, delivered: 1, due: 0 });
});

test('one that can’t be delivered holds nobody up, is tried later and later, and is given up visibly', async () => {
  await db().raw(`create function refuse_poison() returns trigger language plpgsql as $$
    begin if new.body = 'poison' then raise exception 'no such inbox'; end if; return new; end $$;
    create trigger refuse_poison before insert on inbox for each row execute function refuse_poison()`);
  await queueMessages(db(), 5, { to: company.people.tier1 });
  await queueMessages(db(), 1, { to: company.people.tier1, body: 'poison' });
  await queueMessages(db(), 5, { to: company.people.tier1 });

  let time = Date.now();
  const ctx = jobCtx(db(), () => new Date(time));
  expect(await deliverOutbox(ctx)).toEqual({ delivered: 10, failed: 1 });
  expect(await deliverOutbox(ctx)).toEqual({ delivered: 0, failed: 0 });
  const waits: number[] = [];
  for (let attempt = 2; attempt <= 8; attempt += 1) {
    const row = await db()('outbox').where('body', 'poison').first();
    expect(row).toMatchObject({ attempts: attempt - 1, failed_at: null });
    expect(row.last_error).toContain('no such inbox');
    waits.push((row.next_attempt_at.getTime() - time) / 60_000);
    time = row.next_attempt_at.getTime();
    expect(await deliverOutbox(ctx)).toEqual({ delivered: 0, failed: 1 });
  }
  expect(waits).toEqual([1, 2, 4, 8, 16, 32, 60]);
  const given = await db()('outbox').where('body', 'poison').first();
  expect(given).toMatchObject({ attempts: 8, delivered_at: null, failed_at: new Date(time) });
  time += 24 * 60 * 60_000;
  expect(await deliverOutbox(ctx)).toEqual({ delivered: 0, failed: 0 });
  await db().raw('drop trigger refuse_poison on inbox; drop function refuse_poison');
});

test('what an action queues arrives at once where jobs run', async () => {
  const ctx = jobCtx(db());
  const channel = openChannel({ url: database.url, log: ctx.log });
  const listening = new Promise<void>((done) =>
    channel.subscribe((notice) => {
      if (notice.kind === 'resync') done();
    }),
  );
  const stop = deliverAtOnce(ctx, channel);
  await listening;
  const number = await aTicket(db(), company);
  await act(db(), company, 'tier1', number, 'escalate', { remark: '' });
  await expect.poll(() => db()('inbox').pluck('user_id')).toContain(company.people.review);
  await stop();
  await channel.close();
});
