import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openTestApp, type TestApp } from '../../support/app.ts';
import { aCompany, type Company } from '../../support/company.ts';
import type { Answer, FormValues, HttpClient } from '../../support/http-client.ts';

/** Users in the browser (spec 03): found, made, changed, given passwords, and never the last who may configure. */

let it: TestApp;
let company: Company;
let admin: HttpClient;
let roles: Record<string, number>;

beforeAll(async () => {
  it = await openTestApp();
  company = await aCompany(it.db);
  admin = it.client();
  await admin.signIn('admin');
  const rows = (await it.db('roles').select('key', 'id')) as { key: string; id: number }[];
  roles = Object.fromEntries(rows.map(({ key, id }) => [key, id]));
});
afterAll(() => it.close());

const LIST = '/admin/users';
const NEW = `${LIST}/new`;
const versioned = { hidden: ['version'] };
const editOf = (id: number | undefined) => `${LIST}/${id ?? 0}`;

function aForm(more: FormValues): FormValues {
  return { username: 'new.user', name: '新人', language: 'zh-CN', ...more };
}

async function make(values: FormValues): Promise<{ id: number; password: string }> {
  const answer = await admin.submit(NEW, aForm(values), { on: NEW });
  expect(answer.status, answer.page.querySelector('main')?.text).toBe(200);
  const row = (await it.db('users').where('username', String(values['username'])).first('id')) as {
    id: number;
  };
  return { id: row.id, password: answer.page.querySelector('[data-password]')?.text ?? '' };
}

function problem(answer: Answer, field: string): string {
  return answer.page.querySelector(`[data-field=${field}] .g-err`)?.text.trim() ?? '';
}

describe('making one', () => {
  test('a password is made and shown once; it is replaced before anything else', async () => {
    const { id, password } = await make({
      username: 'Lin.Xiao',
      name: '林晓',
      phone: '13800138000',
      email: 'lin@example.com',
      group_ids: [company.groups.tier1, company.groups.review],
      role_ids: [roles['tier1_agent'] ?? 0],
      manager_id: company.people.manager,
    });
    expect(password).toMatch(/^[\w]{4}(-[\w]{4}){3}$/);
    expect((await admin.get(editOf(id))).text).not.toContain(password);
    const [entry] = (await it.db('audit_log').where({ action: 'user_created', subject_id: String(id) })) as {
      changes: Record<string, unknown>;
    }[];
    expect(JSON.stringify(entry)).not.toContain(password);
    expect(entry?.changes).toMatchObject({
      username: [null, 'Lin.Xiao'],
      role_ids: [null, [String(roles['tier1_agent'])]],
    });

    const person = it.client();
    await person.signIn('lin.xiao', password);
    for (const address of ['/', '/tickets', '/tickets/new', '/profile', '/nowhere', '/live']) {
      expect((await person.get(address)).location, address).toBe('/profile/password');
    }
    const fragment = await person.get('/tickets', { 'hx-request': 'true' });
    expect(fragment.headers['hx-redirect']).toBe('/profile/password');
    const posted = await person.submit('/drafts', { key: 'x' }, { on: '/profile/password' });
    expect(posted.location).toBe('/profile/password');
    expect(await it.db('drafts').where('user_id', id)).toEqual([]);

    const form = { current: password, fresh: '九月的海风很大', repeated: '九月的海风很大' };
    const short = await person.submit('/profile/password', form, { on: '/profile/password' });
    expect(short.status).toBe(422);
    expect(problem(short, 'fresh')).toContain('10');
    const fresh = 'nine winds of september';
    const done = await person.submit(
      '/profile/password',
      { ...form, fresh, repeated: fresh },
      { on: '/profile/password' },
    );
    expect(done.location).toBe('/');
    expect((await person.get('/')).status).toBe(200);
    await it.client().signIn('lin.xiao', fresh);
  });

  test('signing out works before the password is changed', async () => {
    const { password } = await make({ username: 'goes.away' });
    const person = it.client();
    await person.signIn('goes.away', password);
    expect((await person.submit('/logout', {}, { on: '/profile/password' })).location).toBe('/login');
    expect((await person.get('/')).location).toBe('/login?next=%2F');
  });

  test.each([
    ['a name that is taken, in another case', { username: 'TIER1' }, 'username', '已经有人用了'],
    ['a name with a space', { username: 'tier one' }, 'username', '2–50'],
    ['a name of one letter', { username: 'x' }, 'username', '2–50'],
    ['no name', { username: '' }, 'username', '用户名'],
    ['a weak password', { username: 'weak.one', password: 'password123' }, 'password', '太常见'],
    ['the user name as password', { username: 'weak.other', password: 'weak.other.1' }, 'password', '太常见'],
    ['an address that is none', { username: 'mail.one', email: 'nobody' }, 'email', '邮箱'],
    ['a role that is none', { username: 'role.one', role_ids: [999_999] }, 'role_ids', '角色'],
    ['a group that is none', { username: 'group.one', group_ids: [999_999] }, 'group_ids', '客服组'],
    ['a department that is none', { username: 'dep.one', department_id: 999_999 }, 'department_id', '部门'],
  ])('%s is told beside the field', async (_name, values, field, words) => {
    const answer = await admin.submit(NEW, aForm(values), { on: NEW });
    expect(answer.status).toBe(422);
    expect(problem(answer, field)).toContain(words);
    expect(
      await it
        .db('users')
        .where('name', '新人')
        .whereIn('username', [String(values.username)]),
    ).toEqual([]);
  });
});

