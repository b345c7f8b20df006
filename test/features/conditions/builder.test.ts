import { parse } from 'node-html-parser';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openTestApp, type TestApp } from '../../support/app.ts';
import { aCompany, type Company } from '../../support/company.ts';
import type { Answer, FormValues, HttpClient } from '../../support/http-client.ts';
import { valuesOfForm } from '../../support/page-form.ts';
import { multiplyTickets } from '../../support/multiply-tickets.ts';
import { act, aTicket, CLOSING } from '../../support/tickets.ts';

/** The builder of conditions over HTTP: its steps keep what was typed, its lists are searched, its preview counts (spec 04). */

let it: TestApp;
let company: Company;
let admin: HttpClient;

beforeAll(async () => {
  it = await openTestApp();
  company = await aCompany(it.db);
  await it.db('users').insert(
    Array.from({ length: 20 }, (_, at) => ({
      username: `more${at}`,
      name: `客服 ${at}`,
      password_hash: 'x',
    })),
  );
  await it.db('categories').insert(
    Array.from({ length: 15 }, (_, at) => ({
      ...{ name: `细类 ${at}`, depth: 3, parent_id: company.categories.branch, initials: `xl${at}` },
      active: at !== 7,
    })),
  );
  await it
    .db('fields')
    .insert(
      Array.from({ length: 75 }, (_, at) => ({ key: `extra_${at}`, name: `附加 ${at}`, type: 'text' })),
    );
  admin = it.client();
  await admin.signIn('admin');
});
afterAll(() => it.close());

const SCRIPTED = { 'hx-request': 'true' } as const;
const step = (values: FormValues, name?: string, client = admin): Promise<Answer> =>
  client.submit(
    '/conditions/builder',
    { ...values, ...(name !== undefined && { _step: name }) },
    { on: '/admin/fields/new', headers: SCRIPTED },
  );
const preview = (values: FormValues, client = admin): Promise<Answer> =>
  client.submit('/conditions/preview', values, { on: '/admin/fields/new', headers: SCRIPTED });

/** What the form of the answer would send. */
function sentBy({ text }: Answer): FormValues {
  return valuesOfForm(parse(`<form action="/x">${text}</form>`), '/x');
}

const ids = (answer: Answer): string[] =>
  answer.page.querySelectorAll('.g-cond-row').map((row) => row.getAttribute('aria-label') ?? '');

