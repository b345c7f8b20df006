import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openTestApp, type TestApp } from '../../support/app.ts';
import { aCompany, type Company } from '../../support/company.ts';
import type { FormValues, HttpClient } from '../../support/http-client.ts';
import { formState } from '../../support/form-state.ts';

/** The audit log as administrators read it (spec 03): who, what, to what, when, from where, and what it changed. */

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

const tidy = (text: string | undefined): string => (text ?? '').replace(/\s+/g, ' ').trim();

/** Each entry of a page: its line, and what it unfolds to. */
async function entriesOf(
  query: string,
): Promise<{ line: string; more: string; del: string[]; ins: string[] }[]> {
  const { page, status } = await admin.get(`/admin/audit?${query}`);
  expect(status).toBe(200);
  return page.querySelectorAll('.g-aud').map((entry) => ({
    line: tidy(entry.querySelector('summary')?.text),
    more: tidy(entry.querySelector('.g-aud-more')?.text),
    del: entry.querySelectorAll('del').map((each) => tidy(each.text)),
    ins: entry.querySelectorAll('ins').map((each) => tidy(each.text)),
  }));
}

async function change(path: string, values: FormValues): Promise<void> {
  const form = formState((await admin.get(path)).page, path) as FormValues;
  const answer = await admin.submit(path, { ...form, ...values }, { on: path });
  expect(answer.status).toBe(303);
}

test('a change reads in words: labels, names of what ids refer to, what went and what came', async () => {
  const path = `/admin/groups/${company.groups.operations}`;
  await change(path, {
    name: '运营支持',
    duty_leader_id: company.people.ops,
    member_ids: [company.people.ops, company.people.rd],
    stage_key: 'engineering',
  });
  const [entry] = await entriesOf('action=group_changed');
  expect(entry?.line).toMatch(/^超管 修改 客服组 运营支持 .*127\.0\.0\.1 今天 \d\d:\d\d$/);
  expect(entry?.more).toContain('名称 原来 产品运营 改为 运营支持');
  expect(entry?.more).toContain('环节 原来 运营 改为 研发');
  expect(entry?.more).toContain('值班组长 原来 （空） 改为 乔安 (ops)');
  expect(entry?.more).toContain('成员 原来 方宁 (ops2) 改为 纪舟 (rd)');
});

test('the form of a record leads to its entries', async () => {
  const path = `/admin/groups/${company.groups.operations}`;
  const link = (await admin.get(path)).page.querySelector('.g-adm-head a[href^="/admin/audit"]');
  expect(link?.text).toContain('最后修改于');
  const found = await admin.get((link?.getAttribute('href') ?? '').replaceAll('&amp;', '&'));
  expect(found.page.querySelectorAll('.g-aud')).toHaveLength(1);
});

test('permissions change from scope to scope', async () => {
  const role = (await it.db('roles').where('key', 'reviewer').first('id')) as { id: number };
  await change(`/admin/roles/${role.id}`, {
    'ticket.return': '',
    'ticket.note': 'mine',
    'ticket.export': 'all',
  });
  const [entry] = await entriesOf('kind=role');
  expect(entry?.line).toContain('超管 修改 角色 审单员');
  expect(entry?.more).toContain('退回 原来 我的组的 改为 不允许');
  expect(entry?.more).toContain('备注 原来 我的组的 改为 自己的');
  expect(entry?.more).toContain('导出 原来 不允许 改为 允许');
});

test('conditions read as a sentence, before and after, not as a tree', async () => {
  const condition = (...levels: string[]) => ({
    version: 1,
    root: {
      kind: 'all',
      of: [
        { kind: 'test', field: 'category', operator: 'in', value: [company.categories.consult] },
        { kind: 'test', field: 'customer_level', operator: 'in', value: levels },
      ],
    },
  });
  for (const kind of ['rule', 'automation', 'sla_policy'])
    await it.db('audit_log').insert({
      ...{ action: `${kind}_changed`, subject_type: kind, subject_id: '1', subject_name: '咨询' },
      occurred_at: new Date(),
      changes: JSON.stringify({ condition: [condition('vip'), condition('vip', 'svip')] }),
    });
  for (const kind of ['rule', 'automation', 'sla_policy']) {
    const [entry] = await entriesOf(`action=${kind}_changed`);
    expect(entry?.del[0]).toMatch(/分类属于「咨询」 且 客户等级是 VIP$/);
    expect(entry?.ins[0]).toContain('SVIP');
    expect(entry?.more).not.toMatch(/root|operator|customer_level/);
  }
});

test('signing in, failing to, and signing out are there in words', async () => {
  const person = it.client();
  await person.submit('/login', { username: 'ops', password: 'wrong' }, { on: '/login' });
  await person.signIn('ops');
  await person.submit('/logout', {}, { on: '/' });
  const lines = (await entriesOf('kind=user&subject=ops')).map(({ line }) => line.replace(/ \S+ 今天.*/, ''));
  expect(lines).toEqual(['乔安 退出登录 用户 ops', '乔安 登录 用户 ops', '未登录 登录失败 用户 ops']);
});