describe('changing one', () => {
  test('groups, roles and user name; the group is changed by it too', async () => {
    const { id } = await make({ username: 'changes', name: '变更' });
    const before = (await it.db('groups').where('id', company.groups.review).first('version')) as {
      version: number;
    };
    const path = editOf(id);
    const values = aForm({
      username: 'changed',
      name: '变更',
      group_ids: [company.groups.review],
      role_ids: [roles['reviewer'] ?? 0],
    });
    expect((await admin.submit(path, values, { on: path, ...versioned })).location).toBe(path);
    const after = (await it.db('groups').where('id', company.groups.review).first('version')) as {
      version: number;
    };
    expect(after.version).toBe(before.version + 1);
    const last = (await it
      .db('audit_log')
      .where('action', 'group_changed')
      .orderBy('id', 'desc')
      .first()) as {
      changes: { member_ids: [string[], string[]] };
    };
    expect(last.changes.member_ids[1]).toContain(String(id));
    expect(last.changes.member_ids[0]).not.toContain(String(id));
  });

  test('a group form that was open meanwhile does not take the person out again', async () => {
    const { id } = await make({ username: 'stays.in', name: '留组' });
    const group = `/admin/groups/${company.groups.operations}`;
    const opened =
      (await admin.get(group)).page.querySelector('input[name=version]')?.getAttribute('value') ?? '';
    const path = editOf(id);
    await admin.submit(
      path,
      aForm({ username: 'stays.in', name: '留组', group_ids: [company.groups.operations] }),
      {
        on: path,
        ...versioned,
      },
    );
    const form = {
      name: '产品运营',
      stage_key: 'operations',
      active: 'on',
      member_ids: [company.people.ops, company.people.ops2],
      version: opened,
    };
    const late = await admin.submit(group, form, { on: group });
    expect(late.status).toBe(409);
    expect(late.page.querySelector(`input[name=member_ids][value="${id}"]`)?.hasAttribute('checked')).toBe(
      true,
    );
  });

  test('nobody manages themselves', async () => {
    const { id } = await make({ username: 'own.boss' });
    const path = editOf(id);
    const answer = await admin.submit(path, aForm({ username: 'own.boss', manager_id: id }), {
      on: path,
      ...versioned,
    });
    expect(answer.status).toBe(422);
    expect(problem(answer, 'manager_id')).not.toBe('');
  });

  test('a stale form is told and loses nothing', async () => {
    const { id } = await make({ username: 'stale.one', name: '旧表单' });
    const path = editOf(id);
    const opened =
      (await admin.get(path)).page.querySelector('input[name=version]')?.getAttribute('value') ?? '';
    await admin.submit(path, aForm({ username: 'stale.one', name: '改过了' }), { on: path, ...versioned });
    const late = await admin.submit(
      path,
      aForm({ username: 'stale.one', name: '旧表单', email: 'a@example.com', version: opened }),
      { on: path },
    );
    expect(late.status).toBe(409);
    expect(late.page.querySelector('#f-name')?.getAttribute('value')).toBe('改过了');
    expect(late.page.querySelector('#f-email')?.getAttribute('value')).toBe('a@example.com');
  });
});

