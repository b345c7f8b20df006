import { afterAll, beforeAll, expect, test } from 'vitest';
import supertest from 'supertest';
import { writeXlsx } from 'hucre/xlsx';
import { parse } from 'node-html-parser';
import { openTestApp, type TestApp } from '../../support/app.ts';
import { aCompany, type Company } from '../../support/company.ts';
import type { HttpClient } from '../../support/http-client.ts';

/** Users from a spreadsheet (spec 03): looked at first, then made or changed, with passwords that are shown once. */

let it: TestApp;
let company: Company;
let admin: HttpClient;
let agent: ReturnType<typeof supertest.agent>;

beforeAll(async () => {
  it = await openTestApp();
  company = await aCompany(it.db);
  admin = it.client();
  await admin.signIn('admin');
  agent = supertest.agent(it.app.server);
  const page = parse((await agent.get('/login')).text);
  await agent
    .post('/login')
    .type('form')
    .send({ _csrf: tokenIn(page), username: 'admin', password: 'Gongdan-2026' });
  const [top] = (await it.db('departments').insert({ name: '总部' }).returning('id')) as { id: number }[];
  await it
    .db('departments')
    .insert([
      { name: '客服部', parent_id: top?.id },
      { name: '重名部' },
      { name: '重名部', parent_id: top?.id },
    ]);
});
afterAll(() => it.close());

const tokenIn = (page: ReturnType<typeof parse>) =>
  page.querySelector('[name=_csrf]')?.getAttribute('value') ?? '';
const HEADER = ['用户名', '姓名', '手机号', '邮箱', '部门', '客服组', '角色', '状态', '企业微信账号'];

async function upload(name: string, content: Buffer | string) {
  const token = tokenIn(parse((await agent.get('/admin/users/import')).text));
  const answer = await agent
    .post('/admin/users/import')
    .field('_csrf', token)
    .attach('file', Buffer.from(content), name);
  return { status: answer.status, page: parse(answer.text) };
}

async function workbook(rows: readonly (readonly string[])[]): Promise<Buffer> {
  return Buffer.from(await writeXlsx({ sheets: [{ name: 'x', rows: rows.map((row) => [...row]) }] }));
}

async function preview(rows: readonly (readonly string[])[], header: readonly string[] = HEADER) {
  const { page, status } = await upload('users.xlsx', await workbook([header, ...rows]));
  expect(status, page.querySelector('main')?.text).toBe(200);
  return page;
}

async function run(page: ReturnType<typeof parse>, more: Record<string, string> = {}) {
  const lines = page.querySelector('input[name=lines]')?.getAttribute('value') ?? '';
  const decoded = parse(`<p>${lines}</p>`).text;
  const answer = await agent
    .post('/admin/users/import/run')
    .type('form')
    .send({ _csrf: tokenIn(page), lines: decoded, ...more });
  return { status: answer.status, page: parse(answer.text) };
}

const counts = (page: ReturnType<typeof parse>) =>
  Object.fromEntries(
    page.querySelectorAll('[data-count]').map((cell) => [cell.getAttribute('data-count'), Number(cell.text)]),
  );

test('new users are looked at, then made, each with a password of their own that is shown once', async () => {
  const page = await preview([
    [
      'xiao.yu',
      '肖雨',
      '13700001111',
      'xiao@example.com',
      '总部 / 客服部',
      '一线客服；审单组',
      '一线客服',
      '',
    ],
    ['xiao.feng', '肖枫', '', '', '客服部', '', 'reviewer', '已停用', 'XiaoFeng'],
  ]);
  expect(counts(page)).toEqual({ new: 2, change: 0, same: 0, error: 0 });
  expect(await it.db('users').where('username', 'xiao.yu')).toEqual([]);
  const done = await run(page);
  expect(counts(done.page)).toEqual({ new: 2, change: 0, same: 0, error: 0 });
  const passwords = done.page.querySelectorAll('tbody code').map((code) => code.text);
  expect(new Set(passwords).size).toBe(2);
  const file = decodeURIComponent(done.page.querySelector('a[download]')?.getAttribute('href') ?? '');
  expect(file).toContain(`"xiao.yu","肖雨","${passwords[0] ?? ''}"`);
  const row = await it.db('users').where('username', 'xiao.yu').first();
  expect(row).toMatchObject({
    phone: '+8613700001111',
    must_change_password: true,
    active: true,
    pinyin: 'xiaoyu xy',
  });
  expect(await it.db('group_members').where('user_id', row.id).orderBy('group_id').pluck('group_id')).toEqual(
    [company.groups.tier1, company.groups.review],
  );
  expect(await it.db('users').where('username', 'xiao.feng').first('active', 'wecom_id')).toEqual({
    ...{ active: false, wecom_id: 'XiaoFeng' },
  });
  const person = it.client();
  await person.signIn('xiao.yu', passwords[0]);
  expect((await person.get('/')).location).toBe('/profile/password');
  const logged = JSON.stringify(await it.db('audit_log').where('action', 'user_created'));
  for (const password of passwords) expect(logged).not.toContain(password);

  // The same file once more makes nothing twice.
  const again = await preview([
    [
      'XIAO.YU',
      '肖雨',
      '13700001111',
      'xiao@example.com',
      '总部/客服部',
      '审单组,一线客服',
      '一线客服',
      '启用',
    ],
  ]);
  expect(counts(again)).toEqual({ new: 0, change: 0, same: 1, error: 0 });
});

