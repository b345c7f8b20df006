import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { EVENTS } from '../../../src/domain/message/notification-events.ts';
import { openTestApp, type TestApp } from '../../support/app.ts';
import { aCompany, type Company } from '../../support/company.ts';
import type { Answer, HttpClient } from '../../support/http-client.ts';

/** Who hears of what, as people and administrators set it (spec 05). */

let it: TestApp;
let company: Company;
let admin: HttpClient;
let lin: HttpClient;

beforeAll(async () => {
  it = await openTestApp();
  company = await aCompany(it.db);
  [admin, lin] = [it.client(), it.client()];
  await admin.signIn('admin');
  await lin.signIn('aftersales');
});
afterAll(() => it.close());

beforeEach(async () => {
  for (const table of ['connectors', 'notification_rules', 'notification_preferences']) {
    await it.db(table).delete();
  }
  await it.db('connectors').insert({ kind: 'email', name: '邮件' });
  await it.db('users').update({ email: null, phone: null, wecom_id: null });
  await it.db('users').where('id', company.people.aftersales).update({ email: 'lin@example.com' });
});

const MINE = '/profile/notifications';
const RULES = '/admin/notifications';
const cell = (answer: Answer, name: string) => {
  const input = answer.page.querySelector(`[name="${name}"]`);
  const has = (attribute: string) => input?.hasAttribute(attribute) ?? null;
  return { isOn: has('checked'), isLocked: has('disabled'), says: input?.getAttribute('aria-label') ?? '' };
};

/** The form as it stands, with some switches turned. */
async function choose(turned: Record<string, boolean>): Promise<Answer> {
  const { page } = await lin.get(MINE);
  const on = page
    .querySelectorAll('#ways input[type=checkbox]')
    .filter((input) => input.hasAttribute('checked') && !input.hasAttribute('disabled'))
    .map((input) => input.getAttribute('name') ?? '');
  const wanted = [
    ...on.filter((name) => turned[name] !== false),
    ...Object.keys(turned).filter((n) => turned[n]),
  ];
  return lin.submit(MINE, Object.fromEntries(wanted.map((name) => [name, 'on'])), {
    on: MINE,
    hidden: ['offered'],
  });
}

const chosen = () =>
  it
    .db('notification_preferences')
    .orderBy(['event', 'channel'])
    .select('user_id', 'event', 'channel', 'wanted');

describe('one’s own', () => {
  test('every event, the inbox on; what can’t be reached is off and says why', async () => {
    const answer = await lin.get(MINE);
    expect(answer.page.querySelectorAll('#ways tbody tr')).toHaveLength(EVENTS.length);
    expect(cell(answer, 'assigned.inbox')).toMatchObject({ isOn: true, isLocked: false });
    expect(cell(answer, 'assigned.email')).toMatchObject({ isOn: false, isLocked: false });
    const sms = cell(answer, 'assigned.sms');
    expect(sms).toMatchObject({ isOn: false, isLocked: true });
    expect(sms.says).toContain('系统还没有启用这个渠道');
    await it.db('users').where('id', company.people.aftersales).update({ email: null });
    expect(cell(await lin.get(MINE), 'assigned.email').says).toContain('没有邮箱');
  });

  test('is kept where it differs from the rule, and follows the rule elsewhere', async () => {
    expect((await choose({ 'assigned.email': true, 'edited.inbox': false })).location).toBe(MINE);
    const user_id = company.people.aftersales;
    expect(await chosen()).toEqual([
      { user_id, event: 'assigned', channel: 'email', wanted: true },
      { user_id, event: 'edited', channel: 'inbox', wanted: false },
    ]);
    const answer = await lin.get(MINE);
    expect(cell(answer, 'assigned.email').isOn).toBe(true);
    expect(cell(answer, 'edited.inbox').isOn).toBe(false);
    await choose({ 'assigned.email': false });
    expect(await chosen()).toEqual([{ user_id, event: 'edited', channel: 'inbox', wanted: false }]);
  });

  test('what is forced is on and locked, and sending it off changes nothing', async () => {
    await choose({ 'sla_breach.inbox': false });
    await it.db('notification_rules').insert({ event: 'sla_breach', channel: 'inbox', mode: 'forced' });
    const before = await chosen();
    const forced = cell(await lin.get(MINE), 'sla_breach.inbox');
    expect(forced).toMatchObject({ isOn: true, isLocked: true });
    expect(forced.says).toContain('管理员规定');
    await lin.submit(MINE, { offered: 'sla_breach.inbox' }, { on: MINE });
    expect(await chosen()).toEqual(before);
  });

  test('goes back to the default', async () => {
    await choose({ 'assigned.email': true });
    expect((await lin.submit(`${MINE}/reset`, {}, { on: MINE })).location).toBe(MINE);
    expect(await chosen()).toEqual([]);
  });

  test('what is no cell is passed over', async () => {
    const sent = { offered: 'assigned.moon __proto__ x', 'assigned.moon': 'on' };
    expect((await lin.submit(MINE, sent, { on: MINE })).status).toBe(303);
    expect(await chosen()).toEqual([]);
  });
});

