import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openTestApp, type TestApp } from '../../support/app.ts';
import { aCompany, type Company } from '../../support/company.ts';
import { formState } from '../../support/form-state.ts';
import type { FormValues, HttpClient } from '../../support/http-client.ts';
import { multipart, PDF, PNG, type SentFile } from '../../support/multipart.ts';
import { listen, type RawAnswer, type RawServer, type RawSession } from '../../support/raw-http.ts';
import { aPhone } from '../../support/tickets.ts';

/**
 * A field of each type all the way (spec 02): an administrator defines it and places it, an agent fills it in well,
 * badly and not at all, it is shown and edited, the list is filtered by it, and it stands in the export.
 */

type Answers = Readonly<Record<string, string>>;

interface Way {
  readonly define?: FormValues;
  /** What is sent, by the rest of the input's name behind the key; '' for the field's own input. */
  readonly good: Answers;
  readonly shown: string;
  readonly bad: Answers;
  readonly then: Answers;
  readonly thenShown: string;
  /** Behind `f.<key>`; null where a list can't be filtered by it. */
  readonly filter: string | null;
}

const plain = (good: string, bad: string, then: string, filter = `=${encodeURIComponent(then)}`): Way => ({
  good: { '': good },
  shown: good,
  bad: { '': bad },
  then: { '': then },
  thenShown: then,
  filter,
});

const CHOICE = {
  'options.0.label': '甲',
  'options.0.value': 'a',
  'options.1.label': '乙',
  'options.1.value': 'b',
};
const choice = (define: FormValues = CHOICE): Way => ({
  ...plain('a', 'nothing', 'b', '=b'),
  define,
  shown: '甲',
  thenShown: '乙',
});

const WAYS: Readonly<Record<string, Way>> = {
  text: {
    ...plain('AB12', 'zz', 'CD34'),
    define: { pattern: '[A-Z]{2}\\d{2}', pattern_hint: '两个大写字母加两位数字' },
  },
  textarea: {
    ...plain('第一行', '长'.repeat(21), '另一行', '.op=begins&f.way_textarea=%E5%8F%A6'),
    define: { max_length: 20 },
  },
  radio: choice(),
  select: choice(),
  checkbox: choice(),
  multiselect: choice(),
  cascade: {
    ...choice({ tree: '浙江\n  杭州\n江苏' }),
    good: { '': 'hang_zhou' },
    shown: '浙江 / 杭州',
    then: { '': 'jiang_su' },
    thenShown: '江苏',
    filter: '=jiang_su',
  },
  number: {
    ...plain('3', '1e400', '4', '.min=4&f.way_number.max=4'),
    define: { min: 1, max: 99, unit: '件' },
    shown: '3 件',
    thenShown: '4 件',
  },
  money: {
    ...plain('12.50', '-1', '99', '.min=99&f.way_money.max=99'),
    define: { min: '0.01' },
    shown: '12.50',
    thenShown: '99.00',
  },
  date: plain('2026-11-20', '2026-02-30', '2026-11-21', '.min=2026-11-21&f.way_date.max=2026-11-21'),
  datetime: {
    ...plain('2026-11-20T08:30', 'noon', '2026-11-21T09:00', '.min=2026-11-21&f.way_datetime.max=2026-11-21'),
    shown: '2026-11-20 08:30',
    thenShown: '2026-11-21 09:00',
  },
  time: plain('08:30', '25:00', '09:45'),
  phone: { ...plain('13900001111', '12', '13900002222', '=13900002222'), shown: '139', thenShown: '2222' },
  email: plain('a@example.com', 'a@', 'b@example.com'),
  url: plain('https://example.com/a', 'javascript:alert(1)', 'https://example.com/b'),
  id_card: plain('11010519491231002X', '110105194912310021', '440308199901010012'),
  switch: { ...plain('', 'perhaps', 'on', '=yes'), shown: '否', thenShown: '是' },
  user: { ...plain('aftersales', '999999', 'ops'), shown: '林知夏', thenShown: '乔安' },
  department: {
    ...plain('department', '999999', 'other department'),
    shown: '客户服务中心',
    thenShown: '直播部',
  },
  file: { ...plain('发票.pdf', '7', '发票.pdf'), filter: null },
  image: { ...plain('照片.png', '7', '照片.png'), filter: null },
  group: {
    define: {
      'fields.0.name': 'SKU',
      'fields.0.type': 'text',
      'fields.0.required': 'on',
      'fields.1.name': '数量',
      'fields.1.type': 'number',
    },
    good: { '.0.sku': 'A-1', '.0.shu_liang': '2' },
    shown: 'A-1',
    bad: { '.0.sku': '', '.0.shu_liang': '很多' },
    then: { '.0.sku': 'B-2', '.0.shu_liang': '3' },
    thenShown: 'B-2',
    filter: null,
  },
};

