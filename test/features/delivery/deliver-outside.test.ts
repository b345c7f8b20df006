import { spawn } from 'node:child_process';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { ConnectorSettings } from '../../../src/domain/connector/connector.ts';
import { openChannel } from '../../../src/db/open-channel.ts';
import { deliverOutside } from '../../../src/features/delivery/deliver-outside.ts';
import { deliverOutbox } from '../../../src/features/notifications/deliver-outbox.ts';
import { deliverOutsideAtOnce } from '../../../src/jobs/deliver-outside-at-once.ts';
import { aCompany, type Company } from '../../support/company.ts';
import { openTestDatabase, type TestDatabase } from '../../support/database.ts';
import {
  aConnector,
  deliver,
  deliveriesOf,
  queueOutside,
  testOutside,
  withoutDeliveries,
} from '../../support/deliveries.ts';
import { jobCtx, queueMessages } from '../../support/messages.ts';
import { type Mood, openRobotServer, type RobotServer, WELL } from '../../support/robot-server.ts';

/** What the worker promises, with a clock that the tests move. */

let it: TestDatabase;
let company: Company;
let server: RobotServer;
let clock = new Date('2026-11-22T08:00:00Z');
const now = (): Date => clock;
const later = (ms: number): void => {
  clock = new Date(clock.getTime() + ms);
};
const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

beforeAll(async () => {
  it = await openTestDatabase();
  company = await aCompany(it.db);
  server = await openRobotServer();
});
beforeEach(async () => {
  await withoutDeliveries(it.db);
  server.forget();
  server.be(WELL);
  clock = new Date('2026-11-22T08:00:00Z');
});
afterAll(() => Promise.all([it.close(), server.close()]));

const hook = (): ConnectorSettings => ({ kind: 'webhook', address: `${server.address}/hook`, secret: 's' });
const robot = (): ConnectorSettings => ({ kind: 'wecom_robot', address: `${server.address}/robot` });

async function queue(count: number, connectorId: number, channel = 'webhook'): Promise<number[]> {
  const ids: number[] = [];
  for (let index = 0; index < count; index += 1) {
    const payload = channel === 'webhook' ? { payload: { index } } : { body: `第 ${index} 条` };
    ids.push(await queueOutside(it.db, { channel, connectorId, at: now(), ...payload }));
  }
  return ids;
}

const idsAsked = (): number[] => server.asked.map(({ headers }) => Number(headers['x-gongdan-delivery']));

describe('a message is delivered', () => {
  test('once, by two processes at the same time', async () => {
    const [one, other] = [await aConnector(it.db, hook()), await aConnector(it.db, hook())];
    const ids = [...(await queue(30, one)), ...(await queue(30, other))];
    const sums = await Promise.all([1, 2, 3].map(() => deliver(it.db, testOutside(), now)));
    // What one found under way with another is served by whoever is told next.
    sums.push(await deliver(it.db, testOutside(), now));
    expect(sums.reduce((sum, { delivered }) => sum + delivered, 0)).toBe(60);
    expect(idsAsked().sort((a, b) => a - b)).toEqual(ids);
    expect((await deliveriesOf(it.db)).every((each) => each.delivered_at && each.attempts === 1)).toBe(true);
    expect(await it.db('delivery_attempts').whereIn('outbox_id', ids).count('id as n').first()).toEqual({
      n: 60,
    });
  });

  test('again when the process was killed while it was sent, as the same delivery', async () => {
    const [id] = await queue(1, await aConnector(it.db, hook()));
    clock = new Date();
    server.be({ kind: 'hangs' });
    const child = spawn(process.execPath, ['--import', 'tsx', 'test/fixtures/deliver-and-die.ts', it.url], {
      stdio: 'ignore',
    });
    await server.askedTimes(1);
    const died = new Promise((done) => child.once('exit', done));
    child.kill('SIGKILL');
    await died;
    server.be(WELL);
    clock = new Date();
    expect(await deliver(it.db, testOutside(), now)).toMatchObject({ delivered: 0 });
    later(2 * MINUTE);
    expect(await deliver(it.db, testOutside(), now)).toMatchObject({ delivered: 1 });
    expect(idsAsked()).toEqual([id, id]);
  });

  test('as soon as it is queued, and as soon as its pace allows', async () => {
    const channel = openChannel({ url: it.url, log: jobCtx(it.db).log });
    const stopping = new AbortController();
    const stop = deliverOutsideAtOnce(jobCtx(it.db), channel, testOutside(), stopping.signal);
    clock = new Date();
    await queue(2, await aConnector(it.db, robot(), { perMinute: 600 }), 'wecom_robot');
    await it.db('connectors').update({ paced_at: new Date(Date.now() + 25_000) });
    await it.db.raw(`select pg_notify('gongdan', '{"outbox":true}')`);
    await server.askedTimes(2);
    stopping.abort();
    await stop();
    await channel.close();
  });

  test('not any more when its connector was switched off or deleted, and that is to be seen', async () => {
    const [off, gone] = [await aConnector(it.db, robot()), await aConnector(it.db, hook())];
    await queue(2, off, 'wecom_robot');
    await queue(2, gone);
    await it.db('connectors').where({ id: off }).update({ active: false });
    await it.db('connectors').where({ id: gone }).delete();
    expect(await deliver(it.db, testOutside(), now)).toMatchObject({ given_up: 4 });
    for (const each of await deliveriesOf(it.db)) {
      expect(each).toMatchObject({ failed_at: now(), last_error: '!connector_off' });
    }
    expect(server.asked).toHaveLength(0);
  });
});

