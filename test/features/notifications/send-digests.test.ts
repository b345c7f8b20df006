import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { sendDigests } from '../../../src/features/notifications/send-digests.ts';
import { openTestApp, type TestApp } from '../../support/app.ts';
import { aCompany, type Company, type Person } from '../../support/company.ts';
import { jobCtx, ticketId } from '../../support/messages.ts';
import { inHand, inPool } from '../../support/moved-tickets.ts';

/** What managers are told once a day (spec 05): overdue, due today, not accepted; of what they may read. */

let it: TestApp;
let company: Company;

/** 09:00 in Shanghai. */
const NINE = new Date('2026-11-24T01:00:00Z');
const after = (minutes: number) => new Date(NINE.getTime() + minutes * 60_000);

beforeAll(async () => {
  it = await openTestApp({ now: () => after(5) });
  company = await aCompany(it.db);
  const { db } = it;
  for (const [make, due] of [
    [inHand, -60],
    [inHand, 14 * 60],
    [inHand, 16 * 60],
    [inPool, -1],
  ] as const) {
    const id = await ticketId(db, await make(db, company));
    const clock = { metric: 'resolution', due_at: after(due) };
    await db('ticket_clocks').where('ticket_id', id).delete();
    const { version } = (await db('tickets').where({ id }).first('version')) as { version: number };
    await db('ticket_clocks').insert({ ticket_id: id, ticket_version: version, ...clock });
  }
});
afterAll(() => it.close());

beforeEach(async () => {
  await it.db('outbox').delete();
  await it.db('digest_days').delete();
  await it.db('departments').update({ leader_id: null });
  await it.db('settings').where('key', 'like', 'digest%').delete();
});

const at = (minutes: number) => sendDigests(jobCtx(it.db, () => after(minutes)));
async function told(): Promise<Record<string, string>> {
  const rows = (await it
    .db('outbox as o')
    .join('users as u', 'u.id', 'o.recipient_id')
    .orderBy('u.id')
    .select('u.username', 'o.body')) as { username: string; body: string }[];
  return Object.fromEntries(rows.map(({ username, body }) => [username, body]));
}
const ALL = '工单日报：已超时 2 张，今天到期 1 张，无人接单 1 张。';

test('administrators hear of all, once a day', async () => {
  expect(await at(0)).toEqual({ told: 2 });
  expect(await told()).toEqual({ admin: ALL, manager: ALL });
  expect(await it.db('outbox').distinct('kind', 'link')).toEqual([{ kind: 'digest', link: '/digest' }]);
  expect(await at(1)).toEqual({ told: 0 });
});

test.each([
  ['before its time', -1, false],
  ['in time', 0, true],
  ['after a short downtime', 90, true],
  ['when the morning is long over', 7 * 60, false],
])('%s', async (_what, minutes, isSent) => {
  await at(minutes);
  expect(Object.keys(await told()).length > 0).toBe(isSent);
});

test('the time and whether at all are settings', async () => {
  await it.db('settings').insert({ key: 'digest_at', value: JSON.stringify('10:30') });
  expect((await at(60)).told).toBe(0);
  expect((await at(90)).told).toBe(2);
  await it.db('digest_days').delete();
  await it.db('settings').insert({ key: 'digest_enabled', value: 'false' });
  expect((await at(90)).told).toBe(0);
});

test('two processes at once: one digest each', async () => {
  const sums = await Promise.all([at(0), at(0), at(0)]);
  expect(sums.reduce((sum, each) => sum + each.told, 0)).toBe(2);
  expect(await it.db('outbox').pluck('dedupe_key')).toHaveLength(2);
});

describe('a leader of a department', () => {
  const lead = async (person: Person) => {
    await it.db('departments').update({ leader_id: company.people[person] });
  };

  test('hears of what they may read, in the groups below it', async () => {
    await lead('aftersales2');
    await at(0);
    // In the pool of their group; those in the hands of a colleague are read by the role that they have.
    expect(Object.keys(await told())).toEqual(['admin', 'manager', 'aftersales2']);
  });

  test('who may read nothing that counts hears nothing', async () => {
    await lead('rd');
    await at(0);
    expect(Object.keys(await told())).toEqual(['admin', 'manager']);
  });
});

test('nothing, when there is nothing', async () => {
  const { db } = it;
  await db('ticket_clocks').update({ due_at: after(3000) });
  await db('assignments').update({ accepted_at: NINE });
  expect((await at(0)).told).toBe(0);
  expect(await told()).toEqual({});
});

test('the page has the numbers by group, leading to their lists; for others it is not there', async () => {
  const manager = it.client();
  await manager.signIn('manager');
  await it.db('ticket_clocks').update({ due_at: after(-5) });
  const { page } = await manager.get('/digest');
  const links = page.querySelectorAll('.g-digest a').map((link) => link.getAttribute('href') ?? '');
  expect(links.some((href) => href.includes('&group=') && href.includes('sla=over'))).toBe(true);
  for (const href of links) expect((await manager.get(href)).status).toBe(200);
  const rd = it.client();
  await rd.signIn('rd');
  expect((await rd.get('/digest')).status).toBe(404);
});
