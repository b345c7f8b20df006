import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { openTestApp, type TestApp } from '../../support/app.ts';
import { aCompany, type Company, type Person } from '../../support/company.ts';
import { encodeForm } from '../../support/create-form.ts';
import type { Answer, HttpClient } from '../../support/http-client.ts';
import {
  closed,
  inHand,
  inReviewPool,
  stateOf,
  waiting,
  withOperations,
} from '../../support/moved-tickets.ts';
import { listen, type RawServer, type RawSession } from '../../support/raw-http.ts';
import { act, aTicket, CLOSING } from '../../support/tickets.ts';

/** An administrator puts one ticket into another: the one is closed with a pointer, the other goes on (spec 01). */

let it: TestApp;
let company: Company;
let web: RawServer;
const clients = new Map<Person, HttpClient>();

beforeAll(async () => {
  it = await openTestApp();
  company = await aCompany(it.db);
  web = await listen(it.app.server);
  for (const person of ['tier1', 'review', 'aftersales', 'ops', 'manager'] as const) {
    const client = it.client();
    await client.signIn(person);
    clients.set(person, client);
  }
});
afterAll(async () => {
  await web.close();
  await it.close();
});
beforeEach(() => it.db('users').update({ language: 'zh-CN' }));

function as(person: Person): HttpClient {
  const client = clients.get(person);
  if (!client) throw new Error(`${person} is not signed in`);
  return client;
}

function merge(number: string, into: string, remark = ''): Promise<Answer> {
  const on = `/tickets/${number}/merge`;
  return as('manager').submit(on, { number: into, remark }, { on, hidden: ['version'] });
}

async function lastEvent(number: string): Promise<Record<string, unknown>> {
  const { id } = await stateOf(it.db, number);
  const event = (await it
    .db('ticket_events')
    .where('ticket_id', id)
    .orderBy('seq', 'desc')
    .first('type', 'action', 'body', 'data', 'from_status', 'to_status')) as Record<string, unknown>;
  return event;
}

async function mergedInto(number: string): Promise<string | null> {
  const row = (await it
    .db('tickets as t')
    .leftJoin('tickets as i', 'i.id', 't.merged_into_id')
    .where('t.number', number)
    .first('i.number')) as { number: string | null };
  return row.number;
}

