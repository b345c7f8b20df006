import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { TicketAction } from '../../../src/domain/ticket/action-rule.ts';
import type { Language } from '../../../src/i18n.ts';
import { openTestApp, type TestApp } from '../../support/app.ts';
import { aCompany, type Company, type Person } from '../../support/company.ts';
import { encodeForm, refundForm } from '../../support/create-form.ts';
import { typedIn } from '../../support/form-state.ts';
import { holdLock } from '../../support/hold.ts';
import { stateOf } from '../../support/moved-tickets.ts';
import { listen, type RawAnswer, type RawServer, type RawSession } from '../../support/raw-http.ts';
import { findBrokenInvariants } from '../../support/ticket-invariants.ts';
import { act, aPhone, aTicket, CLOSING } from '../../support/tickets.ts';

/**
 * One unfinished ticket per phone and category (spec 01): `closed` and `resolved` give the place up, and whoever
 * comes back for it finds it taken, in the same instant or later.
 */

let it: TestApp;
let company: Company;
let web: RawServer;
const sessions = {} as Record<'tier1' | 'tier1b' | 'aftersales' | 'manager' | 'admin', RawSession>;

beforeAll(async () => {
  it = await openTestApp();
  company = await aCompany(it.db);
  await it.db('settings').insert({ key: 'resolve_enabled', value: 'true' });
  web = await listen(it.app.server);
  for (const person of ['tier1', 'tier1b', 'aftersales', 'manager', 'admin'] as const) {
    sessions[person] = web.session();
    expect((await sessions[person].signIn(person)).status).toBe(303);
    await sessions[person].token();
  }
});
afterAll(async () => {
  await web.close();
  await it.close();
});

const create = (phone: string): Promise<RawAnswer> =>
  sessions.tier1b.post(
    '/tickets',
    encodeForm(refundForm(company, { phone, description: '又来电，写了很久' })),
  );

async function reopen(number: string, by: 'manager' | 'admin' = 'manager'): Promise<RawAnswer> {
  const { version } = await stateOf(it.db, number);
  const form = { remark: '客户说没有解决', group_id: company.groups.afterSales, assignee_id: '' };
  return sessions[by].post(`/tickets/${number}/reopen`, encodeForm({ version, ...form }));
}

async function aClosedOne(phone: string): Promise<string> {
  const number = await aTicket(it.db, company, { phone });
  await act(it.db, company, 'tier1', number, 'close', CLOSING);
  return number;
}

/** Resolved, in the hands of `aftersales`, who had it from `tier1` by way of review. */
async function aResolvedOne(phone: string): Promise<string> {
  const number = await aTicket(it.db, company, { phone });
  await act(it.db, company, 'tier1', number, 'escalate');
  await act(it.db, company, 'review', number, 'reassign', { assignee_id: String(company.people.aftersales) });
  await act(it.db, company, 'aftersales', number, 'resolve');
  return number;
}

async function unfinishedOf(phone: string): Promise<string[]> {
  return (await it
    .db('tickets')
    .where('phone', `+86${phone}`)
    .whereNotIn('status', ['resolved', 'closed'])
    .pluck('number')) as string[];
}

const TAKEN: Readonly<Record<Language, (number: string, other: string) => string>> = {
  'zh-CN': (number, other) =>
    `${number} 不能这样做：同一手机号和分类已有未完结的工单 ${other}，请在那张工单上继续。`,
  en: (number, other) =>
    `${number}: this phone already has an unfinished ticket in the category, ${other}. Go on with that one.`,
};
const DUPLICATE = '该手机号用户已存在未完结的工单，工单编号';

/** The one that lost says why, and keeps what was typed. */
function expectTold(answers: { created: RawAnswer; reopened: RawAnswer }, old: string, other: string): void {
  if (answers.reopened.status === 409) {
    expect(answers.reopened.page.text.includes(TAKEN['zh-CN'](old, other))).toBe(true);
    expect(typedIn(answers.reopened.page, `/tickets/${old}/reopen`)).toMatchObject({
      remark: '客户说没有解决',
    });
  } else {
    expect(answers.created.status).toBe(409);
    expect([DUPLICATE, other].map((words) => answers.created.page.text.includes(words))).toEqual([
      true,
      true,
    ]);
    expect(answers.created.page.text.includes('又来电，写了很久')).toBe(true);
  }
}