let it: TestApp;
let company: Company;
let admin: HttpClient;
let web: RawServer;
let manager: RawSession;
let token: string;
let categoryId: number;
let versionId: number;

beforeAll(async () => {
  it = await openTestApp({ now: () => new Date('2026-11-22T06:00:00Z') });
  company = await aCompany(it.db);
  admin = it.client();
  await admin.signIn('admin');
  await it.db('departments').insert({ name: '直播部' });
  const on = '/admin/templates/new';
  const template = (await admin.submit(on, { name: '一样一个' }, { on })).location ?? '';
  for (const [type, { define = {} }] of Object.entries(WAYS)) await defineAndPlace(type, define, template);
  const publish = `${template}/publish`;
  expect((await admin.submit(publish, { note: '' }, { on: publish, hidden: ['version'] })).status).toBe(303);
  const id = Number(template.split('/').at(-1));
  ({ id: versionId } = (await it.db('template_versions').where('template_id', id).first('id')) as {
    id: number;
  });
  [{ id: categoryId }] = (await it
    .db('categories')
    .insert({ name: '一样一个', depth: 1, template_id: id })
    .returning('id')) as [{ id: number }];
  web = await listen(it.app.server);
  manager = web.session();
  await manager.signIn('manager');
  token = await manager.token();
  const columns = Object.keys(WAYS).map((type) => `f.way_${type}`);
  await manager.send('/tickets/columns', {
    method: 'POST',
    ...multipart({ _csrf: token, from: 'view=all', column: ['number', ...columns] }),
  });
});
afterAll(async () => {
  await web.close();
  await it.close();
});

async function defineAndPlace(type: string, define: FormValues, template: string): Promise<void> {
  const sent = { name: `字段 ${type}`, key: `way_${type}`, type, ...define };
  const flags = WAYS[type]?.filter === null ? {} : { filterable: 'on', in_list: 'on' };
  const on = '/admin/fields/new';
  const made = await admin.submit(on, { ...sent, ...flags }, { on });
  expect(made.status, `${type}: ${made.page.querySelector('.g-note')?.text ?? ''}`).toBe(303);
  const op = { op: `add:way_${type}` };
  await admin.submit(`${template}/draft`, op, { on: template, hidden: ['version', 'seen'] });
}

/** What stands for a person, a department or a file is known only now. */
async function real(type: string, answer: string): Promise<string> {
  if (type === 'user' && answer in company.people) {
    return String(company.people[answer as keyof typeof company.people]);
  }
  if (type === 'department' && answer.endsWith('department')) {
    const name = answer === 'department' ? '客户服务中心' : '直播部';
    const row = (await it.db('departments').where({ name }).first('id')) as { id: number };
    return String(row.id);
  }
  if (!/\.(pdf|png)$/.test(answer)) return answer;
  const file: SentFile = { name: answer, content: answer.endsWith('.png') ? PNG : PDF };
  const sent = await manager.send('/attachments', {
    method: 'POST',
    ...multipart({ as: `way_${type}`, kind: type, _csrf: token }, [file]),
  });
  return sent.page.querySelector(`[name=way_${type}]`)?.getAttribute('value') ?? '';
}

