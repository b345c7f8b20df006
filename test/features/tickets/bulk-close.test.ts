import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openTestApp, type TestApp } from '../../support/app.ts';
import { aCompany, type Company, type Person } from '../../support/company.ts';
import type { Answer, FormValues, HttpClient } from '../../support/http-client.ts';
import { closed, inHand, inPool, stateOf } from '../../support/moved-tickets.ts';
import { act, aTicket, CLOSING } from '../../support/tickets.ts';

/** Closing a selection of the list: one form, each ticket judged on its own, a result that stays (spec 01). */

const BULK = '/tickets/bulk/close';

let it: TestApp;
let company: Company;
let manager: HttpClient;
let admin: HttpClient;

beforeAll(async () => {
  it = await openTestApp();
  company = await aCompany(it.db);
  manager = await signedIn('manager');
  admin = await signedIn('admin');
});
afterAll(() => it.close());

async function signedIn(person: Person): Promise<HttpClient> {
  const client = it.client();
  await client.signIn(person);
  return client;
}

const pickOf = async (number: string): Promise<string> =>
  `${number}:${(await stateOf(it.db, number)).version}`;
const picksOf = async (numbers: readonly string[]): Promise<string> =>
  (await Promise.all(numbers.map(pickOf))).join(',');

/** Opens the form for a selection and sends it, as a browser without scripts does. */
async function closeAll(who: HttpClient, picks: string, values: FormValues = CLOSING): Promise<Answer> {
  const on = `${BULK}?${new URLSearchParams({ pick: picks, from: 'view=all&status=open' }).toString()}`;
  return who.submit(BULK, values, { on, hidden: ['submission_key', 'from', 'pick'] });
}

/** The result page behind the redirect: number → reason. */
async function resultOf(
  who: HttpClient,
  answer: Answer,
): Promise<{ headline: string; refused: Record<string, string>; page: Answer['page'] }> {
  expect(answer.status).toBe(303);
  const { page, status } = await who.get(answer.location ?? '');
  expect(status).toBe(200);
  const rows = page.querySelectorAll('.g-bulktb tbody tr').map((row): [string, string] => {
    const cells = row.querySelectorAll('td').map((cell) => cell.text.trim());
    return [cells[0] ?? '', cells[2] ?? ''];
  });
  return {
    headline: page.querySelector('.g-bulkhead')?.text.trim() ?? '',
    refused: Object.fromEntries(rows),
    page,
  };
}

