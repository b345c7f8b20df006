import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { handOverLeftTickets } from '../../../src/features/users/deactivate-user.ts';
import { openTestApp, type TestApp } from '../../support/app.ts';
import { aCompany, type Company, type Person } from '../../support/company.ts';
import type { Answer, FormValues, HttpClient } from '../../support/http-client.ts';
import { anAutomation } from '../../support/automations.ts';
import { aPolicy } from '../../support/policies.ts';
import { aRule } from '../../support/routing.ts';
import { findBrokenInvariants } from '../../support/ticket-invariants.ts';
import { act, asPerson, aTicket } from '../../support/tickets.ts';

/** Deactivating somebody who is at work (spec 03): signed out at once, and nothing they held is lost. */

let it: TestApp;
let company: Company;
let admin: HttpClient;

beforeAll(async () => {
  it = await openTestApp();
  company = await aCompany(it.db);
  admin = it.client();
  await admin.signIn('admin');
});
afterAll(() => it.close());

const pageOf = (person: Person): string => `/admin/users/${company.people[person]}/deactivate`;

function deactivate(person: Person, form: FormValues): Promise<Answer> {
  return admin.submit(pageOf(person), { remark: '', ...form }, { on: pageOf(person), hidden: ['version'] });
}

async function activate(person: Person): Promise<void> {
  const path = `/admin/users/${company.people[person]}`;
  await admin.submit(`${path}/activate`, {}, { on: path, hidden: ['version'] });
}

/** Tickets in the hands of an after-sales agent. */
async function hold(person: Person, count: number): Promise<string[]> {
  const numbers: string[] = [];
  for (let index = 0; index < count; index += 1) {
    const number = await aTicket(it.db, company);
    await act(it.db, company, 'manager', number, 'reassign', {
      group_id: String(company.groups.afterSales),
      assignee_id: String(company.people[person]),
    });
    numbers.push(number);
  }
  return numbers;
}

async function places(numbers: readonly string[]): Promise<(number | null)[][]> {
  const rows = (await it
    .db('tickets')
    .whereIn('number', numbers)
    .orderBy('id')
    .select('group_id', 'assignee_id')) as {
    group_id: number | null;
    assignee_id: number | null;
  }[];
  return rows.map((row) => [row.group_id, row.assignee_id]);
}

test('the page tells which rules, automations and policies name them', async () => {
  const { ops: id, ops2: other } = company.people;
  const test = { kind: 'test', field: 'assignee', operator: 'in', value: [id] } as const;
  await aRule(it.db, { name: '直接给人', assignee_id: id });
  await aRule(it.db, {
    name: '看处理人',
    group_id: company.groups.operations,
    condition: { version: 1, root: { kind: 'all', of: [{ kind: 'any', of: [test] }] } },
  });
  await aRule(it.db, { name: '给别人', assignee_id: other });
  await anAutomation(it.db, {
    name: '交给此人',
    events: ['urge'],
    actions: [{ kind: 'assign', groupId: null, assigneeId: id }],
  });
  await anAutomation(it.db, {
    ...{ name: '通知此人', active: false, events: ['urge'] },
    actions: [{ kind: 'notify', to: [{ kind: 'group' }, { kind: 'person', id }], text: '看一下' }],
  });
  await anAutomation(it.db, {
    name: '写备注',
    events: ['urge'],
    actions: [{ kind: 'add_note', text: String(id) }],
  });
  const notify = { kind: 'notify', to: [{ kind: 'person', id }], channels: [], text: null } as const;
  const raise = { kind: 'set_priority', priority: 'high' } as const;
  await aPolicy(it.db, {
    name: '到时找此人',
    targets: [
      {
        metric: 'resolution',
        stage: null,
        minutes: 60,
        steps: [{ id: 1, offset: 0, actions: [raise, notify] }],
      },
    ],
  });
  const { page } = await admin.get(pageOf('ops'));
  const named = page.querySelectorAll(
    '.g-posts a:is([href*="/rules/"], [href*="/automations/"], [href*="/slas/"])',
  );
  expect(named.map((link) => (link.parentNode?.text ?? '').replace(/\s+/g, ' ').trim())).toEqual([
    '分派规则：直接给人',
    '分派规则：看处理人',
    '自动化：交给此人',
    '自动化：通知此人 已停用',
    'SLA 策略：到时找此人',
  ]);
  await it.db('sla_policies').where('name', '到时找此人').delete();
  await it.db('assignment_rules').whereNull('built_in').delete();
  await it.db('automations').update({ active: false });
});