describe('a closed ticket is reopened while the same customer gets a new one', () => {
  test.each<[string, 'create' | 'reopen', (phone: string, old: string) => [string, string[]], string]>([
    [
      'the new one is there when reopening goes on',
      'create',
      (_phone, old) => ['select 1 from tickets where number = ? for update', [old]],
      'reopen',
    ],
    [
      'it is reopened after the new one has passed its check',
      'reopen',
      (phone) => ['select 1 from customers where phone = ? for update', [`+86${phone}`]],
      'create',
    ],
    [
      'neither is committed, the new one is further',
      'create',
      () => ['lock table ticket_events in exclusive mode', []],
      'create',
    ],
    [
      'neither is committed, the reopened one is further',
      'reopen',
      () => ['lock table outbox in exclusive mode', []],
      'reopen',
    ],
  ])('%s', async (_how, winner, lockOf, waitsFirst) => {
    const phone = aPhone();
    const old = await aClosedOne(phone);
    const hold = await holdLock(it.db, ...lockOf(phone, old));
    const sendOf = { create: () => create(phone), reopen: () => reopen(old) };
    const first = sendOf[waitsFirst === 'create' ? 'create' : 'reopen']();
    await hold.waiting(1);
    const second = sendOf[waitsFirst === 'create' ? 'reopen' : 'create']();
    // Held up as well, or through by now.
    await Promise.race([hold.waiting(2), second]);
    await hold.release();
    const answers = await Promise.all([first, second]);
    const [created, reopened] = waitsFirst === 'create' ? answers : answers.reverse();
    if (!created || !reopened) throw new Error('no answer');
    expect([created.status, reopened.status]).toEqual(winner === 'create' ? [303, 409] : [409, 303]);
    const [left, ...more] = await unfinishedOf(phone);
    expect(more).toEqual([]);
    expect(left === old).toBe(winner === 'reopen');
    expectTold({ created, reopened }, old, left ?? '');
  });

  test('as they come, ten times: one unfinished ticket, and both orders are an answer in words', async () => {
    for (let round = 0; round < 10; round += 1) {
      const phone = aPhone();
      const old = await aClosedOne(phone);
      const [created, reopened] = await Promise.all([create(phone), reopen(old)]);
      expect([created.status, reopened.status].sort()).toEqual([303, 409]);
      const [left, ...more] = await unfinishedOf(phone);
      expect(more).toEqual([]);
      expectTold({ created, reopened }, old, left ?? '');
    }
    expect(await findBrokenInvariants(it.db)).toEqual([]);
  });

  test('two closed ones of the same customer, reopened at once: one of them', async () => {
    for (let round = 0; round < 3; round += 1) {
      const phone = aPhone();
      const pair = [await aClosedOne(phone), await aClosedOne(phone)] as const;
      const answers = await Promise.all([reopen(pair[0]), reopen(pair[1], 'admin')]);
      expect(answers.map(({ status }) => status).sort()).toEqual([303, 409]);
      const [left] = await unfinishedOf(phone);
      const lost = answers.findIndex(({ status }) => status === 409);
      const sentence = TAKEN['zh-CN'](pair[lost === 0 ? 0 : 1], left ?? '');
      expect(answers[lost]?.page.text.includes(sentence)).toBe(true);
    }
  });
});

interface Step {
  readonly by: keyof typeof sessions & Person;
  readonly action: TicketAction;
  readonly form: (company: Company) => Readonly<Record<string, string>>;
}

