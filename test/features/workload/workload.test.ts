import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { openTestApp, type TestApp } from '../../support/app.ts';
import { aCompany, type Company, type GroupName, type Person } from '../../support/company.ts';
import type { Answer, FormValues, HttpClient } from '../../support/http-client.ts';
import { closed, inHand, inPool, inReviewPool, stateOf, waiting } from '../../support/moved-tickets.ts';
import { act, aTicket, CLOSING } from '../../support/tickets.ts';

/** Who has what, for those who may move it, and moving it (spec 04, "Manual assignment"). */

let it: TestApp;
let company: Company;
let manager: HttpClient;

beforeAll(async () => {
  it = await openTestApp();
  company = await aCompany(it.db);
  manager = await signedIn('manager');
});
afterAll(() => it.close());
beforeEach(async () => {
  // Each story counts its own tickets.
  const open = (await it.db('tickets').whereNot('status', 'closed').pluck('number')) as string[];
  for (const number of open) await act(it.db, company, 'manager', number, 'close', CLOSING);
});

async function signedIn(person: Person): Promise<HttpClient> {
  const client = it.client();
  await client.signIn(person);
  return client;
}

const at = (group: GroupName, person?: Person): string =>
  person ? `${company.groups[group]}.${company.people[person]}` : String(company.groups[group]);
const pickOf = async (number: string): Promise<string> =>
  `${number}:${(await stateOf(it.db, number)).version}`;

/** What stands in the line of a place, cell by cell. */
function lineOf(page: Answer['page'], place: string): string[] | undefined {
  const link = page.querySelector(`.g-wl-tb a[href^="/workload?at=${place}#"]`);
  return link
    ?.closest('tr')
    ?.querySelectorAll('th, td')
    .map((cell) => cell.text.trim().replaceAll(/\s+/g, ' '));
}

async function move(who: HttpClient, from: string, values: FormValues): Promise<Answer> {
  return who.submit('/workload/move', values, {
    on: `/workload?at=${from}`,
    hidden: ['submission_key', 'at'],
  });
}

const flashOf = (page: Answer['page']): string => page.querySelector('[data-flash]')?.text.trim() ?? '';

test('each place with what it holds by status, its load and its oldest', async () => {
  await inHand(it.db, company);
  await inHand(it.db, company);
  await waiting(it.db, company);
  await inPool(it.db, company);
  await closed(it.db, company);
  const { page } = await manager.get('/workload');
  const person = lineOf(page, at('afterSales', 'aftersales')) ?? [];
  // Who, load, all, new, in progress, waiting, returned, resolved, the oldest.
  expect(person.slice(0, 8)).toEqual(['林知夏在岗', '3', '3', '', '2', '1', '', '']);
  expect(person[8]).toMatch(/\d\d:\d\d$/);
  expect(lineOf(page, at('afterSales'))?.slice(0, 4)).toEqual(['待接单池', '', '1', '1']);
  expect(lineOf(page, at('afterSales', 'aftersales2'))?.slice(0, 3)).toEqual(['韩屿在岗', '0', '0']);
});

test('duty, capacity, and who has left the group or the company but not their tickets', async () => {
  await inHand(it.db, company);
  await it.db('users').where('id', company.people.aftersales).update({ capacity: 1 });
  await it.db('duty').where('user_id', company.people.aftersales).update({ state: 'away' });
  const membership = { user_id: company.people.aftersales, group_id: company.groups.afterSales };
  try {
    const first = await manager.get('/workload');
    expect(lineOf(first.page, at('afterSales', 'aftersales'))?.slice(0, 2)).toEqual([
      '林知夏离开',
      '已满 1 / 1',
    ]);
    await it.db('group_members').where(membership).delete();
    const { page } = await manager.get('/workload');
    expect(lineOf(page, at('afterSales', 'aftersales'))?.slice(0, 3)).toEqual(['林知夏已不在本组', '', '1']);
    // Nothing can be given to them, but what they have can be taken.
    expect(page.querySelector(`[data-drop="${at('afterSales', 'aftersales')}"]`)).toBeNull();
    const place = await manager.get(`/workload?at=${at('afterSales', 'aftersales')}`);
    expect(place.page.querySelectorAll('tr[data-ticket]')).toHaveLength(1);
    expect(place.page.querySelector(`#move-to option[value="${at('afterSales', 'aftersales')}"]`)).toBeNull();
  } finally {
    await it.db('group_members').insert(membership);
    await it.db('users').where('id', company.people.aftersales).update({ capacity: null });
    await it.db('duty').where('user_id', company.people.aftersales).update({ state: 'on_duty' });
  }
});