test('the page tells what they hold, by group, and which posts', async () => {
  const numbers = await hold('aftersales', 12);
  await it
    .db('groups')
    .where('id', company.groups.afterSales)
    .update({ duty_leader_id: company.people.aftersales });
  await it.db('departments').update({ leader_id: company.people.aftersales });
  const { page } = await admin.get(pageOf('aftersales'));
  const text = page.querySelector('main')?.text.replace(/\s+/g, ' ') ?? '';
  expect(text).toContain('未关闭的工单：12 张');
  expect(text).toContain('售后一组12');
  expect(text).toContain('值班组长：');
  expect(text).toContain('部门负责人：');
  expect(page.querySelectorAll('.g-held li').length).toBe(10);
  expect(page.querySelector('.g-held a')?.text).toBe(numbers[0]);
  await it.db('departments').update({ leader_id: null });
});

test('to the pool: out at the next click, each ticket with its entry, not offered any more', async () => {
  const person = it.client();
  await person.signIn('aftersales');
  const numbers = (await it
    .db('tickets')
    .where('assignee_id', company.people.aftersales)
    .pluck('number')) as string[];
  const answer = await deactivate('aftersales', { to: 'pool', remark: '离职交接' });
  expect(answer.location).toBe(`/admin/users/${company.people.aftersales}`);
  expect((await admin.get(answer.location ?? '')).text).toContain(`交接了 ${numbers.length} 张工单`);
  expect((await person.get('/tickets')).location).toBe('/login?next=%2Ftickets');
  await expect(it.client().signIn('aftersales')).rejects.toThrow('401');
  const wrong = await it
    .client()
    .submit('/login', { username: 'aftersales', password: 'x' }, { on: '/login' });
  const right = await it
    .client()
    .submit('/login', { username: 'aftersales', password: 'Gongdan-2026' }, { on: '/login' });
  const sentence = (sent: Answer) => sent.page.querySelector('.g-note.g-bad')?.text.trim();
  expect(sentence(right)).toBe(sentence(wrong));

  expect(await places(numbers)).toEqual(numbers.map(() => [company.groups.afterSales, null]));
  const entries = (await it
    .db('ticket_events as e')
    .join('tickets as t', 't.id', 'e.ticket_id')
    .whereIn('t.number', numbers)
    .where({ 'e.body': '离职交接', 'e.type': 'ticket_reassigned', 'e.actor_id': company.people.admin })
    .count()) as { count: string | number }[];
  expect(Number(entries[0]?.count)).toBe(numbers.length);
  const form = await admin.get(`/tickets/${numbers[0] ?? ''}/reassign`);
  expect(form.text).not.toContain('林知夏');
  expect(await findBrokenInvariants(it.db)).toEqual([]);
  await activate('aftersales');
  await it.client().signIn('aftersales');
});

test.each([
  ['a colleague of the same group', { to: 'person', who: 'aftersales2' }, ['afterSales', 'aftersales2']],
  ['a colleague of another group', { to: 'person', who: 'aftersales3' }, ['afterSales2', 'aftersales3']],
  ['another group', { to: 'group', group: 'afterSales2' }, ['afterSales2', null]],
] as const)('to %s', async (_name, wish, [group, who]) => {
  const numbers = await hold('aftersales', 2);
  const form = {
    to: wish.to,
    ...('who' in wish && { assignee_id: company.people[wish.who] }),
    ...('group' in wish && { group_id: company.groups[wish.group] }),
  };
  expect((await deactivate('aftersales', form)).status).toBe(303);
  expect(await places(numbers)).toEqual(
    numbers.map(() => [company.groups[group], who === null ? null : company.people[who]]),
  );
  await activate('aftersales');
});