/** What would bring a resolved ticket back among the unfinished. */
const BACK: readonly Step[] = [
  { by: 'aftersales', action: 'feedback', form: () => ({ remark: '仓库又有新说法' }) },
  {
    by: 'aftersales',
    action: 'reassign',
    form: ({ groups }) => ({ group_id: String(groups.engineering), assignee_id: '', remark: '请再看' }),
  },
  {
    by: 'aftersales',
    action: 'transfer',
    form: ({ people }) => ({ group_id: '', assignee_id: String(people.aftersales2), remark: '请接手' }),
  },
  { by: 'aftersales', action: 'redispatch', form: () => ({ remark: '请继续' }) },
  {
    by: 'aftersales',
    action: 'callback',
    form: () => ({ callback_method: 'phone', callback_outcome: 'not_solved', remark: '客户说没好' }),
  },
];

/** What leaves it resolved, or closes it. */
const STAYS: readonly Step[] = [
  { by: 'aftersales', action: 'note', form: () => ({ remark: '留个备注' }) },
  { by: 'tier1', action: 'append', form: () => ({ remark: '客户补充' }) },
  { by: 'tier1', action: 'urge', form: () => ({ remark: '客户催' }) },
  { by: 'aftersales', action: 'transfer', form: ({ people }) => ({ collaborator_ids: String(people.ops) }) },
  {
    by: 'aftersales',
    action: 'callback',
    form: () => ({ callback_method: 'sms', callback_outcome: 'confirmed' }),
  },
  { by: 'aftersales', action: 'close', form: () => CLOSING },
];

async function send({ by, action, form }: Step, number: string): Promise<RawAnswer> {
  const { version } = await stateOf(it.db, number);
  return sessions[by].post(`/tickets/${number}/${action}`, encodeForm({ version, ...form(company) }));
}

describe('a resolved ticket has given its place up', () => {
  test.each(BACK)('$action would need it back: refused in words while a new one has it', async (step) => {
    const phone = aPhone();
    const old = await aResolvedOne(phone);
    const taken = await aTicket(it.db, company, { phone, by: 'tier1b' });
    const before = await it.db('tickets').where('number', old).first();
    for (const language of ['zh-CN', 'en'] as const) {
      await it.db('users').update({ language });
      const answer = await send(step, old);
      expect(answer.status).toBe(409);
      expect(answer.page.text.includes(TAKEN[language](old, taken))).toBe(true);
      expect(typedIn(answer.page, `/tickets/${old}/${step.action}`)).toMatchObject(step.form(company));
    }
    await it.db('users').update({ language: 'zh-CN' });
    expect(await it.db('tickets').where('number', old).first()).toEqual(before);
    // And goes through once the place is free.
    await act(it.db, company, 'tier1b', taken, 'close', CLOSING);
    expect((await send(step, old)).status).toBe(303);
    expect(await unfinishedOf(phone)).toEqual([old]);
  });

  test('whatever does not need it back goes on beside the new one', async () => {
    const phone = aPhone();
    const old = await aResolvedOne(phone);
    const taken = await aTicket(it.db, company, { phone, by: 'tier1b' });
    const answers = [];
    for (const step of STAYS) answers.push([step.action, (await send(step, old)).status]);
    expect(answers).toEqual(STAYS.map(({ action }) => [action, 303]));
    expect(await unfinishedOf(phone)).toEqual([taken]);
  });

  test('resolving and creating at once, the check first: the new one is refused, or finds the place free', async () => {
    for (let round = 0; round < 4; round += 1) {
      const phone = aPhone();
      const number = await aTicket(it.db, company, { phone });
      await act(it.db, company, 'tier1', number, 'escalate');
      await act(it.db, company, 'review', number, 'reassign', {
        assignee_id: String(company.people.aftersales),
      });
      const [created, resolved] = await Promise.all([
        create(phone),
        send({ by: 'aftersales', action: 'resolve', form: () => ({}) }, number),
      ]);
      expect(resolved.status).toBe(303);
      expect([303, 409]).toContain(created.status);
      expect(await unfinishedOf(phone)).toHaveLength(created.status === 303 ? 1 : 0);
      if (created.status === 409) expect(created.page.text.includes(number)).toBe(true);
    }
  });
});