test('a robot is never asked more than 20 times in any minute, and nothing is lost', async () => {
  const ids = await queue(60, await aConnector(it.db, robot()), 'wecom_robot');
  const sent: number[] = [];
  server.be(() => {
    sent.push(clock.getTime());
    return WELL;
  });
  let runs = 0;
  while (sent.length < 60 && (runs += 1) < 500) {
    const sums = await Promise.all([deliver(it.db, testOutside(), now), deliver(it.db, testOutside(), now)]);
    const waits = sums.map(({ again_ms: wait }) => wait).filter((wait) => wait > 0);
    later(Math.min(MINUTE, ...waits));
  }
  for (const begin of sent) {
    expect(sent.filter((at) => at >= begin && at < begin + MINUTE).length).toBeLessThanOrEqual(20);
  }
  expect(
    server.asked.map(({ body }) => (JSON.parse(body) as { text: { content: string } }).text.content),
  ).toEqual(ids.map((_id, index) => `第 ${index} 条`));
  expect((clock.getTime() - (sent[0] ?? 0)) / MINUTE).toBeLessThan(4.5);
});

describe.each<[string, Mood, number]>([
  ['hangs', { kind: 'hangs' }, 150],
  ['refuses', { kind: 'resets' }, 10_000],
  ['answers 500', { kind: 'answers', status: 500, body: 'broken' }, 10_000],
])('a channel that %s', (_name, mood, timeoutMs) => {
  const outside = testOutside({ timeoutMs });

  /** The job of each minute, for so long. */
  async function live(minutes: number): Promise<void> {
    for (let minute = 0; minute < minutes; minute += 1) {
      await deliver(it.db, outside, now);
      later(MINUTE);
    }
  }

  test('for an hour: it is tried now and then, others go on, and then all is delivered', async () => {
    const sick = await aConnector(it.db, hook());
    const ids = await queue(20, sick);
    const well = await openRobotServer();
    const other = await aConnector(it.db, { ...hook(), address: well.address } as ConnectorSettings);
    server.be(mood);
    await queue(10, other);
    await live(60);
    // On a busy machine one may take longer than what hangs is given here, and come again.
    expect(new Set(well.asked.map(({ body }) => body)).size).toBe(10);
    // Five at first, since nothing was known of it, then one after rests of 1, 2, 4, 8, 15, 15, 15 minutes.
    expect(server.asked.length).toBeLessThanOrEqual(5 + 7);
    expect(
      (await deliveriesOf(it.db, ...ids)).some(({ delivered_at: at, failed_at: end }) => at || end),
    ).toBe(false);
    server.be(WELL);
    server.forget();
    await live(60);
    const delivered = await deliveriesOf(it.db, ...ids);
    expect(delivered.every(({ delivered_at: at }) => at !== null)).toBe(true);
    expect(idsAsked().sort((a, b) => a - b)).toEqual(ids);
    expect(
      await it.db('connectors').where('id', sick).first('failures', 'rests_until', 'last_error'),
    ).toEqual({
      failures: 0,
      rests_until: null,
      last_error: null,
    });
    await well.close();
  });

  test('for more than a day: all of it is given up, with the reason', async () => {
    const ids = await queue(8, await aConnector(it.db, hook()));
    server.be(mood);
    for (let hour = 0; hour < 27; hour += 1) {
      await deliver(it.db, outside, now);
      later(HOUR);
    }
    for (const each of await deliveriesOf(it.db, ...ids)) {
      expect(each.failed_at).not.toBeNull();
      expect(each.last_error).toMatch(/^!timeout|^!reset|^500 broken/);
    }
    server.forget();
    await live(2);
    expect(server.asked).toHaveLength(0);
  });

  test('of an automation: its host rests, other hosts are called, and nothing is lost', async () => {
    const well = await openRobotServer();
    const call = (address: string) =>
      queueOutside(it.db, { channel: 'webhook', address, payload: {}, at: now() });
    const ids = await Promise.all(
      Array.from({ length: 12 }, (_each, index) => call(`${server.address}/${index}`)),
    );
    await call(`${well.address}/?a=b`);
    server.be(mood);
    await live(60);
    expect(well.asked.length).toBeGreaterThan(0);
    expect(server.asked.length).toBeLessThanOrEqual(5 + 15);
    server.be(WELL);
    await live(60);
    expect((await deliveriesOf(it.db, ...ids)).every(({ delivered_at: at }) => at !== null)).toBe(true);
    await well.close();
  });
});