describe('moving', () => {
  test('a selection to a person, told on the page it was made on', async () => {
    const numbers = [await inHand(it.db, company), await inHand(it.db, company)];
    const pick = await Promise.all(numbers.map(pickOf));
    const answer = await move(manager, at('afterSales', 'aftersales'), {
      pick,
      to: at('afterSales2', 'aftersales3'),
      remark: '分担一下',
    });
    expect([answer.status, answer.location]).toEqual([
      303,
      `/workload?at=${at('afterSales', 'aftersales')}#g${at('afterSales')}`,
    ]);
    const { page } = await manager.get(answer.location ?? '');
    expect(flashOf(page)).toBe('已移动：售后二组 · 郑远 2 张。');
    for (const number of numbers) {
      const { assignee_id, group_id } = await stateOf(it.db, number);
      expect([assignee_id, group_id]).toEqual([company.people.aftersales3, company.groups.afterSales2]);
    }
  });

  test('everything of a place to a pool, beyond the page that is shown', async () => {
    for (let index = 0; index < 3; index += 1) await inHand(it.db, company);
    const answer = await move(manager, at('afterSales', 'aftersales'), { all: '1', to: at('operations') });
    expect(flashOf((await manager.get(answer.location ?? '')).page)).toBe(
      '已移动：产品运营 · 待接单池 3 张。',
    );
  });

  test('what was changed meanwhile stays, and the result says so', async () => {
    const [number, changed] = [await inHand(it.db, company), await inHand(it.db, company)];
    const pick = [await pickOf(number), await pickOf(changed)];
    await act(it.db, company, 'aftersales', changed, 'note', { remark: '正在处理' });
    const answer = await move(manager, at('afterSales', 'aftersales'), {
      pick,
      to: at('afterSales', 'aftersales2'),
    });
    expect(answer.location).toMatch(/^\/tickets\/bulk\/reassign\/\d+$/);
    const { page } = await manager.get(answer.location ?? '');
    expect(page.querySelector('.g-bulkhead')?.text.trim()).toBe('已另派 1 张，1 张没有另派');
    const back = page.querySelectorAll('.g-bulkres > .g-hx a').at(-1);
    expect([back?.text, back?.getAttribute('href')]).toEqual([
      '回到在办一览',
      `/workload?at=${at('afterSales', 'aftersales')}`,
    ]);
  });

  test.each<[string, (pick: string) => FormValues, string]>([
    ['nothing selected', () => ({ to: '1' }), '没有选中工单。请勾选要移动的工单。'],
    ['no target', (pick) => ({ pick, to: '' }), '请选择客服组或处理人，至少一项。'],
    ['no such target', (pick) => ({ pick, to: '99999999' }), '这个去处已停用，请另选一个。'],
    ['words for a target', (pick) => ({ pick, to: 'x' }), '请选择客服组或处理人，至少一项。'],
  ])('%s: the page again, in words, with the selection', async (_name, values, sentence) => {
    const number = await inHand(it.db, company);
    const from = at('afterSales', 'aftersales');
    const sent = values(await pickOf(number));
    const { status, page } = await move(manager, from, { ...sent, remark: '请尽快' });
    expect(status).toBe(422);
    expect(page.querySelector('[role=alert]')?.text.trim()).toBe(sentence);
    expect(page.querySelector('#move-remark')?.getAttribute('value')).toBe('请尽快');
    expect(page.querySelector('[data-pick][checked]') !== null).toBe('pick' in sent);
    expect((await stateOf(it.db, number)).assignee_id).toBe(company.people.aftersales);
  });
});

describe('who may', () => {
  test.each<Person>(['tier1', 'aftersales', 'ops'])(
    '%s, who may move at most their own, is refused',
    async (name) => {
      const client = await signedIn(name);
      expect((await client.get('/workload')).status).toBe(403);
      const sent = {
        at: at('afterSales'),
        to: at('review'),
        pick: await pickOf(await inPool(it.db, company)),
      };
      expect((await client.submit('/workload/move', sent, { on: '/tickets' })).status).toBe(403);
      expect((await client.get('/')).page.querySelector('a[href="/workload"]')).toBeNull();
    },
  );

  test('the reviewer sees and moves the work of their own group alone', async () => {
    const reviewer = await signedIn('review');
    const mine = await inReviewPool(it.db, company);
    await inHand(it.db, company);
    const { page } = await reviewer.get('/workload');
    expect(page.querySelectorAll('.g-wl-sec h2').map((head) => head.text.trim())).toEqual(['审单组 审单']);
    expect(lineOf(page, at('review'))?.slice(0, 3)).toEqual(['待接单池', '', '1']);
    for (const place of [at('afterSales'), at('afterSales', 'aftersales'), `0.${company.people.admin}`]) {
      expect([place, (await reviewer.get(`/workload?at=${place}`)).status]).toEqual([place, 404]);
    }
    // Away from their group they may give.
    const answer = await move(reviewer, at('review'), {
      pick: await pickOf(mine),
      to: at('afterSales', 'aftersales'),
    });
    expect(answer.status).toBe(303);
    expect((await stateOf(it.db, mine)).assignee_id).toBe(company.people.aftersales);
  });

  test('counts are of what one may read', async () => {
    await aTicket(it.db, company);
    await it
      .db('role_permissions')
      .where({ permission: 'ticket.read' })
      .whereIn('role_id', it.db('roles').where('key', 'ticket_admin').select('id'))
      .update({ scope: 'mine' });
    try {
      const { page } = await manager.get('/workload');
      expect(lineOf(page, at('tier1', 'tier1'))?.slice(0, 3)).toEqual(['陈晓在岗', '1', '0']);
    } finally {
      await it
        .db('role_permissions')
        .where({ permission: 'ticket.read' })
        .whereIn('role_id', it.db('roles').where('key', 'ticket_admin').select('id'))
        .update({ scope: 'all' });
    }
  });
});

test.each(['x', '0', '1.0', '999999', '1.2.3', '1e3', '-1'])(
  'the address at=%s is no place',
  async (place) => {
    expect((await manager.get(`/workload?at=${place}`)).status).toBe(404);
  },
);

test('a place is turned page by page, the oldest first', async () => {
  for (let index = 0; index < 53; index += 1) await aTicket(it.db, company);
  const first = await manager.get(`/workload?at=${at('tier1', 'tier1')}`);
  const numbersOf = ({ page }: Answer): string[] =>
    page.querySelectorAll('tr[data-ticket]').map((row) => row.getAttribute('data-ticket') ?? '');
  expect(numbersOf(first)).toHaveLength(50);
  const second = await manager.get(first.page.querySelector('[rel=next]')?.getAttribute('href') ?? '');
  expect(numbersOf(second)).toHaveLength(3);
  expect(new Set([...numbersOf(first), ...numbersOf(second)]).size).toBe(53);
});