describe('steps', () => {
  const everything = (): FormValues => ({
    'c.kind': 'any',
    'c.0.field': 'priority',
    'c.0.operator': 'not_in',
    'c.0.any': ['high', 'urgent'],
    'c.1.kind': 'none',
    'c.1.0.field': 'category',
    'c.1.0.operator': 'in',
    'c.1.0.any': [String(company.categories.line), String(company.categories.consult)],
    'c.1.0.find': '',
    'c.1.1.field': 'title',
    'c.1.1.operator': 'contains',
    'c.1.1.words': '退款、<b>“换货”',
    'c.2.field': 'created_at',
    'c.2.operator': 'within',
    'c.2.span': '48',
    'c.2.unit': 'hours',
    'c.3.field': 'status_since',
    'c.3.operator': 'older_than',
    'c.3.span': 'soon',
    'c.3.unit': 'days',
    'c.4.field': 'updated_at',
    'c.4.operator': 'at_least',
    'c.4.bound': '2026-11-22',
    'c.5.field': 'urged_count',
    'c.5.operator': 'at_most',
    'c.5.bound': 'two',
    'c.6.field': 'is_repeat',
    'c.6.operator': 'is',
    'c.6.is': 'false',
    'c.7.field': 'phone',
    'c.7.operator': 'empty',
    'c.8.field': '',
  });

  test('whatever was typed comes back, sense or not', async () => {
    const answer = await step(everything(), 'choose:c');
    expect(answer.status).toBe(200);
    expect(sentBy(answer)).toEqual(everything());
  });

  test('a step changes its row and nothing else', async () => {
    const removed = await step(everything(), 'remove:c.0');
    const sent = sentBy(removed);
    expect(sent['c.0.kind']).toBe('none');
    expect(sent['c.0.1.words']).toBe('退款、<b>“换货”');
    expect(sent['c.7.field']).toBe('');
    const added = await step(sent, 'add:c.0');
    expect(sentBy(added)).toEqual({ ...sent, 'c.0.2.field': '' });
  });

  test('a new row asks for its attribute, in groups; then it has operators and a value of its kind', async () => {
    const added = await step({ 'c.kind': 'all' }, 'add:c');
    const choices = added.page.querySelectorAll('#c-0-field option').length;
    expect(choices).toBeGreaterThan(75 + 25);
    expect(added.page.querySelectorAll('optgroup').map((each) => each.getAttribute('label'))).toEqual([
      '工单',
      '客户',
      '时间',
      '计数',
      '自定义字段',
    ]);
    expect(added.page.querySelector('[autofocus]')?.id).toBe('c-0-field');
    const chosen = await step({ ...sentBy(added), 'c.0.field': 'assignee' }, 'choose:c.0');
    expect(chosen.page.querySelector('.g-cond-what')?.text.trim()).toBe('处理人');
    expect(chosen.page.querySelectorAll('#c-0-operator option').map((each) => each.text)).toEqual([
      '是',
      '不是',
      '没有填',
      '已填',
    ]);
    expect(chosen.page.querySelector('[autofocus]')?.id).toBe('c-0-operator');
    const asked = await step(sentBy(chosen), 'ask:c.0');
    expect(sentBy(asked)).toEqual({ 'c.kind': 'all', 'c.0.field': '' });
  });

  test('rows bring their own values only: the page stays small with a hundred rows', async () => {
    const rows = Array.from({ length: 100 }, (_, at) => [
      [`c.${at}.field`, 'assignee'],
      [`c.${at}.operator`, 'in'],
      [`c.${at}.any`, String(company.people.tier1)],
    ]).flat();
    const answer = await step({ 'c.kind': 'all', ...(Object.fromEntries(rows) as FormValues) }, 'choose:c');
    expect(ids(answer)).toHaveLength(100);
    expect(answer.text.length).toBeLessThan(400_000);
    expect(answer.page.querySelectorAll('option').length).toBeLessThan(100 * 6);
    expect(answer.text).toContain('最多 100 个条件');
    const more = await step(sentBy(answer), 'add:c');
    expect(more.status).toBe(200);
    expect(ids(more)).toHaveLength(100);
  });

  test('the deepest group holds no further one', async () => {
    const deep = (levels: number): FormValues =>
      Object.fromEntries(Array.from({ length: levels }, (_, at) => [`c${'.0'.repeat(at)}.kind`, 'all']));
    const answer = await step(deep(5), 'choose:c');
    expect(answer.text).toContain('最多嵌套 5 层');
    expect(answer.text).not.toContain('value="add_group:c.0.0.0.0"');
    const deeper = await step(deep(5), 'add_group:c.0.0.0.0');
    expect(sentBy(deeper)).toEqual(deep(5));
    const nested = await step({ ...deep(5), 'c.0.0.0.0.0.field': 'title' }, 'nest:c.0.0.0.0.0');
    expect(Object.keys(sentBy(nested))).not.toContain('c.0.0.0.0.0.kind');
  });

  test('without a script values are found by sending what was typed', async () => {
    const form = { 'c.kind': 'all', 'c.0.field': 'category', 'c.0.operator': 'in', 'c.0.find': 'xl1' };
    const found = await step(form, 'find:c.0');
    const labels = found.page.querySelectorAll('.g-pick').map((each) => each.text.trim());
    expect(labels).toContain('售后 / 订单问题 / 细类 1');
    expect(labels).not.toContain('售后 / 订单问题 / 细类 2');
    expect(found.page.querySelectorAll('.g-pick input[checked]')).toHaveLength(0);
  });

  test('what is out of use is marked where it was chosen, and offered nowhere else', async () => {
    const { id } = (await it.db('categories').where('name', '细类 7').first('id')) as { id: number };
    const form = { 'c.kind': 'all', 'c.0.field': 'category', 'c.0.operator': 'in' };
    const kept = await step({ ...form, 'c.0.any': [String(id), '987654'] }, 'choose:c');
    const picks = kept.page.querySelectorAll('.g-pick');
    expect(picks.map((each) => each.querySelector('small')?.text)).toEqual(['已停用', '已不存在']);
    const found = await step({ ...form, 'c.0.find': '细类 7' }, 'find:c.0');
    expect(found.page.querySelectorAll('.g-pick')).toHaveLength(0);
    // Whether it may stay is judged where it is saved; what it chooses is shown.
    expect((await preview({ ...form, 'c.0.any': String(id) })).text).toContain('现在没有符合');
    await it.db('fields').where('key', 'extra_74').update({ retired_at: new Date() });
    const retired = { 'c.kind': 'all', 'c.0.field': 'f.extra_74', 'c.0.operator': 'filled' };
    const row = await step(retired, 'choose:c');
    expect(row.page.querySelector('.g-cond-what small')?.text).toBe('已停用');
    expect((await step({ 'c.kind': 'all' }, 'add:c')).text).not.toContain('附加 74');
    expect((await preview(retired)).text).toContain('现在没有符合');
  });
});

