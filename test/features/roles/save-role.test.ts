import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { openTestApp, type TestApp } from '../../support/app.ts';
import { aCompany, type Company } from '../../support/company.ts';
import { formState } from '../../support/form-state.ts';
import type { FormValues, HttpClient } from '../../support/http-client.ts';

/** Roles in the browser (spec 03): made, copied, changed, reset, deleted, and never so that nobody can configure. */

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

const NEW = '/admin/roles/new';
const versioned = { hidden: ['version'] };

async function idOf(where: Readonly<Record<string, string>>): Promise<number> {
  const row = (await it.db('roles').where(where).first('id')) as { id: number } | undefined;
  if (!row) throw new Error(`no role ${JSON.stringify(where)}`);
  return row.id;
}

async function make(name: string, grants: FormValues = { 'ticket.read': 'all' }): Promise<string> {
  const answer = await admin.submit(NEW, { name_zh: name, name_en: `${name} en`, ...grants }, { on: NEW });
  expect(answer.status, answer.page.querySelector('main')?.text).toBe(303);
  return `/admin/roles/${await idOf({ name_zh: name })}`;
}

/** The form as it stands, with some changes. */
async function change(path: string, changes: FormValues, client = admin) {
  const form = formState((await client.get(path)).page, path) as FormValues;
  return client.submit(path, { ...form, ...changes }, { on: path });
}

const grantsOf = async (path: string): Promise<Record<string, string>> => {
  const rows = (await it.db('role_permissions').where('role_id', path.split('/').at(-1) ?? '')) as {
    permission: string;
    scope: string;
  }[];
  return Object.fromEntries(rows.map(({ permission, scope }) => [permission, scope]));
};

test('a role is made with a key from its name, and its grants are in the audit log', async () => {
  const path = await make('质检员', {
    'ticket.read': 'groups',
    'ticket.note': 'mine',
    name_en: 'Quality check',
  });
  expect(await it.db('roles').where('name_zh', '质检员').first()).toMatchObject({
    key: 'quality_check',
    built_in: false,
    version: 1,
  });
  expect(await grantsOf(path)).toEqual({ 'ticket.read': 'groups', 'ticket.note': 'mine' });
  const entry = (await it.db('audit_log').where('action', 'role_created').first()) as { changes: object };
  expect(entry.changes).toMatchObject({ 'ticket.read': [null, 'groups'], 'ticket.note': [null, 'mine'] });
  const list = (await admin.get('/admin/roles?q=质检')).page.querySelectorAll('tbody tr');
  expect(list.map((row) => row.text.replace(/\s+/g, ' ').trim())).toEqual([
    '质检员 Quality check 所在组和自己的 没有人 自建 复制',
  ]);
});

test('a change is logged permission by permission, as what it was and what it is', async () => {
  const path = await make('变更员', { 'ticket.read': 'all', 'ticket.close': 'mine', 'ticket.note': 'mine' });
  const answer = await change(path, { 'ticket.close': '', 'ticket.note': 'all', 'ticket.export': 'all' });
  expect(answer.location).toBe('/admin/roles');
  const entry = (await it
    .db('audit_log')
    .where({ action: 'role_changed', subject_name: '变更员' })
    .first()) as { changes: object };
  expect(entry.changes).toEqual({
    version: [1, 2],
    'ticket.close': ['mine', null],
    'ticket.note': ['mine', 'all'],
    'ticket.export': [null, 'all'],
  });
});

test('a copy begins with the grants of its model, under names of its own', async () => {
  const path = await make('样板', { 'ticket.read': 'pool', 'ticket.accept': 'groups' });
  const page = (await admin.get(`${NEW}?from=${path.split('/').at(-1) ?? ''}`)).page;
  const form = formState(page, NEW);
  expect(form).toMatchObject({
    name_zh: '样板（副本）',
    name_en: '样板 en (copy)',
    'ticket.read': 'pool',
    'ticket.accept': 'groups',
    'ticket.close': '',
  });
  const { _csrf: _token, ...values } = form as FormValues;
  expect((await admin.submit(NEW, values, { on: NEW })).status).toBe(303);
  expect(await grantsOf(`/admin/roles/${await idOf({ name_zh: '样板（副本）' })}`)).toEqual(
    await grantsOf(path),
  );
});