describe('merging', () => {
  test.each<[string, () => Promise<string>]>([
    ['new', () => aTicket(it.db, company)],
    ['in a pool', () => inReviewPool(it.db, company)],
    ['in hand', () => inHand(it.db, company)],
    ['waiting', () => waiting(it.db, company)],
  ])('a ticket that is %s closes it with a pointer', async (_how, given) => {
    const [a, b] = [await given(), await inHand(it.db, company)];
    const [beforeA, beforeB] = [await stateOf(it.db, a), await stateOf(it.db, b)];
    const answer = await merge(a, b, '同一件事');
    expect([answer.status, answer.location]).toEqual([303, `/tickets/${b}`]);
    expect((await as('manager').get(`/tickets/${b}`)).text).toContain(`${a} 已并入 ${b}。`);
    const row = (await it.db('tickets').where('number', a).first()) as Record<string, unknown>;
    expect(row).toMatchObject({
      status: 'closed',
      outcome: 'unsolved',
      unsolved_reason: 'merged',
      satisfaction: null,
      close_comment: '同一件事',
      closed_by_id: company.people.manager,
      version: beforeA.version + 1,
    });
    expect(await mergedInto(a)).toBe(b);
    expect(await stateOf(it.db, b)).toEqual({ ...beforeB, version: beforeB.version + 1 });
    expect(await lastEvent(a)).toEqual({
      type: 'ticket_merged',
      action: 'merge',
      body: '同一件事',
      data: { number: b },
      from_status: beforeA.status,
      to_status: 'closed',
    });
    expect(await lastEvent(b)).toMatchObject({
      type: 'ticket_received_merge',
      body: '退货已寄回，一直没有确认收货',
      data: { number: a },
      to_status: beforeB.status,
    });
    const hops = await it.db('assignments').where('ticket_id', beforeA.id).whereNull('left_at');
    expect(hops).toEqual([]);
  });

  test('both pages show it: a notice with the way on, and a card with what came in', async () => {
    const [a, b] = [await inHand(it.db, company), await withOperations(it.db, company)];
    await merge(a, b);
    const merged = (await as('aftersales').get(`/tickets/${a}`)).page;
    const notice = merged.querySelectorAll('.g-note').find((each) => each.text.includes('已并入'));
    expect(notice?.querySelector('a')?.getAttribute('href')).toBe(`/tickets/${b}`);
    expect(merged.querySelector('#related .g-sub')?.text).toContain(`已并入 ${b}`);
    expect(merged.querySelector('.g-tl .g-k2')?.text).toBe('并入');
    expect(merged.querySelector('.g-jn ol li:last-child')?.text).toContain('并入其他工单');
    const received = (await as('aftersales').get(`/tickets/${b}`)).page;
    expect(received.querySelector('#related .g-sub')?.text).toContain(`${a} 已并入本单`);
    expect(received.querySelector('.g-tl .g-k2')?.text).toBe('并入本单');
    expect(received.querySelector('.g-tl .g-body')?.text).toBe('退货已寄回，一直没有确认收货');
    await it.db('users').update({ language: 'en' });
    const english = (await as('aftersales').get(`/tickets/${a}`)).text;
    expect(english).toContain('This ticket was merged into');
    expect(english).toContain(`Merged into ${b}`);
  });

  test('the notice names no ticket that its reader may not see', async () => {
    const [a, b] = [await aTicket(it.db, company, { by: 'review' }), await inHand(it.db, company)];
    await merge(a, b);
    const page = (await as('review').get(`/tickets/${a}`)).page;
    const notice = page.querySelectorAll('.g-note').find((each) => each.text.includes('已并入'));
    expect(notice?.text.replace(/\s+/g, ' ').trim()).toBe('这张工单已并入 另一张工单。');
    expect(page.querySelectorAll('#related li')).toEqual([]);
  });

  test('whoever worked along on the one works along on the other', async () => {
    const [a, b] = [await inHand(it.db, company), await inHand(it.db, company)];
    const [one, two] = [await stateOf(it.db, a), await stateOf(it.db, b)];
    const join = (ticket: number, ...people: Person[]): Promise<unknown> =>
      it.db('ticket_collaborators').insert(
        people.map((person) => ({
          ticket_id: ticket,
          user_id: company.people[person],
          added_at: new Date(),
        })),
      );
    await join(one.id, 'ops', 'rd');
    await join(two.id, 'rd');
    await merge(a, b);
    const now = (await it.db('ticket_collaborators').where('ticket_id', two.id).pluck('user_id')) as number[];
    expect(now.sort()).toEqual([company.people.ops, company.people.rd].sort());
  });

  test('a chain leads on, and no circle can be made of it', async () => {
    const [a, b, c] = [
      await aTicket(it.db, company),
      await aTicket(it.db, company),
      await aTicket(it.db, company),
    ];
    await merge(a, b);
    expect((await merge(b, c)).status).toBe(303);
    expect([await mergedInto(a), await mergedInto(b)]).toEqual([b, c]);
    const answer = await merge(c, a);
    expect(answer.status).toBe(409);
    expect(answer.text).toContain(`${a} 已关闭，不能再并入；请填写一张未关闭的工单。`);
  });

  test('frees the phone for a new ticket in that category', async () => {
    const phone = '13900001111';
    const [a, b] = [await aTicket(it.db, company, { phone }), await aTicket(it.db, company)];
    await merge(a, b);
    expect(await aTicket(it.db, company, { phone })).not.toBe(a);
  });

  test('reopened, a ticket is merged no more', async () => {
    const [a, b] = [await inHand(it.db, company), await aTicket(it.db, company)];
    await merge(a, b);
    await act(it.db, company, 'manager', a, 'reopen', { remark: '并错了' });
    expect(await mergedInto(a)).toBeNull();
    const page = (await as('manager').get(`/tickets/${a}`)).page;
    expect(page.querySelectorAll('.g-note').some((each) => each.text.includes('已并入'))).toBe(false);
    expect(page.querySelectorAll('#related li')).toEqual([]);
  });
});

