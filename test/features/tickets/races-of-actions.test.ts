import type { Knex } from 'knex';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import type { TicketAction } from '../../../src/domain/ticket/action-rule.ts';
import { isVisible } from '../../../src/features/tickets/ticket.query.ts';
import type { Language } from '../../../src/i18n.ts';
import { openTestApp, type TestApp } from '../../support/app.ts';
import { aCompany, type Company, type Person } from '../../support/company.ts';
import { encodeForm } from '../../support/create-form.ts';
import { typedIn } from '../../support/form-state.ts';
import { holdLock } from '../../support/hold.ts';
import {
  closed,
  inHand,
  inPool,
  inReviewPool,
  stateOf,
  waiting,
  withOperations,
} from '../../support/moved-tickets.ts';
import { listen, type RawAnswer, type RawServer, type RawSession } from '../../support/raw-http.ts';
import { findBrokenInvariants } from '../../support/ticket-invariants.ts';
import { asPerson, aTicket, CLOSING } from '../../support/tickets.ts';

/**
 * Two people do something to one ticket at the same instant, each with the page open that shows it as it was: one
 * does it, as if the other had not been there; the other is told why not, and has their words kept (spec 01).
 */

let it: TestApp;
let company: Company;
let web: RawServer;
const sessions = new Map<Person, RawSession>();

beforeAll(async () => {
  it = await openTestApp();
  company = await aCompany(it.db);
  await it.db('settings').insert({ key: 'resolve_enabled', value: 'true' });
  await it.db('users').where('id', company.people.aftersales).update({ manager_id: company.people.admin });
  web = await listen(it.app.server);
});
afterAll(async () => {
  await web.close();
  await it.close();
});
beforeEach(() => it.db('outbox').delete());

async function session(person: Person): Promise<RawSession> {
  const known = sessions.get(person);
  if (known) return known;
  const fresh = web.session();
  expect((await fresh.signIn(person)).status).toBe(303);
  await fresh.token();
  sessions.set(person, fresh);
  return fresh;
}

interface Move {
  readonly by: Person;
  readonly action: TicketAction;
  readonly form?: Readonly<Record<string, string>> | ((company: Company) => Readonly<Record<string, string>>);
}

/** What the loser reads, by language; `CHANGED` lists what the winner did. */
type Told = Readonly<Record<Language, (number: string) => string>>;

const CHANGED: Told = {
  'zh-CN': () => '您打开之后，这张工单有了变化：',
  en: () => 'This ticket has changed since you opened it:',
};
const CLOSED: Told = {
  'zh-CN': (number) => `${number} 已关闭，不能再操作；需要继续处理请管理员激活。`,
  en: (number) => `${number} is closed, so nothing can be done to it; an administrator can reopen it.`,
};
const ACCEPTED_BY = (name: string): Told => ({
  'zh-CN': (number) => `${number} 已由 ${name} 接单，请接下一张。`,
  en: (number) => `${name} has accepted ${number}; take the next one.`,
});
const NOT_ACCEPTED: Told = {
  'zh-CN': (number) => `${number} 还没有人接单，请先接单再操作。`,
  en: (number) => `Nobody has accepted ${number} yet; accept it first.`,
};
const NOW_WITH = (name: string): Told => ({
  'zh-CN': (number) => `${number} 的处理人是 ${name}，只有处理人可以这样做。`,
  en: (number) => `${number} is handled by ${name}; only they can do this.`,
});
const URGED: Told = {
  'zh-CN': (number) => `${number} 刚催过单，下次可催单时间是`,
  en: (number) => `${number} was urged a short while ago; it can be urged again at`,
};
const REOPENED: Told = {
  'zh-CN': (number) => `${number} 没有关闭，不用激活。`,
  en: (number) => `${number} is not closed, so there is nothing to reopen.`,
};
const NOW_IS = (zh: string, en: string): Told => ({
  'zh-CN': (number) => `${number} 现在是“${zh}”，不能做这个操作。`,
  en: (number) => `${number} is now “${en}”, so this can't be done.`,
});

const says = (remark: string): { form: Record<string, string> } => ({ form: { remark } });

interface Race {
  readonly given: (db: Knex, company: Company) => Promise<string>;
  readonly one: Move;
  readonly other: Move;
  /** What the other is told when the one was first, and the one when the other was. */
  readonly otherTold: Told;
  readonly oneTold: Told;
}

const accept = (by: Person): Move => ({ by, action: 'accept' });
const close = (by: Person): Move => ({ by, action: 'close', form: CLOSING });