async function inputs(type: string, answers: Answers): Promise<Record<string, string>> {
  const entries = Object.entries(answers).map(async ([rest, answer]) => [
    `way_${type}${rest}`,
    await real(type, answer),
  ]);
  return Object.fromEntries((await Promise.all(entries)) as [string, string][]);
}

async function create(type: string, answers: Answers): Promise<RawAnswer> {
  const form = {
    ...{ _csrf: token, category_id: categoryId, template_version_id: versionId, intent: 'create' },
    ...{ phone: aPhone(), customer_name: '顾女士', source: 'phone', title: '', order_number: '' },
    ...{ priority: 'normal', description: `字段 ${type}` },
  };
  return manager.send('/tickets', {
    method: 'POST',
    ...multipart({ ...form, ...(await inputs(type, answers)) }),
  });
}

async function factOf(number: string, type: string): Promise<string | undefined> {
  const { page } = await manager.send(`/tickets/${number}`);
  const fact = page
    .querySelectorAll('.g-kv > div')
    .find((div) => div.querySelector('dt')?.text === `字段 ${type}`);
  return fact?.querySelector('dd')?.text.replace(/\s+/g, ' ').trim();
}

async function listed(query: string): Promise<string[]> {
  const { status, page } = await manager.send(`/tickets?view=all&${query}`);
  expect(status).toBe(200);
  return page.querySelectorAll('tr[data-ticket]').map((row) => row.getAttribute('data-ticket') ?? '');
}

describe.each(Object.entries(WAYS))('%s', (type, way) => {
  test('well filled in: shown, edited, found by it, exported', async () => {
    const made = await create(type, way.good);
    expect(made.status, made.page.querySelector('.g-note')?.text).toBe(303);
    const number = (made.location ?? '').replace('/tickets/', '');
    expect(await factOf(number, type)).toContain(way.shown);

    const path = `/tickets/${number}/edit`;
    const form = formState((await manager.send(path)).page, path);
    const changed = { ...form, ...(await inputs(type, way.then)), _csrf: token };
    const edited = await manager.send(path, {
      method: 'POST',
      ...multipart(changed as Record<string, string>),
    });
    expect(edited.status, edited.page.querySelector('.g-note')?.text).toBe(303);
    expect(await factOf(number, type)).toContain(way.thenShown);

    if (way.filter === null) return;
    const filter =
      type === 'user' || type === 'department' ? `=${await real(type, way.then[''] ?? '')}` : way.filter;
    expect(await listed(`f.way_${type}${filter}`)).toEqual([number]);
    const file = await admin.get(`/tickets/export?view=all&format=csv&f.way_${type}${filter}`);
    expect(file.status).toBe(200);
    expect(file.text).toContain(number);
  });

  test('badly filled in: told beside the field, nothing made', async () => {
    const before = await it.db('tickets').count('* as count').first();
    const answer = await create(type, way.bad);
    expect(answer.status).toBe(422);
    expect(answer.page.querySelector('[data-error-summary]')?.text).toContain(`字段 ${type}`);
    expect(await it.db('tickets').count('* as count').first()).toEqual(before);
  });

  test('left empty: made without it; with something monstrous: told, never a 500', async () => {
    const empty = Object.fromEntries(Object.keys(way.good).map((rest) => [rest, '']));
    const made = await create(type, empty);
    expect(made.status).toBe(303);
    expect([undefined, '否']).toContain(await factOf((made.location ?? '').replace('/tickets/', ''), type));
    const [first = ''] = Object.keys(way.good);
    const monstrous = await create(type, { ...way.good, [first]: '怪'.repeat(30_000) });
    expect(monstrous.status).toBe(422);
  });
});