describe('values to choose', () => {
  const options = async (query: string): Promise<string[]> => {
    const answer = await admin.get(`/conditions/options?${query}`, SCRIPTED);
    expect(answer.status).toBe(200);
    return answer.page.querySelectorAll('[data-value]').map((each) => {
      return each.querySelector('span')?.firstChild?.text.trim() ?? '';
    });
  };

  test('are found by a part of the name, by what stands above, by pinyin initials', async () => {
    expect(await options('field=category&q=退款')).toEqual(['退款问题']);
    expect(await options('field=category&q=ddwt')).toContain('订单问题');
    expect(await options('field=category&q=订单问题')).toContain('换货问题');
    expect(await options('field=assignee&q=lzx')).toEqual([expect.stringContaining('林知夏') as string]);
  });

  test('of a tree stand in their levels', async () => {
    expect(await options('field=category&q=')).toContain('售后');
    const below = await options(`field=category&q=&at=${company.categories.branch}`);
    expect(below).toContain('咨询');
    expect(below).not.toContain('细类 7');
    expect(below[0]).toBe('订单问题');
  });

  test.each(['field=nothing', 'field=title', '', 'field=f.__proto__'])(
    'there are none of %s',
    async (query) => {
      expect((await admin.get(`/conditions/options?${query}`, SCRIPTED)).status).toBe(404);
    },
  );
});

describe('the preview', () => {
  const byTitle = (words: string): FormValues => ({
    'c.kind': 'all',
    'c.0.field': 'title',
    'c.0.operator': 'contains',
    'c.0.words': words,
  });

  test('counts what the conditions choose, shows a few of it, and says them in words', async () => {
    const numbers: string[] = [];
    for (let made = 0; made < 7; made += 1) {
      numbers.push(await aTicket(it.db, company, { title: `蓝色水壶漏水 ${made}` }));
    }
    const [closed = '', ...open] = numbers;
    await act(it.db, company, 'tier1', closed, 'close', CLOSING);
    const answer = await preview(byTitle('水壶'));
    expect(answer.status).toBe(200);
    expect(answer.page.querySelector('p b')?.text).toBe('符合 6 张未关闭的工单');
    expect(answer.page.querySelector('.g-cond-told')?.text).toContain('水壶');
    const links = answer.page.querySelectorAll('.g-cond-hits a');
    expect(links.map((link) => link.text)).toEqual(open.toReversed().slice(0, 5));
    expect(answer.page.querySelector('.g-cond-hits span')?.text).toBe('蓝色水壶漏水 6');
    const withClosed = {
      ...byTitle('水壶'),
      'c.1.field': 'status',
      'c.1.operator': 'in',
      'c.1.any': ['closed', 'new', 'in_progress'],
    };
    expect((await preview(withClosed)).page.querySelector('p b')?.text).toBe('符合 7 张工单');
    expect((await preview(byTitle('没有的词'))).text).toContain('现在没有符合的未关闭工单');
  });

  test('is the same on a page of its own, without a script', async () => {
    const answer = await admin.submit('/conditions/preview', byTitle('水壶'), { on: '/admin/fields/new' });
    expect(answer.status).toBe(200);
    expect(answer.page.querySelector('h1')?.text).toBe('符合条件的工单');
    expect(answer.text).toContain('符合 6 张未关闭的工单');
    const sent = valuesOfForm(answer.page, '/conditions/preview?prefix=c');
    expect(sent).toMatchObject(byTitle('水壶'));
    const again = await admin.post('/conditions/preview?prefix=c', { ...sent, _step: 'add:c' });
    expect(again.page.querySelector('[autofocus]')?.id).toBe('c-1-field');
    // Enter in an input presses the first button of the form, which must not be a step.
    expect(again.page.querySelector('form[action^="/conditions"] button')?.hasAttribute('name')).toBe(false);
  });

  test('shows only what its reader may see', async () => {
    const made = { name_zh: '配置员', name_en: 'Configurer', 'ticket.read': 'mine', 'config.manage': 'all' };
    expect((await admin.submit('/admin/roles/new', made, { on: '/admin/roles/new' })).status).toBe(303);
    const role = it.db('roles').where('name_zh', '配置员').select('id');
    await it.db('user_roles').where('user_id', company.people.rd).update({ role_id: role });
    const rd = it.client();
    await rd.signIn('rd');
    const answer = await preview(byTitle('水壶'), rd);
    expect(answer.text).toContain('现在没有符合的未关闭工单');
    expect(answer.text).not.toContain('蓝色水壶');
    const anyone = it.client();
    await anyone.signIn('tier1');
    for (const path of ['/conditions/preview', '/conditions/builder']) {
      const refused = await anyone.submit(path, { 'c.kind': 'all' }, { on: '/profile', headers: SCRIPTED });
      expect(refused.status).toBe(403);
    }
    expect((await anyone.get('/conditions/options?field=assignee&q=', SCRIPTED)).status).toBe(403);
  });

  test('says beside each row what is missing, as a hint until it was to be saved', async () => {
    const form = { ...byTitle(''), 'c.1.kind': 'any', 'c.1.0.field': '' };
    const answer = await preview(form);
    expect(answer.text).toContain('还有 2 处要填写或改正');
    const problems = answer.page
      .querySelectorAll('[data-of]')
      .map((each) => [each.getAttribute('data-of'), each.text]);
    expect(problems).toEqual([
      ['c-problem', ''],
      ['c-0-problem', '请填写或选择要比较的值'],
      ['c-1-problem', ''],
      ['c-1-0-problem', '请选择条件'],
    ]);
    expect(answer.page.querySelector('[data-row-problems]')?.hasAttribute('data-soon')).toBe(true);
    const refused = await admin.submit('/conditions/preview?refused=1', form, {
      on: '/admin/fields/new',
      headers: SCRIPTED,
    });
    expect(refused.page.querySelector('[data-row-problems]')?.hasAttribute('data-soon')).toBe(false);
  });
});