test('a call of an automation that nobody takes is given up after a day', async () => {
  const calls = Array.from({ length: 7 }, () =>
    queueOutside(it.db, { channel: 'webhook', address: `${server.address}/x`, payload: {}, at: now() }),
  );
  const ids = await Promise.all(calls);
  server.be({ kind: 'resets' });
  for (let hour = 0; hour < 27; hour += 1) {
    await deliver(it.db, testOutside(), now);
    later(HOUR);
  }
  expect((await deliveriesOf(it.db, ...ids)).every(({ failed_at: at }) => at !== null)).toBe(true);
});

test('what was queued while nobody worked for days is still tried', async () => {
  const [id] = await queue(1, await aConnector(it.db, hook()));
  later(72 * HOUR);
  await deliver(it.db, testOutside(), now);
  expect(await deliveriesOf(it.db, id ?? 0)).toMatchObject([{ delivered_at: now() }]);
});

test('one message that breaks a channel does not keep the others from it', async () => {
  await queue(6, await aConnector(it.db, hook()));
  const poison = (await deliveriesOf(it.db))[0]?.id;
  server.be(({ headers }) => (Number(headers['x-gongdan-delivery']) === poison ? { kind: 'resets' } : WELL));
  for (let minute = 0; minute < 10; minute += 1) {
    await deliver(it.db, testOutside(), now);
    later(MINUTE);
  }
  const left = (await deliveriesOf(it.db)).filter(({ delivered_at: at }) => at === null);
  expect(left.map(({ id }) => id)).toEqual([poison]);
});

test('inboxes are filled while a channel hangs', async () => {
  await queue(1, await aConnector(it.db, hook()));
  server.be({ kind: 'hangs' });
  const outside = testOutside({ timeoutMs: 60_000 });
  const stuck = deliver(it.db, outside, now);
  await server.askedTimes(1);
  await queueMessages(it.db, 3, { to: company.people.tier1, at: clock });
  expect(await deliverOutbox(jobCtx(it.db, now))).toMatchObject({ delivered: 3 });
  // Nor does it keep a lock or a connection of the database.
  const { rows } = (await it.db.raw(
    `select count(*) as open from pg_stat_activity where datname = current_database() and state like 'idle in trans%'`,
  )) as { rows: [{ open: number }] };
  expect(rows[0].open).toBe(0);
  server.be(WELL);
  await server.close();
  await stuck;
  server = await openRobotServer();
});

test('a process that is about to end begins nothing', async () => {
  await queue(3, await aConnector(it.db, hook()));
  const stopping = AbortSignal.abort();
  expect(await deliverOutside(jobCtx(it.db, now), testOutside(), stopping)).toMatchObject({ delivered: 0 });
  expect(server.asked).toHaveLength(0);
});