describe('a selection', () => {
  test('is closed with one form, each ticket with a log entry as by hand', async () => {
    const numbers = [
      await aTicket(it.db, company),
      await inPool(it.db, company),
      await inHand(it.db, company),
    ];
    const { headline, refused } = await resultOf(manager, await closeAll(manager, await picksOf(numbers)));
    expect([headline, refused]).toEqual(['已关闭 3 张', {}]);
    for (const number of numbers) {
      const { id, status, version } = await stateOf(it.db, number);
      const event = (await it.db('ticket_events').where({ ticket_id: id, seq: version }).first()) as object;
      expect(status).toBe('closed');
      expect(event).toMatchObject({
        type: 'ticket_closed',
        actor_id: company.people.manager,
        body: CLOSING.comment,
        source_ip: expect.stringContaining('127.0.0.1') as string,
      });
    }
  });

  test('succeeds in part: every reason stands in the result, in words', async () => {
    const fine = await aTicket(it.db, company);
    const shut = await closed(it.db, company);
    const moved = await inHand(it.db, company);
    const picks = await picksOf([fine, shut, moved]);
    await act(it.db, company, 'aftersales', moved, 'note', { remark: '客户又来电' });
    const answer = await closeAll(manager, `${picks},GD990101-9999:1`);
    const { headline, refused, page } = await resultOf(manager, answer);
    expect(headline).toBe('已关闭 1 张，3 张没有关闭');
    expect(refused).toEqual({
      [shut]: `${shut} 已关闭，不能再操作；需要继续处理请管理员激活。`,
      [moved]: '您选中之后，这张工单有了变化，所以没有关闭；请看过再关闭。',
      'GD990101-9999': '没有这张工单，或者您没有查看它的权限。',
    });
    expect((await stateOf(it.db, moved)).status).toBe('in_progress');
    // The filters are kept, and those that may succeed now are offered again with what was typed.
    expect(page.querySelectorAll('a').map((link) => link.getAttribute('href'))).toContain(
      '/tickets?view=all&status=open',
    );
    const retry = page.querySelector('a.g-p');
    expect(retry?.text).toBe('再试未成功的 1 张');
    const href = retry?.getAttribute('href') ?? '';
    const form = await manager.get(href);
    expect(form.page.querySelector('textarea')?.text.trim()).toBe(CLOSING.comment);
    expect(form.page.querySelector('[name=pick]')?.getAttribute('value')).toBe(await pickOf(moved));
    const again = await manager.submit(BULK, CLOSING, {
      on: href,
      hidden: ['submission_key', 'from', 'pick'],
    });
    expect((await resultOf(manager, again)).headline).toBe('已关闭 1 张');
  });

  test('in English', async () => {
    const shut = await closed(it.db, company);
    await it.db('users').where('id', company.people.manager).update({ language: 'en' });
    try {
      const picks = `${await pickOf(shut)},${await pickOf(await aTicket(it.db, company))}`;
      const { headline, refused } = await resultOf(manager, await closeAll(manager, picks));
      expect(headline).toBe('1 ticket closed, 1 not closed');
      expect(refused[shut]).toMatch(/closed/);
    } finally {
      await it.db('users').where('id', company.people.manager).update({ language: 'zh-CN' });
    }
  });

  test('a refused form comes again with what was typed, and nothing is closed', async () => {
    const number = await aTicket(it.db, company);
    const answer = await closeAll(manager, await pickOf(number), {
      ...CLOSING,
      comment: '',
      outcome: 'unsolved',
    });
    expect(answer.status).toBe(422);
    expect(answer.page.querySelector('[name=pick]')?.getAttribute('value')).toBe(await pickOf(number));
    expect(answer.page.querySelectorAll('[aria-invalid=true]').length).toBeGreaterThan(0);
    expect(answer.page.querySelector('input[value=unsolved]')?.hasAttribute('checked')).toBe(true);
    expect((await stateOf(it.db, number)).status).toBe('new');
  });

  test('the form sent twice is one run', async () => {
    const picks = await pickOf(await aTicket(it.db, company));
    const on = `${BULK}?pick=${encodeURIComponent(picks)}`;
    const key = { submission_key: randomUUID(), pick: picks, from: '' };
    const answers = await Promise.all(
      [1, 2, 3].map(() => manager.submit(BULK, { ...CLOSING, ...key }, { on })),
    );
    expect(new Set(answers.map(({ location }) => location)).size).toBe(1);
    expect((await resultOf(manager, answers[0] ?? never())).headline).toBe('已关闭 1 张');
  });

  test('another ticket than the others, taken away meanwhile, is judged alone: parallel single closes', async () => {
    const numbers = await Promise.all(Array.from({ length: 6 }, () => aTicket(it.db, company)));
    const picks = await picksOf(numbers);
    const tier1 = await signedIn('tier1');
    const singles = numbers.map(async (number) => {
      const { version } = await stateOf(it.db, number);
      return tier1.submit(`/tickets/${number}/close`, { ...CLOSING, version }, { on: '/tickets?view=mine' });
    });
    const [bulk, ...alone] = await Promise.all([closeAll(manager, picks), ...singles]);
    const { refused } = await resultOf(manager, bulk);
    const byHand = numbers.filter((_number, index) => alone[index]?.status === 303);
    expect(Object.keys(refused).sort()).toEqual(byHand.sort());
    for (const number of numbers) {
      const { id } = await stateOf(it.db, number);
      expect(await it.db('ticket_events').where({ ticket_id: id, action: 'close' })).toHaveLength(1);
    }
  });
});

describe('what can be selected', () => {
  test('nothing: told', async () => {
    for (const answer of [await manager.get(BULK), await manager.get(`${BULK}?pick=`)]) {
      expect(answer.status).toBe(422);
      expect(answer.page.querySelector('[role=alert]')?.text).toContain('没有选中工单');
    }
    const answer = await manager.submit(BULK, CLOSING, { on: '/tickets?view=all' });
    expect(answer.status).toBe(422);
  });

  test('more than a thousand: told, and nothing is begun', async () => {
    const many = Array.from({ length: 1001 }, (_, index) => `GD260101-${1000 + index}:1`).join(',');
    const answer = await manager.submit(BULK, { ...CLOSING, pick: many }, { on: '/tickets?view=all' });
    expect(answer.status).toBe(422);
    expect(answer.text).toContain('一次最多关闭 1,000 张');
  });

  test.each(['GD261122-1001', 'GD261122-1001:0', 'GD261122-1001:1:2', "x' or 1=1:1", '../..:1'])(
    'what is no selection of ours: %j',
    async (pick) => {
      const answer = await manager.submit(BULK, { ...CLOSING, pick }, { on: '/tickets?view=all' });
      expect(answer.status).toBe(422);
      expect((await manager.get(`${BULK}?pick=${encodeURIComponent(pick)}`)).status).toBe(422);
    },
  );

  test('all that match the filters, counted before they are offered', async () => {
    for (let index = 0; index < 3; index += 1) await aTicket(it.db, company, { title: '批量海淘退货' });
    const from = `view=all&status=open&q=${encodeURIComponent('批量海淘')}`;
    const matching = await manager.get(`${BULK}/matching?${new URLSearchParams({ from }).toString()}`);
    expect(matching.text).toContain('选择符合条件的全部 3 张');
    const on = `${BULK}?${new URLSearchParams({ from, all: '1' }).toString()}`;
    const answer = await manager.submit(BULK, CLOSING, { on, hidden: ['submission_key', 'from', 'pick'] });
    const { headline, page } = await resultOf(manager, answer);
    expect(headline).toBe('已关闭 3 张');
    const back = page.querySelectorAll('a.g-bt').find((link) => link.text === '回到列表');
    expect(back?.getAttribute('href')).toContain('status=open');
    const nobody = await manager.get(`${BULK}?${new URLSearchParams({ from, all: '1' }).toString()}`);
    expect(nobody.status).toBe(422);
  });

  test.each(['view=nonsense', 'category=x', ''])('a list that is none: %j', async (from) => {
    const query = new URLSearchParams({ from, all: '1' }).toString();
    expect((await manager.get(`${BULK}?${query}`)).status).toBe(422);
  });
});