test.each([
  ['no name', { name_zh: ' ', name_en: 'x' }, 'name_zh'],
  ['a Chinese name that is taken', { name_zh: '审单员', name_en: 'x' }, 'name_zh'],
  ['an English name that is taken', { name_zh: '新', name_en: 'reviewer' }, 'name_en'],
  [
    'a scope that no permission of this kind has',
    { name_zh: '新', name_en: 'x', 'ticket.close': 'pool' },
    'ticket.close',
  ],
  ['a scope that is none', { name_zh: '新', name_en: 'x', 'ticket.read': 'everything' }, 'ticket.read'],
  ['accepting what is in hand', { name_zh: '新', name_en: 'x', 'ticket.accept': 'mine' }, 'ticket.accept'],
  [
    'half a permission to configure',
    { name_zh: '新', name_en: 'x', 'config.manage': 'mine' },
    'config.manage',
  ],
  ['a permission that does not exist', { name_zh: '新', name_en: 'x', 'ticket.fly': 'all' }, null],
])('%s is refused beside the field', async (_name, values, field) => {
  const before = await it.db('roles').count();
  const answer = await admin.submit(NEW, values, { on: NEW });
  expect(answer.status).toBe(422);
  if (field) expect(answer.page.querySelector(`[data-field="${field}"].g-bad .g-err`)).not.toBeNull();
  expect(await it.db('roles').count()).toEqual(before);
});

test('two administrators at once: the second is told, and loses nothing', async () => {
  const path = await make('并发角色', { 'ticket.read': 'all', 'ticket.note': 'mine' });
  const opened = formState((await admin.get(path)).page, path) as FormValues;
  await change(path, { 'ticket.note': 'all' });
  const late = await admin.submit(path, { ...opened, 'ticket.save': 'mine' }, { on: path });
  expect(late.status).toBe(409);
  expect(late.page.querySelector('.g-note.g-stop')?.text.replace(/\s+/g, ' ')).toContain(
    '备注 自己的 → 全部',
  );
  const again = formState(late.page, path);
  expect(again).toMatchObject({ version: '2', 'ticket.note': 'all', 'ticket.save': 'mine' });
  const { _csrf: _token, ...values } = again as FormValues;
  expect((await admin.submit(path, values, { on: path })).status).toBe(303);
  expect(await grantsOf(path)).toMatchObject({ 'ticket.note': 'all', 'ticket.save': 'mine' });
});

test('a change applies to whoever is signed in at their next request', async () => {
  const path = await make('临时查看', { 'ticket.read': 'all' });
  await it.db('user_roles').where('user_id', company.people.ops2).delete();
  await it
    .db('user_roles')
    .insert({ user_id: company.people.ops2, role_id: await idOf({ name_zh: '临时查看' }) });
  const person = it.client();
  await person.signIn('ops2');
  expect((await person.get('/tickets?view=all')).status).toBe(200);
  await change(path, { 'ticket.read': '' });
  expect((await person.get('/tickets?view=all')).status).toBe(403);
  await change(path, { 'ticket.read': 'mine' });
  expect((await person.get('/tickets?view=all')).status).toBe(200);
});

describe('a built-in role', () => {
  test('is reset to what it was shipped with, whatever became of it', async () => {
    const path = `/admin/roles/${await idOf({ key: 'operations' })}`;
    await change(path, { 'ticket.close': 'all', 'ticket.feedback': '' });
    const reset = await admin.submit(`${path}/reset`, {}, { on: path, ...versioned });
    expect(reset.location).toBe('/admin/roles');
    expect(await grantsOf(path)).toEqual({
      'ticket.read': 'pool',
      'ticket.accept': 'groups',
      'ticket.feedback': 'mine',
      'ticket.return': 'mine',
      'ticket.save': 'mine',
      'ticket.note': 'mine',
    });
    const entry = (await it.db('audit_log').where('action', 'role_reset').first()) as { changes: object };
    expect(entry.changes).toMatchObject({
      'ticket.close': ['all', null],
      'ticket.feedback': [null, 'mine'],
    });
    const stale = await admin.submit(`${path}/reset`, { version: 1 }, { on: path });
    expect(stale.status).toBe(409);
  });

  test('can not be deleted', async () => {
    const path = `/admin/roles/${await idOf({ key: 'engineering' })}`;
    const { _csrf, version } = formState((await admin.get(path)).page, path) as Record<string, string>;
    const answer = await admin.post(`${path}/remove`, { _csrf: _csrf ?? '', version: version ?? '' });
    expect(answer.status).toBe(409);
    expect(answer.page.querySelector('.g-note.g-bad')?.text).toContain('内置');
  });
});