describe('hostile bodies', () => {
  const bodies: readonly [string, FormValues, number][] = [
    ['no conditions at all', {}, 200],
    ['a kind that is none', { 'c.kind': 'drop table' }, 200],
    ['an unknown attribute', { 'c.kind': 'all', 'c.0.field': 'f.__proto__', 'c.0.operator': 'in' }, 200],
    ['an unknown operator', { 'c.kind': 'all', 'c.0.field': 'title', 'c.0.operator': 'toString' }, 200],
    [
      'ids that are none',
      { 'c.kind': 'all', 'c.0.field': 'group', 'c.0.operator': 'in', 'c.0.any': '1; drop' },
      200,
    ],
    [
      'a day that is none',
      { 'c.kind': 'all', 'c.0.field': 'created_at', 'c.0.operator': 'at_least', 'c.0.bound': '2026-99-99' },
      200,
    ],
    [
      'a span without end',
      { 'c.kind': 'all', 'c.0.field': 'created_at', 'c.0.operator': 'within', 'c.0.span': '999999999' },
      200,
    ],
    ['an input that there is none of', { 'c.kind': 'all', 'c.0.sql': 'x' }, 422],
    ['a place of letters', { 'c.kind': 'all', 'c.constructor.field': 'x' }, 422],
    ['a tree without end', { [`c${'.0'.repeat(300)}.kind`]: 'all' }, 422],
    [
      'a NUL',
      { 'c.kind': 'all', 'c.0.field': 'title', 'c.0.operator': 'contains', 'c.0.words': 'a\u0000b' },
      422,
    ],
    ['two operators', { 'c.kind': 'all', 'c.0.field': 'title', 'c.0.operator': ['in', 'is'] }, 422],
  ];
  test.each(bodies)('%s', async (_name, body, status) => {
    expect((await preview(body)).status).toBe(status);
    expect((await step(body, 'choose:c')).status).toBe(status);
    expect((await step(body)).status).toBe(status);
  });

  test.each(['x.y', '', 'C', 'a'.repeat(40)])('the prefix %j', async (prefix) => {
    const path = `/conditions/builder?prefix=${encodeURIComponent(prefix)}`;
    expect((await admin.submit(path, {}, { on: '/admin/fields/new', headers: SCRIPTED })).status).toBe(422);
  });
});

test('what takes too long to count is given up, in words', async () => {
  const token = (await admin.get('/admin/fields/new')).page
    .querySelector('[name=_csrf]')
    ?.getAttribute('value');
  await it.db.transaction(async (busy) => {
    await busy.raw('lock table tickets in access exclusive mode');
    const answer = await admin.post('/conditions/preview', { 'c.kind': 'all', _csrf: token ?? '' }, SCRIPTED);
    expect(answer.status).toBe(200);
    expect(answer.text).toContain('一时数不完');
  });
});

/** The last one: it takes the guards off the tables. */
test('counting stops at a thousand', async () => {
  await multiplyTickets(it.db, 250);
  expect((await preview({ 'c.kind': 'all' })).text).toContain('符合 1,000+ 张未关闭的工单');
});