describe('who may', () => {
  test.each<Person>(['tier1', 'review', 'aftersales', 'ops'])(
    '%s may not, whatever they send',
    async (person) => {
      const client = await signedIn(person);
      const number = await aTicket(it.db, company);
      expect((await client.get(`${BULK}?pick=${await pickOf(number)}`)).status).toBe(403);
      expect((await client.get(`${BULK}/matching?from=view%3Dall`)).status).toBe(403);
      const sent = { ...CLOSING, pick: await pickOf(number), submission_key: randomUUID() };
      expect((await client.submit(BULK, sent, { on: '/tickets' })).status).toBe(403);
      expect((await stateOf(it.db, number)).status).toBe('new');
      const list = await client.get('/tickets?view=all');
      expect(list.page.querySelector('[data-bulk-link=close]')).toBeNull();
    },
  );

  test('the result is seen by who started it and by the super administrator, and by nobody else', async () => {
    const answer = await closeAll(manager, await pickOf(await aTicket(it.db, company)));
    const path = answer.location ?? '';
    expect((await manager.get(path)).status).toBe(200);
    expect((await admin.get(path)).status).toBe(200);
    const other = await closeAll(admin, await pickOf(await aTicket(it.db, company)));
    expect((await manager.get(other.location ?? '')).status).toBe(404);
    expect((await (await signedIn('tier1')).get(path)).status).toBe(403);
    for (const id of ['0', '-1', 'x', '99999999', '9'.repeat(30)]) {
      expect((await manager.get(`${BULK}/${id}`)).status).toBe(404);
    }
  });

  test('a manager who may close only what they hold is refused for the rest, and sees nothing of the unseen', async () => {
    const role = (await it.db('roles').where('key', 'ticket_admin').first('id')) as { id: number };
    const scope = async (permission: string, to: string): Promise<void> => {
      await it.db('role_permissions').where({ role_id: role.id, permission }).update({ scope: to });
    };
    const unseen = await aTicket(it.db, company, { title: '别人看不见的标题' });
    const colleague = await inHand(it.db, company);
    try {
      await scope('ticket.close', 'mine');
      const picks = await picksOf([colleague]);
      const { headline, refused } = await resultOf(manager, await closeAll(manager, picks));
      expect(headline).toBe('1 张没有关闭');
      expect(refused[colleague]).toBe(`${colleague} 的处理人是 林知夏，只有处理人可以这样做。`);
      await scope('ticket.read', 'mine');
      const opened = await manager.get(`${BULK}?pick=${await pickOf(unseen)}`);
      expect(opened.text).not.toContain('别人看不见的标题');
      const result = await resultOf(manager, await closeAll(manager, await picksOf([unseen])));
      expect(result.refused[unseen]).toBe('没有这张工单，或者您没有查看它的权限。');
      expect(result.page.text).not.toContain('别人看不见的标题');
      expect(result.page.querySelector('a.g-p')).toBeNull();
    } finally {
      await scope('ticket.close', 'all');
      await scope('ticket.read', 'all');
    }
  });
});

test('the list without scripts: boxes in a form with buttons', async () => {
  const number = await aTicket(it.db, company);
  const { page } = await manager.get('/tickets?view=all');
  const box = page.querySelector(`tr[data-ticket="${number}"] input[name=pick]`);
  expect(box?.getAttribute('value')).toBe(await pickOf(number));
  expect(box?.getAttribute('form')).toBe('bulk-form');
  const form = page.querySelector('form#bulk-form');
  expect(form?.getAttribute('method')).toBe('get');
  const pager = page.querySelector('[data-pager]')?.innerHTML ?? '';
  for (const label of ['关闭所选…', '关闭符合条件的全部…', '另派所选…', '另派符合条件的全部…'])
    expect(pager).toContain(label);
  for (const action of ['close', 'reassign']) expect(pager).toContain(`formaction="/tickets/bulk/${action}"`);
});

function never(): never {
  throw new Error('there is an answer');
}