describe('the rules', () => {
  const shown = async (): Promise<Record<string, string>> => {
    const { page } = await admin.get(RULES);
    return Object.fromEntries(
      page
        .querySelectorAll('#ways select')
        .map((select) => [
          select.getAttribute('name') ?? '',
          select.querySelector('option[selected]')?.getAttribute('value') ?? '',
        ]),
    );
  };

  test('are those of administrators only', async () => {
    expect((await lin.get(RULES)).status).toBe(403);
  });

  test('begin as shipped, and are saved with what changed in the audit log', async () => {
    const modes = await shown();
    expect(modes).toMatchObject({ 'assigned.inbox': 'on', 'assigned.email': 'off', 'digest.sms': 'off' });
    const sent = { ...modes, 'sla_breach.email': 'forced', 'assigned.email': 'on' };
    expect((await admin.submit(RULES, sent, { on: RULES, hidden: ['opened'] })).location).toBe(RULES);
    expect(await shown()).toEqual(sent);
    const entries = (await it
      .db('audit_log')
      .where('subject_type', 'notification_rule')
      .orderBy('subject_id')
      .select('subject_id', 'changes')) as { subject_id: string; changes: object }[];
    expect(entries).toMatchObject([
      { subject_id: 'assigned', changes: { email: ['off', 'on'] } },
      { subject_id: 'sla_breach', changes: { email: ['off', 'forced'] } },
    ]);
    const log = (await admin.get('/admin/audit?kind=notification_rule')).text;
    for (const word of ['通知规则', '工单超时', '邮件', '强制']) expect(log).toContain(word);
  });

  test('of two administrators the second sees what the first has set, and loses nothing', async () => {
    const modes = await shown();
    const opened = (await admin.get(RULES)).page.querySelector('[name=opened]')?.getAttribute('value') ?? '';
    await admin.submit(RULES, { ...modes, 'urged.email': 'on' }, { on: RULES, hidden: ['opened'] });
    const late = { ...modes, 'returned.email': 'forced', opened };
    const answer = await admin.submit(RULES, late, { on: RULES });
    expect(answer.status).toBe(409);
    const select = answer.page.querySelector('[name="returned.email"] option[selected]');
    expect(select?.getAttribute('value')).toBe('forced');
    expect(answer.page.querySelector('[id="taken-urged.email"]')?.text).toBe('现在：开');
    expect(await shown()).toMatchObject({ 'urged.email': 'on', 'returned.email': 'off' });
  });

  test.each([{ 'assigned.email': 'sometimes' }, { 'assigned.email': '' }])('%j is refused', async (wrong) => {
    const sent = { ...(await shown()), ...wrong };
    const { status } = await admin.submit(RULES, sent, { on: RULES, hidden: ['opened'] });
    expect(status).toBeGreaterThanOrEqual(400);
    expect(status).toBeLessThan(500);
  });
});

test('addresses are kept by oneself and by administrators', async () => {
  const form = { name: '林知夏', language: 'zh-CN', theme: 'auto', after_action: 'stay' };
  const sent = { ...form, email: 'me@example.com', wecom_id: 'LinZhiXia' };
  await lin.submit('/profile', sent, { on: '/profile', hidden: ['version'] });
  const row = await it.db('users').where('id', company.people.aftersales).first('email', 'wecom_id');
  expect(row).toEqual({ email: 'me@example.com', wecom_id: 'LinZhiXia' });
  const { page } = await admin.get(`/admin/users/${company.people.aftersales}`);
  expect(page.querySelector('[name=wecom_id]')?.getAttribute('value')).toBe('LinZhiXia');
});
