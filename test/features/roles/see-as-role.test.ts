import { afterAll, beforeAll, expect, test } from 'vitest';
import { openTestApp, type TestApp } from '../../support/app.ts';
import { aCompany, type Company } from '../../support/company.ts';
import { formState } from '../../support/form-state.ts';
import type { Answer, FormValues, HttpClient } from '../../support/http-client.ts';
import { inHand } from '../../support/moved-tickets.ts';
import { aTicket } from '../../support/tickets.ts';

/** Trying a role out (spec 03): what somebody with it would see and could do, by the product's own rules; nothing changes. */

let it: TestApp;
let company: Company;
let admin: HttpClient;
let held: string;
let path: string;

beforeAll(async () => {
  it = await openTestApp();
  company = await aCompany(it.db);
  held = await inHand(it.db, company);
  await aTicket(it.db, company);
  admin = it.client();
  await admin.signIn('admin');
  const { id } = (await it.db('roles').where('key', 'operations').first('id')) as { id: number };
  path = `/admin/roles/${id}`;
});
afterAll(() => it.close());

async function look(values: FormValues, headers: Record<string, string> = {}): Promise<Answer> {
  const form = formState((await admin.get(path)).page, path) as FormValues;
  const address = `/admin/roles/check/tickets?role=${path.split('/').at(-1) ?? ''}`;
  return admin.submit(address, { ...form, ...values }, { on: path, headers });
}

const tidy = (text: string | undefined): string => (text ?? '').replace(/\s+/g, ' ').trim();
const seenIn = (answer: Answer): string => tidy(answer.page.querySelector('#role-seen')?.text);

test('a ticket that the role can’t see does not exist for it', async () => {
  const answer = await look({ _number: held });
  expect(answer.status).toBe(200);
  expect(seenIn(answer)).toContain(`看不到 ${held}`);
  expect(seenIn(answer)).not.toContain('可以做');
});

test('for its holder, the actions on offer, those blocked with why, and those it lacks', async () => {
  const text = seenIn(await look({ _number: held, _standing: 'holder' }));
  expect(text).toContain(`看得到 ${held}`);
  expect(text).toMatch(/可以做 ?反馈、退回、暂存、备注/);
  expect(text).toContain('接单 已在您手里');
  expect(text).toMatch(/没有权限 ?.*关闭/);
});

test('what is not saved yet counts, and nothing is saved by looking', async () => {
  const before = await it.db('role_permissions').orderBy(['role_id', 'permission']);
  const text = seenIn(
    await look({ _number: held.toLowerCase(), 'ticket.read': 'all', 'ticket.close': 'all' }),
  );
  expect(text).toContain(`看得到 ${held}`);
  expect(text).toMatch(/可以做 ?关闭/);
  expect(text).toMatch(/全部 ?2/);
  expect(await it.db('role_permissions').orderBy(['role_id', 'permission'])).toEqual(before);
});

test('groups that are assumed show what waits in them', async () => {
  const values = { 'ticket.read': 'groups', _group_ids: [company.groups.afterSales] };
  expect(seenIn(await look(values))).toMatch(/我的客服组待处理 ?1/);
  expect(seenIn(await look({ 'ticket.read': 'groups' }))).toMatch(/我的客服组待处理 ?0/);
});

test('without scripts the page comes back as it was typed; with them, only the part', async () => {
  const whole = await look({ name_zh: '改了一半', _number: held, _group_ids: [company.groups.review] });
  expect(formState(whole.page, path)).toMatchObject({ name_zh: '改了一半', version: '1' });
  const checked = whole.page.querySelectorAll('input[name=_group_ids][checked]');
  expect(checked.map((each) => each.getAttribute('value'))).toEqual([String(company.groups.review)]);
  expect(whole.page.querySelector('#see-number')?.getAttribute('value')).toBe(held);
  const part = await look({ _number: held }, { 'hx-request': 'true' });
  expect(part.text).not.toContain('<html');
  expect(seenIn(part)).toContain(held);
});

test.each([
  ['nothing like a number', { _number: '退款' }, '没有看到工单编号'],
  ['a number that nobody has', { _number: 'GD990101-9999' }, 'GD990101-9999 这张工单'],
  ['a role made of nonsense', { 'ticket.read': 'everything', 'ticket.fly': 'all', _number: '' }, '全部0'],
  ['groups and standings that are none', { _group_ids: ['x', '-1'], _standing: 'king' }, '列表里会有'],
])('%s is told in words', async (_name, values, expected) => {
  const answer = await look(values, { 'hx-request': 'true' });
  expect(answer.status).toBe(200);
  expect(seenIn(answer)).toContain(expected);
});

test('each look is noted: who, which role, which ticket', async () => {
  await look({ _number: held, _group_ids: [company.groups.review] });
  const entry = (await it.db('audit_log').orderBy('id', 'desc').first()) as Record<string, unknown>;
  expect(entry).toMatchObject({
    action: 'role_tried',
    actor_id: company.people.admin,
    subject_type: 'role_trial',
    subject_name: '产品运营',
    changes: { number: held, group_ids: [String(company.groups.review)], standing: 'none' },
  });
  const page = (await admin.get('/admin/audit?kind=role_trial')).page;
  expect(tidy(page.querySelector('.g-aud-more')?.text)).toContain('客服组 审单组');
});

test('an administrator who can’t see a ticket is shown nothing of it, and no figures', async () => {
  const { id } = (await it.db('roles').where('key', 'super_admin').first('id')) as { id: number };
  await it.db('role_permissions').where({ role_id: id, permission: 'ticket.read' }).update({ scope: 'mine' });
  const answer = await look({ 'ticket.read': 'all', _number: held });
  expect(seenIn(answer)).toContain('或者您看不到它');
  expect(seenIn(answer)).toContain('不显示数量');
  await it.db('role_permissions').where({ role_id: id, permission: 'ticket.read' }).update({ scope: 'all' });
});