test('an existing user is changed where the sheet says something', async () => {
  const page = await preview([['ops2', '', '', '', '', '研发支持', '', '']]);
  expect(counts(page)).toMatchObject({ change: 1 });
  await run(page);
  expect(await it.db('group_members').where('user_id', company.people.ops2).pluck('group_id')).toEqual([
    company.groups.engineering,
  ]);
  expect(await it.db('users').where('username', 'ops2').first('name')).toEqual({ name: '方宁' });
});

test('one password for all, which has to be good enough', async () => {
  const page = await preview([
    ['same.one', '同一', '', '', '', '', '', ''],
    ['same.two', '同二', '', '', '', '', '', ''],
  ]);
  const weak = await run(page, { how: 'common', password: '12345678' });
  expect(weak.status).toBe(422);
  expect(weak.page.querySelector('[data-field=password] .g-err')?.text).toContain('10');
  const done = await run(weak.page, { how: 'common', password: 'autumn wind 2031' });
  expect(done.page.querySelectorAll('tbody code').map((code) => code.text)).toEqual([
    'autumn wind 2031',
    'autumn wind 2031',
  ]);
  await it.client().signIn('same.two', 'autumn wind 2031');
});

test.each([
  ['no name', ['no.name', '', '', '', '', '', '', ''], '姓名'],
  ['no user name', ['', '没有', '', '', '', '', '', ''], '用户名'],
  ['a user name that is none', ['一号', '一号', '', '', '', '', '', ''], '2–50'],
  ['an address that is none', ['mail.bad', '坏', '', 'nobody', '', '', '', ''], '邮箱'],
  ['a department nobody knows', ['dep.bad', '坏', '', '', '火星部', '', '', ''], '火星部'],
  [
    'a department of which there are two',
    ['dep.two', '坏', '', '', '总部/重名部/重名部', '', '', ''],
    '重名部',
  ],
  ['a group nobody knows', ['group.bad', '坏', '', '', '', '一线客服,火星组', '', ''], '火星组'],
  ['a role nobody knows', ['role.bad', '坏', '', '', '', '', '船长', ''], '船长'],
  ['a state nobody knows', ['state.bad', '坏', '', '', '', '', '', '休眠'], '休眠'],
  ['someone to deactivate', ['ops', '', '', '', '', '', '', '已停用'], '用户页'],
  ['a name of 200 characters', ['long.bad', '长'.repeat(200), '', '', '', '', '', ''], '100'],
])('%s is told in the row, and left out', async (_name, row, words) => {
  const page = await preview([
    row,
    [`fine.${Math.random().toString(36).slice(2, 9)}`, '好', '', '', '', '', '', ''],
  ]);
  expect(counts(page)).toEqual({ new: 1, change: 0, same: 0, error: 1 });
  expect(page.querySelector('.g-why')?.text).toContain(words);
  const done = await run(page);
  expect(counts(done.page)).toMatchObject({ new: 1, error: 1 });
});

test('the same user name twice: the second row is left out', async () => {
  const page = await preview([
    ['twice.one', '一', '', '', '', '', '', ''],
    ['TWICE.one', '二', '', '', '', '', '', ''],
  ]);
  expect(counts(page)).toMatchObject({ new: 1, error: 1 });
});

test('a .csv with English headers in another order', async () => {
  const { page } = await upload('users.csv', 'Name,Role,User name\n"Ada, L.",x,ada.l\n');
  expect(counts(page)).toMatchObject({ new: 1 });
});

test.each([
  ['no file', '', '', '选择'],
  ['no such column', 'users.csv', '姓名\n某人\n', '用户名'],
  ['a header alone', 'users.csv', '用户名,姓名\n', '空'],
  [
    'too many rows',
    'users.csv',
    `用户名,姓名\n${Array.from({ length: 1001 }, (_, i) => `u${i},x`).join('\n')}`,
    '1000',
  ],
  ['no spreadsheet', 'users.xlsx', Buffer.from([0x50, 0x4b, 3, 4, 1, 2, 3]), '损坏'],
])('%s is told beside the file', async (_name, name, content, words) => {
  const { status, page } = await upload(name || 'x.csv', content);
  expect(status).toBe(422);
  expect(page.querySelector('[data-field=file] .g-err')?.text).toContain(words === '选择' ? '' : words);
});

test.each(['', 'x', '[]', '[{"number":1}]', '{"a":1}', '[{"number":1,"cells":{"admin":"yes"}}]'])(
  'crafted rows (%s) are refused',
  async (lines) => {
    const token = tokenIn(parse((await agent.get('/admin/users/import')).text));
    const answer = await agent.post('/admin/users/import/run').type('form').send({ _csrf: token, lines });
    expect(answer.status).toBe(422);
  },
);

test('the template has the columns that the import knows', async () => {
  const answer = await agent
    .get('/admin/users/import/template')
    .buffer(true)
    .parse((res, done) => {
      const chunks: Buffer[] = [];
      res.on('data', (chunk: Buffer) => chunks.push(chunk));
      res.on('end', () => {
        done(null, Buffer.concat(chunks));
      });
    });
  const { status, page } = await upload('template.xlsx', answer.body as Buffer);
  expect(status).toBe(422);
  expect(page.querySelector('[data-field=file] .g-err')?.text).toContain('空');
});
