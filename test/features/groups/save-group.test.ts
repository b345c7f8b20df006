import { afterAll, beforeAll, expect, test } from 'vitest';
import { openTestApp, type TestApp } from '../../support/app.ts';
import { aCompany, type Company } from '../../support/company.ts';
import type { FormValues, HttpClient } from '../../support/http-client.ts';
import { inHand } from '../../support/moved-tickets.ts';
import { act } from '../../support/tickets.ts';

/** Groups in the browser (spec 03): made, changed, and never by one administrator over another's head. */

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

const NEW = '/admin/groups/new';

async function make(name: string): Promise<string> {
  const answer = await admin.submit(NEW, { name, stage_key: 'after_sales', active: 'on' }, { on: NEW });
  expect(answer.status, answer.text).toBe(303);
  const { id } = (await it.db('groups').where({ name }).first('id')) as { id: number };
  return `/admin/groups/${id}`;
}

const versioned = { hidden: ['version'] };

test('a group is made with its members, and shows in the list', async () => {
  const values: FormValues = {
    name: '商家服务组',
    stage_key: 'operations',
    duty_leader_id: company.people.ops,
    member_ids: [company.people.ops, company.people.ops2],
    handover_ids: [company.groups.engineering],
    active: 'on',
  };
  const answer = await admin.submit(NEW, values, { on: NEW });
  expect(answer.location).toBe('/admin/groups');
  const list = (await admin.get('/admin/groups?q=商家')).page.querySelectorAll('tbody tr');
  expect(list.map((row) => row.text.replace(/\s+/g, ' ').trim())).toEqual(['商家服务组 运营 – 乔安 2 启用']);
  const [entry] = (await it.db('audit_log').where('action', 'group_created')) as { changes: object }[];
  expect(entry?.changes).toMatchObject({
    name: [null, '商家服务组'],
    member_ids: [null, [String(company.people.ops), String(company.people.ops2)]],
    version: [0, 1],
  });
});

test.each([
  ['no name', { name: ' ', stage_key: 'tier1' }, 'name'],
  ['a name that is taken', { name: '审单组', stage_key: 'tier1' }, 'name'],
  ['a stage that does not exist', { name: '新组', stage_key: 'nowhere' }, 'stage_key'],
  ['a member who does not exist', { name: '新组', stage_key: 'tier1', member_ids: [999_999] }, 'member_ids'],
  ['a key that is no field', { name: '新组', stage_key: 'tier1', position: 1 }, null],
])('%s is told beside the field, and what was typed stays', async (_name, values, field) => {
  const answer = await admin.submit(NEW, values, { on: NEW });
  expect(answer.status).toBe(422);
  if (field) expect(answer.page.querySelector(`[data-field=${field}].g-bad .g-err`)).not.toBeNull();
  expect(answer.page.querySelector('#f-name')?.getAttribute('value')).toBe(values.name);
});

test('two administrators at once: the second is told, and loses nothing', async () => {
  const path = await make('并发组');
  const opened = (await admin.get(path)).page.querySelector('input[name=version]')?.getAttribute('value');
  const same = { stage_key: 'after_sales', active: 'on' };
  await admin.submit(path, { ...same, name: '并发一组' }, { on: path, ...versioned });
  const late = await admin.submit(
    path,
    { ...same, name: '并发组', version: opened ?? '', duty_leader_id: company.people.ops },
    { on: path },
  );
  expect(late.status).toBe(409);
  expect(late.page.querySelector('.g-note.g-stop')?.text.replace(/\s+/g, ' ')).toContain(
    '名称 并发组 → 并发一组',
  );
  // What the second left alone follows the first; what they chose stays; and now it saves.
  expect(late.page.querySelector('#f-name')?.getAttribute('value')).toBe('并发一组');
  const again = {
    ...same,
    name: '并发一组',
    duty_leader_id: company.people.ops,
    version: late.page.querySelector('input[name=version]')?.getAttribute('value') ?? '',
  };
  expect((await admin.submit(path, again, { on: path })).status).toBe(303);
  expect(await it.db('groups').where('name', '并发一组').first()).toMatchObject({
    duty_leader_id: company.people.ops,
    version: 3,
  });
});

test('twenty saves of one version: one is done, nineteen are told', async () => {
  const path = await make('抢存组');
  const statuses = await Promise.all(
    Array.from({ length: 20 }, async (_each, index) => {
      const values = { name: `抢存组 ${index}`, stage_key: 'tier1', active: 'on', version: 1 };
      return (await admin.submit(path, values, { on: path })).status;
    }),
  );
  expect(statuses.sort()).toEqual([303, ...Array.from({ length: 19 }, () => 409)]);
});

test('a group that holds open tickets, or that the settings name, stays in use', async () => {
  const held = await inHand(it.db, company);
  await act(it.db, company, 'aftersales', held, 'reassign', { assignee_id: String(company.people.ops) });
  const path = `/admin/groups/${company.groups.operations}`;
  const off = await admin.submit(
    path,
    { name: '产品运营', stage_key: 'operations' },
    { on: path, ...versioned },
  );
  expect(off.status).toBe(409);
  expect(off.page.querySelector('.g-note.g-bad')?.text).toContain('未关闭的工单');
  const review = `/admin/groups/${company.groups.review}`;
  const named = await admin.submit(
    review,
    { name: '审单组', stage_key: 'review' },
    { on: review, ...versioned },
  );
  expect(named.page.querySelector('.g-note.g-bad')?.text).toContain('设置');
});

test.each(['/admin/groups/0', '/admin/groups/abc', '/admin/groups/99999999999999999999'])(
  '%s is nothing',
  async (path) => {
    expect((await admin.get(path)).status).toBe(404);
  },
);