test('a role of one’s own is deleted when nobody holds it, and not before', async () => {
  const path = await make('可删');
  const id = await idOf({ name_zh: '可删' });
  await it.db('user_roles').insert({ user_id: company.people.rd, role_id: id });
  const held = await admin.submit(`${path}/remove`, {}, { on: path, ...versioned });
  expect(held.status).toBe(409);
  expect(held.page.querySelector('.g-note.g-bad')?.text).toContain('1 人');
  await it.db('user_roles').where({ role_id: id }).delete();
  expect((await admin.submit(`${path}/remove`, {}, { on: path, ...versioned })).location).toBe(
    '/admin/roles',
  );
  expect((await admin.get(path)).status).toBe(404);
  const entry = (await it.db('audit_log').where('action', 'role_deleted').first()) as { changes: object };
  expect(entry.changes).toMatchObject({ name_zh: ['可删', null], 'ticket.read': ['all', null] });
});

test.each(['/admin/roles/0', '/admin/roles/abc', '/admin/roles/99999', '/admin/roles/new?from=99999'])(
  '%s is nothing',
  async (path) => {
    expect((await admin.get(path)).status).toBe(404);
  },
);

describe('somebody can always configure', () => {
  let second: HttpClient;
  const spare = () => make('备用管理');

  beforeAll(async () => {
    await it.db('user_roles').insert({
      user_id: company.people.manager,
      role_id: await spare().then(() => idOf({ name_zh: '备用管理' })),
    });
    second = it.client();
    await second.signIn('manager');
  });
  beforeEach(async () => {
    const superAdmin = await idOf({ key: 'super_admin' });
    const own = await idOf({ name_zh: '备用管理' });
    await it
      .db('role_permissions')
      .whereIn('role_id', [superAdmin, own])
      .where('permission', 'config.manage')
      .delete();
    await it
      .db('role_permissions')
      .insert({ role_id: superAdmin, permission: 'config.manage', scope: 'all' });
  });

  const grantSpare = async () => {
    await it.db('role_permissions').insert({
      role_id: await idOf({ name_zh: '备用管理' }),
      permission: 'config.manage',
      scope: 'all',
    });
  };
  const SURE = { 'config.manage': '', _sure: 'on' };

  test('the last role that lets anyone in can not lose it', async () => {
    const path = `/admin/roles/${await idOf({ key: 'super_admin' })}`;
    const answer = await change(path, SURE);
    expect(answer.status).toBe(409);
    expect(answer.page.querySelector('.g-note.g-bad')?.text).toContain('没有人能进入“管理”');
    expect(await grantsOf(path)).toMatchObject({ 'config.manage': 'all' });
  });

  test('a holder who was deactivated does not count', async () => {
    await grantSpare();
    await it.db('users').where('id', company.people.manager).update({ active: false });
    const path = `/admin/roles/${await idOf({ key: 'super_admin' })}`;
    expect((await change(path, SURE)).status).toBe(409);
    await it.db('users').where('id', company.people.manager).update({ active: true });
  });

  test('whoever takes it from themselves is warned, and then led out', async () => {
    await grantSpare();
    const path = `/admin/roles/${await idOf({ key: 'super_admin' })}`;
    const warned = await change(path, { 'config.manage': '', 'ticket.merge': 'mine' });
    expect(warned.status).toBe(409);
    expect(warned.page.querySelector('#role-own')?.text.replace(/\s+/g, ' ')).toContain(
      '您自己将失去：并入其他工单、系统管理',
    );
    const sure = await change(path, { ...SURE });
    expect(sure.location).toBe('/');
    expect((await admin.get('/admin/roles')).status).toBe(403);
  });

  test('forty saves at once from both sides: one permission to configure is left', async () => {
    const paths = [
      `/admin/roles/${await idOf({ key: 'super_admin' })}`,
      `/admin/roles/${await idOf({ name_zh: '备用管理' })}`,
    ] as const;
    for (let round = 0; round < 10; round += 1) {
      await it.db('role_permissions').where('permission', 'config.manage').delete();
      for (const path of paths)
        await it.db('role_permissions').insert({
          role_id: Number(path.split('/').at(-1)),
          permission: 'config.manage',
          scope: 'all',
        });
      const forms = await Promise.all(
        [admin, second].map(async (client, index) => {
          const path = paths[index] ?? paths[0];
          return { client, path, form: formState((await client.get(path)).page, path) as FormValues };
        }),
      );
      const statuses = await Promise.all(
        forms.flatMap(({ client, path, form }) =>
          [1, 2].map(async () => (await client.post(path, { ...form, ...SURE })).status),
        ),
      );
      expect(statuses.filter((status) => status === 303)).toHaveLength(1);
      expect(statuses.filter((status) => ![303, 403, 409].includes(status))).toEqual([]);
      expect(await it.db('role_permissions').where('permission', 'config.manage')).toHaveLength(1);
    }
  });
});