test('what nobody has words for still shows, whatever shape it has', async () => {
  await it.db('audit_log').insert({
    occurred_at: new Date(),
    action: 'moon_eclipsed',
    subject_type: 'moon',
    subject_id: 'x<y>',
    changes: JSON.stringify({
      options: [
        [
          { value: 'a', label: '甲' },
          { value: 'b', label: '乙' },
        ],
        [
          { value: 'b', label: '乙二' },
          { value: 'c', label: '丙' },
        ],
      ],
      note: '很长'.repeat(200),
      text: ['短', '很长的新内容'.repeat(50)],
      odd: { deep: [1, { er: null }] },
      'ticket.read': ['all', null],
      leader_id: ['999999', null],
      nothing: null,
    }),
  });
  const [entry] = await entriesOf('kind=moon');
  expect(entry?.line).toContain('系统 moon_eclipsed moon x<y>');
  expect(entry?.del).toEqual(expect.arrayContaining(['原来 甲', '原来 乙', '原来 999999（已不存在）']));
  expect(entry?.ins).toEqual(expect.arrayContaining(['改为 丙', '改为 乙二']));
  expect(entry?.ins.some((text) => text.includes('展开全文'))).toBe(true);
});

describe('filters', () => {
  test.each([
    ['by person', () => `who=${company.people.ops}`, '乔安', 2],
    ['by action', () => 'action=signed_out', '退出登录', 1],
    ['by text of a changed value', () => 'kind=group&q=运营支持', '客服组 运营支持', 1],
    ['by the name behind an id', () => `kind=group&q=${encodeURIComponent('纪舟')}`, '客服组 运营支持', 1],
    ['by who, typed', () => 'q=乔安&action=signed_out', '乔安', 1],
    ['by address', () => 'ip=127.0.0.1&action=signed_out', '退出登录', 1],
    ['by network', () => 'ip=127.0.0.0/8&action=signed_out', '退出登录', 1],
    ['by another network', () => 'ip=10.0.0.0/8', '', 0],
    ['by text that is nowhere', () => 'q=无此内容', '', 0],
    ['by text without a letter', () => `q=${encodeURIComponent('!!!')}`, '', 0],
    ['by days to come', () => 'from=2999-01-01', '', 0],
    ['by days gone by', () => 'to=2001-01-01', '', 0],
    ['by an action that never was', () => 'action=never', '', 0],
  ])('%s', async (_name, query, expected, many) => {
    const entries = await entriesOf(query());
    expect(entries).toHaveLength(many);
    for (const { line } of entries) expect(line).toContain(expected);
  });

  test.each([
    'who=abc',
    'ip=1.2.3',
    'ip=1.2.3.4/99',
    'ip=::1/200',
    'from=yesterday',
    'kind=A%20B',
    'q=%00',
    'who=1e99',
  ])('%s is told, never a 500', async (query) => {
    expect((await admin.get(`/admin/audit?${query}`)).status).toBe(422);
  });

  test('a place in the log that is none of ours is its beginning', async () => {
    const whole = await entriesOf('');
    expect(await entriesOf('page=zzz')).toEqual(whole);
  });
});

test('pages go on by key: no entry twice, none left out, and back again, while others are written', async () => {
  const at = new Date('2026-11-01T00:00:00Z');
  const many = Array.from({ length: 130 }, (_each, index) => ({
    // Several in the same millisecond.
    occurred_at: new Date(at.getTime() + Math.floor(index / 7)),
    action: 'paged_changed',
    subject_type: 'paging',
    subject_id: String(index),
  }));
  await it.db('audit_log').insert(many);
  const seen: string[] = [];
  const follow = async (address: string, rel: string): Promise<string | null> => {
    const { page } = await admin.get(address);
    const ids = page.querySelectorAll('.g-aud-subject').map((each) => each.getAttribute('title') ?? '');
    if (rel === 'next') seen.push(...ids);
    await it.db('audit_log').insert({
      occurred_at: new Date(),
      action: 'paged_changed',
      subject_type: 'paging',
      subject_id: 'new',
    });
    return page.querySelector(`a[rel=${rel}]`)?.getAttribute('href')?.replaceAll('&amp;', '&') ?? null;
  };
  let last = '/admin/audit?kind=paging&to=2026-11-02';
  for (let next: string | null = last; next !== null; next = await follow(next, 'next')) last = next;
  expect(seen).toEqual(many.map(({ subject_id: id }) => id).reverse());
  let steps = 0;
  for (let next: string | null = last; next !== null; next = await follow(next, 'prev')) steps += 1;
  expect(steps).toBe(3);
});