const RACES: Readonly<Record<string, Race>> = {
  'accept / accept': {
    given: inPool,
    one: accept('aftersales'),
    other: accept('aftersales2'),
    otherTold: ACCEPTED_BY('林知夏'),
    oneTold: ACCEPTED_BY('韩屿'),
  },
  'close / append': {
    given: inHand,
    one: close('aftersales'),
    other: { by: 'tier1', action: 'append', ...says('客户又补充了单号') },
    otherTold: CLOSED,
    oneTold: CHANGED,
  },
  'append / close while waiting': {
    given: waiting,
    one: { by: 'tier1', action: 'append', ...says('客户回电了') },
    other: close('aftersales'),
    otherTold: CHANGED,
    oneTold: CLOSED,
  },
  'reassign to a group / close': {
    given: inHand,
    one: {
      by: 'manager',
      action: 'reassign',
      form: ({ groups }) => ({ group_id: String(groups.engineering), assignee_id: '', remark: '请研发看' }),
    },
    other: close('aftersales'),
    otherTold: NOT_ACCEPTED,
    oneTold: CLOSED,
  },
  'reassign to a person / close': {
    given: inHand,
    one: {
      by: 'manager',
      action: 'reassign',
      form: ({ people }) => ({ group_id: '', assignee_id: String(people.aftersales2), remark: '换人' }),
    },
    other: close('aftersales'),
    otherTold: NOW_WITH('韩屿'),
    oneTold: CLOSED,
  },
  'urge / urge': {
    given: inHand,
    one: { by: 'tier1', action: 'urge', ...says('客户催第一遍') },
    other: { by: 'tier1b', action: 'urge', ...says('另一位同事也在催') },
    otherTold: URGED,
    oneTold: URGED,
  },
  'append / urge': {
    given: inHand,
    one: { by: 'tier1', action: 'append', ...says('客户补充了照片') },
    other: { by: 'tier1b', action: 'urge', ...says('客户很急') },
    otherTold: CHANGED,
    oneTold: CHANGED,
  },
  'append / append': {
    given: inPool,
    one: { by: 'tier1', action: 'append', ...says('客户补充一') },
    other: { by: 'tier1b', action: 'append', ...says('客户补充二') },
    otherTold: CHANGED,
    oneTold: CHANGED,
  },
  'redispatch / accept': {
    given: inPool,
    one: { by: 'manager', action: 'redispatch', ...says('还是请一线接着办') },
    other: accept('aftersales'),
    otherTold: ACCEPTED_BY('陈晓'),
    oneTold: CHANGED,
  },
  'transfer / close': {
    given: inHand,
    one: {
      by: 'aftersales',
      action: 'transfer',
      form: ({ people }) => ({ group_id: '', assignee_id: String(people.aftersales2), remark: '请接手' }),
    },
    other: close('manager'),
    otherTold: CHANGED,
    oneTold: CLOSED,
  },
  'note / note': {
    given: inHand,
    one: { by: 'aftersales', action: 'note', ...says('@主管 已联系仓库') },
    other: { by: 'manager', action: 'note', ...says('@林知夏 先别退款') },
    otherTold: CHANGED,
    oneTold: CHANGED,
  },
  'return / close': {
    given: withOperations,
    one: { by: 'ops', action: 'return', ...says('不归我们管') },
    other: close('manager'),
    otherTold: CHANGED,
    oneTold: CLOSED,
  },
  'return / return': {
    given: inHand,
    one: { by: 'aftersales', action: 'return', ...says('缺订单号') },
    other: { by: 'manager', action: 'return', ...says('主管退回') },
    otherTold: NOW_IS('已退回', 'Returned'),
    oneTold: NOW_IS('已退回', 'Returned'),
  },
  'escalate / close in two windows': {
    given: aTicket,
    one: { by: 'tier1', action: 'escalate', ...says('请审单') },
    other: close('tier1'),
    otherTold: NOT_ACCEPTED,
    oneTold: CLOSED,
  },
  'resolve / append': {
    given: inHand,
    one: { by: 'aftersales', action: 'resolve' },
    other: { by: 'tier1', action: 'append', ...says('客户说还没到账') },
    otherTold: CHANGED,
    oneTold: CHANGED,
  },
  'wait / feedback': {
    given: inHand,
    one: { by: 'aftersales', action: 'wait', ...says('等客户照片') },
    other: { by: 'manager', action: 'feedback', ...says('已经有结果了') },
    otherTold: CHANGED,
    oneTold: CHANGED,
  },
  'reopen / reopen': {
    given: closed,
    one: {
      by: 'manager',
      action: 'reopen',
      form: ({ groups }) => ({
        remark: '客户来电说没解决',
        group_id: String(groups.engineering),
        assignee_id: '',
      }),
    },
    other: { by: 'admin', action: 'reopen', form: { remark: '投诉升级', group_id: '', assignee_id: '' } },
    otherTold: REOPENED,
    oneTold: REOPENED,
  },
};

function formOf({ form = {} }: Move): Readonly<Record<string, string>> {
  return typeof form === 'function' ? form(company) : form;
}

async function send(move: Move, number: string, version: number): Promise<RawAnswer> {
  return (await session(move.by)).post(
    `/tickets/${number}/${move.action}`,
    encodeForm({ version, ...formOf(move) }),
  );
}

const TIMES = ['id', 'number', 'phone', 'phone_text', 'customer_id', 'submission_key'];

