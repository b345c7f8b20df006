import { randomUUID } from 'node:crypto';
import { pino } from 'pino';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Ctx } from '../../../src/context.ts';
import { beginBulkRun } from '../../../src/features/tickets/begin-bulk-run.ts';
import { workOffBulkRun } from '../../../src/features/tickets/bulk-work-off.ts';
import { openTestApp, type TestApp } from '../../support/app.ts';
import { aCompany, type Company, type GroupName, type Person } from '../../support/company.ts';
import type { Answer, FormValues, HttpClient } from '../../support/http-client.ts';
import { closed, inHand, inPool, stateOf } from '../../support/moved-tickets.ts';
import { findBrokenInvariants } from '../../support/ticket-invariants.ts';
import { act, asPerson, aTicket, noFiles } from '../../support/tickets.ts';

/** Reassigning a selection of the list: one place for all, each ticket judged on its own (spec 04, 11). */

const BULK = '/tickets/bulk/reassign';

let it: TestApp;
let company: Company;
let manager: HttpClient;

beforeAll(async () => {
  it = await openTestApp();
  company = await aCompany(it.db);
  manager = await signedIn('manager');
});
afterAll(() => it.close());

async function signedIn(person: Person): Promise<HttpClient> {
  const client = it.client();
  await client.signIn(person);
  return client;
}

const group = (name: GroupName): string => String(company.groups[name]);
const person = (name: Person): string => String(company.people[name]);
const pickOf = async (number: string): Promise<string> =>
  `${number}:${(await stateOf(it.db, number)).version}`;
const picksOf = async (numbers: readonly string[]): Promise<string> =>
  (await Promise.all(numbers.map(pickOf))).join(',');

/** Opens the form for a selection and sends it, as a browser without scripts does. */
async function reassign(who: HttpClient, picks: string, values: FormValues): Promise<Answer> {
  const on = `${BULK}?${new URLSearchParams({ pick: picks, from: 'view=all&status=open' }).toString()}`;
  return who.submit(BULK, values, { on, hidden: ['submission_key', 'from', 'pick'] });
}

interface Result {
  readonly headline: string;
  readonly refused: Readonly<Record<string, string>>;
  readonly moved: Readonly<Record<string, string>>;
  readonly page: Answer['page'];
}

/** The result page behind the redirect: number → reason, number → place. */
async function resultOf(who: HttpClient, answer: Answer): Promise<Result> {
  expect(answer.status).toBe(303);
  const { page, status } = await who.get(answer.location ?? '');
  expect(status).toBe(200);
  const rowsOf = (within: string): Record<string, string> =>
    Object.fromEntries(
      page.querySelectorAll(`${within} tbody tr`).map((row): [string, string] => {
        const cells = row.querySelectorAll('td').map((cell) => cell.text.trim());
        return [cells[0] ?? '', cells[2] ?? ''];
      }),
    );
  return {
    headline: page.querySelector('.g-bulkhead')?.text.trim() ?? '',
    refused: rowsOf('.g-bulkres > .g-scroll .g-bulktb'),
    moved: rowsOf('.g-went-all .g-bulktb'),
    page,
  };
}

test('a selection goes to a person, each ticket with a log entry as by hand', async () => {
  const numbers = [await aTicket(it.db, company), await inPool(it.db, company), await inHand(it.db, company)];
  const sent = { assignee_id: person('aftersales2'), remark: '林知夏请假' };
  const { headline, refused, moved } = await resultOf(
    manager,
    await reassign(manager, await picksOf(numbers), sent),
  );
  expect([headline, refused]).toEqual(['已另派 3 张', {}]);
  expect(moved).toEqual(Object.fromEntries(numbers.map((number) => [number, '售后一组 · 韩屿'])));
  for (const number of numbers) {
    const { id, status, version, assignee_id } = await stateOf(it.db, number);
    expect([status, assignee_id]).toEqual(['in_progress', company.people.aftersales2]);
    const event = (await it.db('ticket_events').where({ ticket_id: id, seq: version }).first()) as object;
    expect(event).toMatchObject({
      type: 'ticket_reassigned',
      actor_id: company.people.manager,
      body: '林知夏请假',
    });
  }
  expect(await findBrokenInvariants(it.db)).toEqual([]);
});

test('to a pool, in part: where each went and why others did not stands in the result', async () => {
  const fine = await inHand(it.db, company);
  const there = await inPool(it.db, company, 'operations');
  const shut = await closed(it.db, company);
  const changed = await inHand(it.db, company);
  const picks = await picksOf([fine, there, shut, changed]);
  await act(it.db, company, 'aftersales', changed, 'note', { remark: '客户又来电' });
  const answer = await reassign(manager, `${picks},GD990101-9999:1`, { group_id: group('operations') });
  const { headline, refused, moved, page } = await resultOf(manager, answer);
  expect(headline).toBe('已另派 1 张，4 张没有另派');
  expect(moved).toEqual({ [fine]: '产品运营 · 待接单池' });
  expect(refused).toEqual({
    [there]: '工单已经在那里了。',
    [shut]: `${shut} 已关闭，不能再操作；需要继续处理请管理员激活。`,
    [changed]: '您选中之后，这张工单有了变化，所以没有另派；请看过再另派。',
    'GD990101-9999': '没有这张工单，或者您没有查看它的权限。',
  });
  // What becomes of it later does not change the result; what may go now is tried again with what was chosen.
  await act(it.db, company, 'ops', fine, 'accept');
  expect((await resultOf(manager, answer)).moved).toEqual(moved);
  const retry = page.querySelector('a.g-p')?.getAttribute('href') ?? '';
  const form = await manager.get(retry);
  expect(form.page.querySelector('[name=pick]')?.getAttribute('value')).toBe(await picksOf([there, changed]));
  expect(form.page.querySelector('[name=group_id] option[selected]')?.getAttribute('value')).toBe(
    group('operations'),
  );
});