describe('refused in words', () => {
  const note = (answer: Answer) => answer.page.querySelector('.g-note.g-bad')?.text.trim() ?? '';

  test('oneself', async () => {
    const answer = await deactivate('admin', { to: 'pool' });
    expect([answer.status, note(answer)]).toEqual([409, expect.stringContaining('不能停用自己')]);
  });

  test('nowhere chosen, or somewhere that can take nothing', async () => {
    expect((await deactivate('aftersales', { to: 'person' })).status).toBe(422);
    expect((await deactivate('aftersales', { to: 'group', group_id: 999_999 })).status).toBe(422);
    expect(
      (await deactivate('aftersales', { to: 'person', assignee_id: company.people.aftersales })).status,
    ).toBe(422);
    expect((await deactivate('aftersales', { to: 'elsewhere' })).status).toBe(422);
    const stale = await admin.submit(
      pageOf('aftersales'),
      { to: 'pool', remark: '', version: 1 },
      { on: pageOf('aftersales') },
    );
    expect([stale.status, note(stale)]).toEqual([409, expect.stringContaining('有人改过')]);
    expect(await it.db('users').where('id', company.people.aftersales).first('active')).toEqual({
      active: true,
    });
  });

  test('somebody who has left already', async () => {
    await deactivate('ops2', { to: 'pool' });
    const again = await deactivate('ops2', { to: 'pool' });
    expect([again.status, note(again)]).toEqual([409, expect.stringContaining('已经停用')]);
    await activate('ops2');
  });

  test('tickets without a group, when the settings name none either', async () => {
    const number = await aTicket(it.db, company, { by: 'manager' });
    const settings = await it.db('settings').whereIn('key', ['default_group_id', 'review_group_id']);
    await it.db('settings').whereIn('key', ['default_group_id', 'review_group_id']).delete();
    const row = await it.db('tickets').where({ number }).first('group_id', 'assignee_id');
    expect(row).toEqual({ group_id: null, assignee_id: company.people.manager });
    const answer = await deactivate('manager', { to: 'pool' });
    expect([answer.status, note(answer)]).toEqual([409, expect.stringContaining('不在任何启用的客服组')]);
    await it
      .db('settings')
      .insert(settings.map((each: { value: unknown }) => ({ ...each, value: JSON.stringify(each.value) })));
    await deactivate('manager', { to: 'pool' });
    expect(await places([number])).toEqual([[company.groups.afterSales, null]]);
    await activate('manager');
  });
});

test('under load: what is being worked on meanwhile goes too, each ticket exactly once', async () => {
  const numbers = await hold('aftersales2', 40);
  const worker = await asPerson(it.db, company, 'aftersales2');
  expect(worker.actor.id).toBe(company.people.aftersales2);
  const work = numbers.map(async (number, index) => {
    const actions = ['note', 'wait', 'feedback'] as const;
    const action = actions[index % 3] ?? 'note';
    try {
      await act(it.db, company, 'aftersales2', number, action, { remark: `处理 ${index}`, body: 'x' });
    } catch {
      return; // overtaken by the handover, which is told
    }
  });
  const arriving = hold('aftersales2', 5).catch(() => []);
  const [answer] = await Promise.all([deactivate('aftersales2', { to: 'pool' }), ...work, arriving]);
  expect(answer.status).toBe(303);
  // What came into their hands at the last moment follows with the clock.
  await handOverLeftTickets(await asPerson(it.db, company, 'admin'));
  const left = await it
    .db('tickets')
    .where('assignee_id', company.people.aftersales2)
    .whereNot('status', 'closed');
  expect(left).toEqual([]);
  expect(await findBrokenInvariants(it.db)).toEqual([]);
  const moves = (await it
    .db('ticket_events as e')
    .join('tickets as t', 't.id', 'e.ticket_id')
    .whereIn('t.number', numbers)
    .where({ 'e.actor_id': company.people.admin, 'e.type': 'ticket_reassigned' })
    .groupBy('t.id')
    .select(it.db.raw('count(*)::int as moved'))) as { moved: number }[];
  expect(moves.every(({ moved }) => moved === 1)).toBe(true);
  await activate('aftersales2');
});

test('twenty presses at once deactivate once', async () => {
  const before = (await it.db('users').where('id', company.people.rd).first('version')) as {
    version: number;
  };
  await admin.get(pageOf('rd'));
  const answers = await Promise.all(
    Array.from({ length: 20 }, () =>
      admin.submit(pageOf('rd'), { to: 'pool', remark: '', version: before.version }, { on: pageOf('rd') }),
    ),
  );
  expect(answers.map(({ status }) => status).sort()).toEqual([303, ...Array.from({ length: 19 }, () => 409)]);
  await activate('rd');
});