describe('passwords and sessions', () => {
  test('a reset shows a new password once, and ends every session', async () => {
    const path = editOf(company.people.ops);
    const person = it.client();
    await person.signIn('ops');
    const answer = await admin.submit(`${path}/reset-password`, {}, { on: path, ...versioned });
    const password = answer.page.querySelector('[data-password]')?.text ?? '';
    expect(answer.status).toBe(200);
    expect((await person.get('/')).location).toBe('/login?next=%2F');
    await expect(it.client().signIn('ops')).rejects.toThrow('401');
    const again = it.client();
    await again.signIn('ops', password);
    expect((await again.get('/')).location).toBe('/profile/password');
  });

  test('ending sessions signs out everywhere, and the password stays', async () => {
    const path = editOf(company.people.ops2);
    const [one, two] = [it.client(), it.client()];
    await Promise.all([one.signIn('ops2'), two.signIn('ops2')]);
    await admin.submit(`${path}/end-sessions`, {}, { on: path, ...versioned });
    expect([(await one.get('/')).status, (await two.get('/')).status]).toEqual([303, 303]);
    await one.signIn('ops2');
    expect((await one.get('/')).status).toBe(200);
  });

  test('a session that is written again after it was ended stays over', async () => {
    const person = it.client();
    await person.signIn('aftersales3');
    const row = (await it
      .db('sessions')
      .whereRaw(`sess -> 'passport' ->> 'user' = ?`, [String(company.people.aftersales3)])
      .first()) as { sid: string; sess: object; expire: Date };
    const path = editOf(company.people.aftersales3);
    await admin.submit(`${path}/end-sessions`, {}, { on: path, ...versioned });
    await it.db('sessions').insert({ ...row, sess: JSON.stringify(row.sess) });
    expect((await person.get('/')).location).toBe('/login?next=%2F');
  });

  test('not one’s own: that is what the profile is for', async () => {
    const path = editOf(company.people.admin);
    expect((await admin.get(path)).text).not.toContain('reset-password');
    const answer = await admin.submit(`${path}/reset-password`, { version: 1 }, { on: path });
    expect(answer.status).toBe(409);
    expect(answer.page.querySelector('.g-note.g-bad')?.text).toContain('个人资料');
  });

  test('when somebody signed in last is kept', async () => {
    await it.client().signIn('review2');
    const row = (await it.db('users').where('username', 'review2').first('last_signed_in_at')) as object;
    expect(row).toMatchObject({ last_signed_in_at: expect.any(Date) });
  });
});