test('all that match, as they are when the form is opened', async () => {
  const phone = '13912345678';
  const number = await aTicket(it.db, company, { phone });
  const other = await aTicket(it.db, company, { phone, category: 'consult' });
  const from = `view=all&status=open&q=${phone}`;
  const matching = await manager.get(`${BULK}/matching?from=${encodeURIComponent(from)}`);
  expect(matching.text).toContain('选择符合条件的全部 2 张');
  const answer = await manager.submit(
    BULK,
    { assignee_id: person('ops') },
    {
      on: `${BULK}?all=1&from=${encodeURIComponent(from)}`,
      hidden: ['submission_key', 'from', 'pick'],
    },
  );
  const { moved } = await resultOf(manager, answer);
  expect(Object.keys(moved).sort()).toEqual([number, other].sort());
});

test.each<[string, (c: Company) => FormValues, string]>([
  ['no place', () => ({}), '请选择客服组或处理人，至少一项。'],
  [
    'a person outside the group',
    (c) => ({ group_id: String(c.groups.review), assignee_id: String(c.people.ops) }),
    '此人不在所选的客服组里',
  ],
])('%s is told before anything is moved', async (_name, values, sentence) => {
  const number = await inHand(it.db, company);
  const answer = await reassign(manager, await pickOf(number), values(company));
  expect(answer.status).toBe(422);
  expect(answer.text).toContain(sentence);
  expect((await stateOf(it.db, number)).assignee_id).toBe(company.people.aftersales);
});

test('a place given up after the form was sent is told for each ticket', async () => {
  const numbers = [await inHand(it.db, company), await inPool(it.db, company)];
  const run = await aRun(numbers, { group_id: group('engineering') });
  await it.db('groups').where('id', company.groups.engineering).update({ active: false });
  try {
    expect(await workOffBulkRun(outside(), run)).toEqual({ done: 0, refused: 2, failed: 0 });
  } finally {
    await it.db('groups').where('id', company.groups.engineering).update({ active: true });
  }
  const { page } = await manager.get(`${BULK}/${run}`);
  expect(page.querySelector('.g-bulktb')?.text).toContain('这个去处已停用，没有另派；请另选一个。');
});

test('three processes at one run: every ticket goes once', async () => {
  const numbers: string[] = [];
  for (let index = 0; index < 8; index += 1) numbers.push(await inPool(it.db, company));
  const run = await aRun(numbers, { assignee_id: person('aftersales') });
  const counts = await Promise.all([1, 2, 3].map(() => workOffBulkRun(outside(), run)));
  expect(counts.reduce((sum, { done }) => sum + done, 0)).toBe(8);
  for (const number of numbers) {
    const { id } = await stateOf(it.db, number);
    // One by the reviewer, one by the run.
    expect(await it.db('ticket_events').where({ ticket_id: id, action: 'reassign' })).toHaveLength(2);
  }
  expect(await findBrokenInvariants(it.db)).toEqual([]);
});

describe('who may', () => {
  test.each<Person>(['tier1', 'ops'])('%s may not, whatever they send', async (name) => {
    const client = await signedIn(name);
    const number = await aTicket(it.db, company);
    expect((await client.get(`${BULK}?pick=${await pickOf(number)}`)).status).toBe(403);
    const sent = { group_id: group('review'), pick: await pickOf(number), submission_key: randomUUID() };
    expect((await client.submit(BULK, sent, { on: '/tickets' })).status).toBe(403);
    const list = await client.get('/tickets?view=all');
    expect(list.page.querySelector('[data-pick], [data-bulk]')).toBeNull();
  });

  test('who may move what they hold moves that, and is told of the rest', async () => {
    const client = await signedIn('aftersales');
    const list = await client.get('/tickets?view=all');
    expect(list.page.querySelector('[data-bulk-link=reassign]')).not.toBeNull();
    const [own, pooled] = [await inHand(it.db, company), await inPool(it.db, company)];
    const sent = { assignee_id: person('aftersales2') };
    const answer = await reassign(client, await picksOf([own, pooled]), sent);
    const { moved, refused } = await resultOf(client, answer);
    expect(moved).toEqual({ [own]: '售后一组 · 韩屿' });
    expect(Object.keys(refused)).toEqual([pooled]);
    expect((await manager.get(answer.location ?? '')).status).toBe(404);
  });

  test('a run of another action is not found under this one', async () => {
    const run = await aRun([await inHand(it.db, company)], { group_id: group('operations') });
    expect((await manager.get(`/tickets/bulk/close/${run}`)).status).toBe(404);
    expect((await manager.get(`${BULK}/${run}`)).status).toBe(200);
  });
});

async function aRun(numbers: readonly string[], form: Record<string, string>): Promise<number> {
  const picks = await Promise.all(
    numbers.map(async (number) => ({ number, version: (await stateOf(it.db, number)).version })),
  );
  const ctx = await asPerson(it.db, company, 'manager');
  return beginBulkRun(ctx, { action: 'reassign', picks, form, list: '', submissionKey: randomUUID() });
}

function outside(): Ctx {
  return {
    db: it.db,
    now: () => new Date(),
    log: pino({ level: 'silent' }),
    zone: 'Asia/Shanghai',
    sourceIp: null,
    files: noFiles,
  };
}