describe('merging is refused', () => {
  test.each<[string, (own: string) => Promise<string> | string, number, string, string]>([
    [
      'into a closed ticket',
      () => closed(it.db, company),
      409,
      '已关闭，不能再并入',
      'nothing can be merged into it',
    ],
    ['into itself', (own) => own, 422, '就是这张工单', 'is this ticket'],
    ['into nothing', () => '', 422, '请填写并入哪张工单', 'Enter a value for Merge into'],
    ['into one that is not there', () => 'GD000101-9999', 422, '请核对编号', 'Check the number'],
  ])('%s, in both languages, the text kept', async (_what, other, status, chinese, english) => {
    const own = await aTicket(it.db, company);
    const number = await other(own);
    const before = await stateOf(it.db, own);
    for (const [language, sentence] of [
      ['zh-CN', chinese],
      ['en', english],
    ] as const) {
      await it.db('users').update({ language });
      const answer = await merge(own, number, '留着这句话');
      expect(answer.status).toBe(status);
      expect(answer.text).toContain(sentence);
      expect(answer.text).toContain('留着这句话');
    }
    expect(await stateOf(it.db, own)).toEqual(before);
  });

  test('of a closed ticket, opened or sent', async () => {
    const [a, b] = [await closed(it.db, company), await aTicket(it.db, company)];
    expect((await as('manager').get(`/tickets/${a}/merge`)).status).toBe(409);
    const { version } = await stateOf(it.db, a);
    const sent = await as('manager').submit(`/tickets/${a}/merge`, { version, number: b }, { on: '/' });
    expect([sent.status, sent.text.includes('已关闭，不能再操作')]).toEqual([409, true]);
  });

  test.each(['tier1', 'aftersales', 'review'] as const)(
    'to %s, who is not offered it either',
    async (person) => {
      const [a, b] = [await aTicket(it.db, company, { by: 'review' }), await aTicket(it.db, company)];
      const sent = await as(person).submit(`/tickets/${a}/merge`, { version: 1, number: b }, { on: '/' });
      expect(sent.status).toBe(403);
      expect((await stateOf(it.db, a)).status).toBe('new');
      expect((await as(person).get(`/tickets/${a}`)).page.querySelector('[data-action=merge]')).toBeNull();
    },
  );

  test('with a form older than the ticket, which then shows what changed', async () => {
    const [a, b] = [await aTicket(it.db, company), await aTicket(it.db, company)];
    await act(it.db, company, 'tier1', a, 'note', { remark: '期间的备注' });
    const sent = await as('manager').submit(`/tickets/${a}/merge`, { version: 1, number: b }, { on: '/' });
    expect(sent.status).toBe(409);
    expect(sent.text).toContain('期间的备注');
    expect((await stateOf(it.db, a)).status).toBe('new');
  });
});

describe('at the same instant', () => {
  let sessions: RawSession[];
  beforeAll(async () => {
    sessions = [web.session(), web.session(), web.session()];
    for (const [index, person] of (['manager', 'admin', 'tier1'] as const).entries()) {
      await sessions[index]?.signIn(person);
      await sessions[index]?.token();
    }
  });
  const send = (who: number, path: string, form: object): Promise<{ status: number }> => {
    const session = sessions[who];
    if (!session) throw new Error('nobody is signed in');
    return session.post(path, encodeForm({ version: 1, ...form }));
  };

  test.each<[string, (a: string, b: string) => Promise<{ status: number }>[]]>([
    [
      'each into the other',
      (a, b) => [
        send(0, `/tickets/${a}/merge`, { number: b }),
        send(1, `/tickets/${b}/merge`, { number: a }),
      ],
    ],
    [
      'merged, and closed',
      (a, b) => [send(0, `/tickets/${a}/merge`, { number: b }), send(2, `/tickets/${a}/close`, CLOSING)],
    ],
    [
      'merged into one that is being closed',
      (a, b) => [send(0, `/tickets/${a}/merge`, { number: b }), send(2, `/tickets/${b}/close`, CLOSING)],
    ],
    [
      'merged twice',
      (a, b) => [
        send(0, `/tickets/${a}/merge`, { number: b }),
        send(1, `/tickets/${a}/merge`, { number: b }),
      ],
    ],
  ])('%s: one happens, the other is told', async (_what, both) => {
    for (let round = 0; round < 4; round += 1) {
      const [a, b] = [await aTicket(it.db, company), await aTicket(it.db, company)];
      const answers = await Promise.all(both(a, b));
      expect(answers.map((answer) => answer.status).sort()).toEqual([303, 409]);
      const states = [await stateOf(it.db, a), await stateOf(it.db, b)];
      expect(states.filter((state) => state.status === 'closed')).toHaveLength(1);
    }
  });
});