describe('finding', () => {
  beforeAll(async () => {
    await make({ username: 'gu.chengfeng', name: '顾承风', phone: '13912345678' });
    const rows = Array.from({ length: 120 }, (_each, index) => ({
      username: `many${index}`,
      name: `客服 ${String(index).padStart(3, '0')}`,
      pinyin: `kefu${String(index).padStart(3, '0')} kf`,
      password_hash: 'x',
    }));
    await it.db('users').insert(rows);
  });

  const found = async (query: string): Promise<string[]> =>
    (await admin.get(`${LIST}?${query}`)).page
      .querySelectorAll('tbody tr td:first-child')
      .map((cell) => cell.text.trim());

  test.each(['顾承', 'guch', 'gcf', 'GU.CHENG', '139 1234', '13912345678'])('%s finds them', async (q) => {
    expect(await found(`q=${encodeURIComponent(q)}`)).toEqual(['顾承风']);
  });

  test.each([
    ['group', () => `group=${company.groups.engineering}`, ['纪舟']],
    ['role', () => `role=${roles['ticket_admin'] ?? 0}`, ['主管']],
    ['what nobody is', () => 'q=没有这个人', []],
    ['what is no number', () => 'group=abc&q=顾承风', ['顾承风']],
  ])('by %s', async (_name, query, names) => {
    expect(await found(query())).toEqual(names);
  });

  test('the deactivated ones apart', async () => {
    await it.db('users').where('username', 'many7').update({ active: false });
    expect(await found('q=many7&state=inactive')).toEqual(['客服 007']);
    expect(await found('q=many7')).not.toContain('客服 007');
  });

  test('page by page, forwards and back, everyone once', async () => {
    const seen: string[] = [];
    let address: string | undefined = LIST;
    const pages: string[][] = [];
    while (address) {
      const { page } = await admin.get(address);
      const names = page.querySelectorAll('tbody tr td:nth-child(2)').map((cell) => cell.text.trim());
      pages.push(names);
      seen.push(...names);
      address = page.querySelector('a[rel=next]')?.getAttribute('href')?.replaceAll('&amp;', '&');
    }
    const [all] = (await it.db('users').where('active', true).count()) as { count: string | number }[];
    expect(new Set(seen).size).toBe(Number(all?.count));
    expect(seen.length).toBe(Number(all?.count));
    const second = await admin.get(LIST);
    const next = second.page.querySelector('a[rel=next]')?.getAttribute('href') ?? '';
    const back = (await admin.get(next)).page.querySelector('a[rel=prev]')?.getAttribute('href') ?? '';
    const first = (await admin.get(back)).page
      .querySelectorAll('tbody tr td:nth-child(2)')
      .map((cell) => cell.text.trim());
    expect(first).toEqual(pages[0]);
  });
});

describe('somebody always keeps the right to configure', () => {
  test('the last administrator keeps the role', async () => {
    const path = editOf(company.people.admin);
    const answer = await admin.submit(
      path,
      aForm({ username: 'admin', name: '超管', role_ids: [roles['ticket_admin'] ?? 0] }),
      {
        on: path,
        ...versioned,
      },
    );
    expect(answer.status).toBe(409);
    expect(answer.page.querySelector('.g-note.g-bad')?.text).toContain('没有人能进入“管理”');
  });

  test('two who take it from each other at once: one of them keeps it', async () => {
    for (let round = 0; round < 3; round += 1) {
      const names = [`boss${round}a`, `boss${round}b`] as const;
      const made = [
        await make({ username: names[0], role_ids: [roles['super_admin'] ?? 0] }),
        await make({ username: names[1], role_ids: [roles['super_admin'] ?? 0] }),
      ] as const;
      const clients = await Promise.all(
        made.map(async ({ id, password }, index) => {
          await it.db('users').where({ id }).update({ must_change_password: false });
          const client = it.client();
          await client.signIn(names[index] ?? '', password);
          return client;
        }),
      );
      // Nobody else may, for a moment.
      await it
        .db('user_roles')
        .where({ user_id: company.people.admin, role_id: roles['super_admin'] })
        .delete();
      const take = (who: 0 | 1) => {
        const path = editOf(made[who === 0 ? 1 : 0].id);
        return clients[who]!.submit(
          `${path}/deactivate`,
          { to: 'pool', remark: '' },
          { on: `${path}/deactivate`, ...versioned },
        );
      };
      const answers = await Promise.all([take(0), take(1)]);
      const active = await it
        .db('users')
        .whereIn('username', [...names])
        .where('active', true)
        .pluck('username');
      expect(active.length, answers.map(({ status }) => status).join()).toBe(1);
      await it.db('user_roles').insert({ user_id: company.people.admin, role_id: roles['super_admin'] });
      await it
        .db('users')
        .whereIn('username', [...names])
        .update({ active: false });
    }
  });
});