/** Everything there is about a ticket since a version of it, without what differs from ticket to ticket. */
async function storyOf(number: string, since: number): Promise<unknown> {
  const ticket = (await it.db('tickets').where({ number }).first()) as Record<string, unknown> & {
    id: number;
  };
  const plain = Object.entries(ticket).filter(([key]) => !TIMES.includes(key) && !key.endsWith('_at'));
  const columns = ['action', 'actor_id', 'from_status', 'to_status', 'to_assignee_id', 'to_group_id', 'body'];
  return {
    ticket: { ...Object.fromEntries(plain), status_since: null },
    log: await it.db('ticket_events').where('ticket_id', ticket.id).where('seq', '>', since).select(columns),
    hops: await it
      .db('assignments')
      .where('ticket_id', ticket.id)
      .orderBy('position')
      .select('position', 'group_id', 'assignee_id', 'left_action'),
    messages: await it
      .db('outbox')
      .where('ticket_id', ticket.id)
      .orderBy(['recipient_id', 'kind'])
      .select('recipient_id', 'kind', 'actor_id'),
  };
}

const cases = Object.entries(RACES).flatMap(([name, race]) => [
  { name: `${name}: the one is first`, ...race, first: race.one, second: race.other, told: race.otherTold },
  { name: `${name}: the other is first`, ...race, first: race.other, second: race.one, told: race.oneTold },
]);

test.each(cases)('$name', async ({ given, first, second, told }) => {
  await it.db('users').update({ language: 'zh-CN' });
  await Promise.all([session(first.by), session(second.by)]);
  const alone = await given(it.db, company);
  const contested = await given(it.db, company);
  await it.db('outbox').delete();
  const { version } = await stateOf(it.db, contested);
  expect((await send(first, alone, version)).status).toBe(303);

  const hold = await holdLock(it.db, 'select 1 from tickets where number = ? for update', [contested]);
  const winning = send(first, contested, version);
  await hold.waiting(1);
  const losing = send(second, contested, version);
  await hold.waiting(2);
  await hold.release();
  const [won, lost] = await Promise.all([winning, losing]);
  expect([won.status, lost.status]).toEqual([303, 409]);
  // Once more, in the other language: the same reason, and still nothing done.
  await it.db('users').update({ language: 'en' });
  const lostAgain = await send(second, contested, version);

  const path = `/tickets/${contested}/${second.action}`;
  for (const [language, answer] of Object.entries({ 'zh-CN': lost, en: lostAgain })) {
    const sentence = told[language as Language](contested);
    expect([sentence, answer.page.text.includes(sentence)]).toEqual([sentence, true]);
    expect(answer.page.querySelectorAll('.g-changes li').length).toBe(1);
    expect(typedIn(answer.page, path)).toMatchObject(formOf(second));
  }
  expect(await storyOf(contested, version)).toEqual(await storyOf(alone, version));
});

test('all of them together, as they come: one outcome each, and nothing is broken', async () => {
  await it.db('users').update({ language: 'zh-CN' });
  for (const { given, one, other } of Object.values(RACES)) {
    const number = await given(it.db, company);
    const { version } = await stateOf(it.db, number);
    const moves = [one, other, other, one];
    const answers = await Promise.all(moves.map((move) => send(move, number, version)));
    const statuses = answers.map(({ status }) => status);
    expect(statuses.filter((status) => status === 303)).toHaveLength(1);
    for (const [at, { by }] of moves.entries()) {
      if (statuses[at] === 303) continue;
      // Out of sight of whoever handed it on themselves, there is nothing any more for their other press.
      const { actor } = await asPerson(it.db, company, by);
      expect(statuses[at]).toBe((await isVisible(it.db, actor, number)) ? 409 : 404);
    }
    expect((await stateOf(it.db, number)).version).toBe(version + 1);
  }
  expect(await findBrokenInvariants(it.db)).toEqual([]);
});

const DISPATCH = (): Move => ({
  by: 'review2',
  action: 'reassign',
  form: { group_id: String(company.groups.afterSales), assignee_id: '', remark: '派给售后' },
});

test.each<[string, () => [first: Move, second: Move]]>([
  [
    'dispatched by a colleague',
    () => [DISPATCH(), { by: 'review', action: 'note', ...says('等等，先别派') }],
  ],
  [
    'dispatched by themselves in another window',
    () => [DISPATCH(), { ...DISPATCH(), ...says('又点了一次') }],
  ],
])('what has left the sight of a reviewer, %s, is not there, but their words are', async (_how, moves) => {
  // 404, not 409: no answer tells anyone of a ticket they can't see (spec 03).
  const number = await inReviewPool(it.db, company);
  const { version } = await stateOf(it.db, number);
  const [first, second] = moves();
  await Promise.all([session(first.by), session(second.by)]);
  const hold = await holdLock(it.db, 'select 1 from tickets where number = ? for update', [number]);
  const winning = send(first, number, version);
  await hold.waiting(1);
  const losing = send(second, number, version);
  await hold.waiting(2);
  await hold.release();
  const [won, lost] = await Promise.all([winning, losing]);
  expect([won.status, lost.status]).toEqual([303, 404]);
  expect(lost.page.text).toContain(formOf(second)['remark']);
});
