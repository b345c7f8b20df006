import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openTestApp, type TestApp } from '../../support/app.ts';
import { aCategory, aCompany, type Company } from '../../support/company.ts';
import type { Answer, FormValues, HttpClient } from '../../support/http-client.ts';
import { aTicket } from '../../support/tickets.ts';

/** Categories in the browser (spec 02): made, changed, moved, taken out of use, deleted, each with its rules. */

let it: TestApp;
let company: Company;
let admin: HttpClient;
let calls = 0;

beforeAll(async () => {
  it = await openTestApp();
  company = await aCompany(it.db);
  admin = it.client();
  await admin.signIn('admin');
});
afterAll(() => it.close());

const NEW = '/admin/categories/new';
const HTMX = { 'hx-request': 'true' };

interface Row {
  id: number;
  name: string;
  initials: string;
  parent_id: number | null;
  depth: number;
  position: number;
  active: boolean;
  version: number;
}

const rowOf = async (id: number): Promise<Row> => (await it.db('categories').where({ id }).first()) as Row;
const named = async (name: string): Promise<Row> =>
  (await it.db('categories').where({ name }).first()) as Row;

async function make(values: FormValues): Promise<Row> {
  const parent = values['parent_id'];
  const path = parent === undefined ? NEW : `${NEW}?parent=${String(parent)}`;
  const answer = await admin.submit(path, values, { on: path });
  expect(answer.status, answer.page.querySelector('.g-note, .g-err')?.text).toBe(303);
  return named(String(values['name']));
}

/** A line of its own with some children. */
async function aBranch(...children: string[]): Promise<{ line: Row; children: Row[] }> {
  calls += 1;
  const line = await make({ name: `业务线 ${calls}` });
  const made: Row[] = [];
  for (const name of children) made.push(await make({ name: `${name} ${calls}`, parent_id: line.id }));
  return { line, children: made };
}

const edit = (id: number): string => `/admin/categories/${id}`;

function send(row: Row, verb: string, values: FormValues, headers = HTMX): Promise<Answer> {
  const path = `${edit(row.id)}/${verb}`;
  return admin.submit(path, { version: row.version, ...values }, { on: '/admin/categories', headers });
}

const said = (answer: Answer): string =>
  answer.page.querySelector('#category-tree')?.getAttribute('data-said') ?? '';

async function childrenOf(parentId: number): Promise<string[]> {
  const rows = (await it.db('categories').where('parent_id', parentId).orderBy('position')) as Row[];
  return rows.map(({ name }) => name.replace(/ \d+$/, ''));
}

describe('making and changing', () => {
  test('a category keeps its pinyin initials, and shows in the tree and its search', async () => {
    await make({ name: '  会员　服务 ', template_id: '' });
    const line = await named('会员 服务');
    expect(line).toMatchObject({ name: '会员 服务', initials: 'hyfw', depth: 1, active: true });
    const renamed = await admin.submit(
      edit(line.id),
      { name: '积分商城', urge_interval: '2', urge_interval_unit: 'hours', default_priority: 'high' },
      { on: edit(line.id), hidden: ['version'] },
    );
    expect(renamed.status).toBe(303);
    expect(await rowOf(line.id)).toMatchObject({ initials: 'jfsc', urge_interval_minutes: 120, version: 2 });
    const found = (await admin.get('/admin/categories?q=jfsc')).page.querySelectorAll('.g-treehits a');
    expect(found.map((each) => each.text.trim())).toEqual(['积分商城']);
    const entries = await it.db('audit_log').where({ subject_type: 'category', subject_id: String(line.id) });
    expect(entries.map(({ action }) => action)).toEqual(['category_created', 'category_changed']);
  });

  test('what is inherited is told, and from where', async () => {
    const { page } = await admin.get(edit(company.categories.refund));
    const told = page.querySelectorAll('.g-edit-lead').map((each) => each.text);
    expect(told.join()).toContain('模板：沿用“售后”的 退款模板');
  });

  test.each<[string, FormValues, number, string]>([
    ['no name', { name: ' ' }, 422, '[data-field=name].g-bad'],
    ['a name that is invisible', { name: '\u200b' }, 422, '[data-field=name].g-bad'],
    ['a name that is taken', { name: '售后' }, 422, '[data-field=name].g-bad'],
    [
      'an interval beyond 30 days',
      { name: '久', urge_interval: '721' },
      422,
      '[data-field=urge_interval].g-bad',
    ],
    [
      'a parent that does not exist',
      { name: '孤', parent_id: '999999' },
      422,
      '[data-field=parent_id].g-bad',
    ],
    ['a key that is no field', { name: '键', depth: '1' }, 422, '.g-edit'],
  ])('%s is told beside the field', async (_name, values, status, selector) => {
    const answer = await admin.submit(NEW, values, { on: NEW });
    expect(answer.status).toBe(status);
    expect(answer.page.querySelector(selector)).not.toBeNull();
  });

  test('a stale save is told, and loses nothing', async () => {
    const { line } = await aBranch();
    await send(line, 'rename', { name: `${line.name} 甲` });
    const late = await admin.submit(edit(line.id), { name: line.name, version: 1 }, { on: edit(line.id) });
    expect(late.status).toBe(409);
    expect(late.page.querySelector('#f-name')?.getAttribute('value')).toBe(`${line.name} 甲`);
  });
});

describe('moving', () => {
  test('by steps of the keyboard, politely said', async () => {
    const { line, children } = await aBranch('甲', '乙', '丙');
    const [first, second, third] = children as [Row, Row, Row];
    expect(said(await send(third, 'move', { to: 'up' }))).toContain('第 2 个，共 3 个');
    expect(await childrenOf(line.id)).toEqual(['甲', '丙', '乙']);
    await send(await rowOf(first.id), 'move', { to: 'down' });
    expect(await childrenOf(line.id)).toEqual(['丙', '甲', '乙']);
    await send(await rowOf(second.id), 'move', { to: 'in' });
    expect(await rowOf(second.id)).toMatchObject({ parent_id: first.id, depth: 3 });
    await send(await rowOf(second.id), 'move', { to: 'out' });
    expect(await childrenOf(line.id)).toEqual(['丙', '甲', '乙']);
    const end = await send(await rowOf(second.id), 'move', { to: 'down' });
    expect([end.status, said(end)]).toEqual([409, expect.stringContaining('不能再往那边移')]);
  });

  test('to a place, and by the form', async () => {
    const { line, children } = await aBranch('甲', '乙', '丙');
    const [first, , third] = children as [Row, Row, Row];
    await send(third, 'move', { parent_id: line.id, before_id: first.id });
    expect(await childrenOf(line.id)).toEqual(['丙', '甲', '乙']);
    const form = { name: first.name, parent_id: line.id, position: '3' };
    await admin.submit(edit(first.id), form, { on: edit(first.id), hidden: ['version'] });
    expect(await childrenOf(line.id)).toEqual(['丙', '乙', '甲']);
  });

  test('below itself, too deep, or among too many: refused with the reason, before the database has to', async () => {
    const { line, children } = await aBranch('甲');
    const [child] = children as [Row];
    const below = await send(line, 'move', { parent_id: child.id, before_id: '' });
    expect([below.status, said(below)]).toEqual([409, expect.stringContaining('自己的下级')]);
    let deepest = child;
    for (const depth of [3, 4, 5])
      deepest = await rowOf(await aCategory(it.db, `第 ${depth} 级`, { parentId: deepest.id, depth }));
    const other = await aBranch('乙');
    const deep = await send(other.line, 'move', { parent_id: (await named('第 4 级')).id, before_id: '' });
    expect(said(deep)).toContain('最多 5 级');
    const { line: full } = await aBranch('一', '二');
    await it.db('settings').insert({ key: 'category_max_children', value: '2' });
    const many = await send(await rowOf(child.id), 'move', { parent_id: full.id, before_id: '' });
    expect(said(many)).toContain('2 个');
    await it.db('settings').where('key', 'category_max_children').delete();
  });

  test('parallel moves make no circle and pass no limit', async () => {
    const { line: a } = await aBranch();
    const { line: b } = await aBranch();
    const { line: c } = await aBranch();
    const answers = await Promise.all([
      send(a, 'move', { parent_id: b.id, before_id: '' }),
      send(b, 'move', { parent_id: c.id, before_id: '' }),
      send(c, 'move', { parent_id: a.id, before_id: '' }),
    ]);
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 200, 409]);
    const { line: full } = await aBranch();
    await it.db('settings').insert({ key: 'category_max_children', value: '5' });
    const below = `${NEW}?parent=${full.id}`;
    const made = await Promise.all(
      Array.from({ length: 12 }, (_each, index) =>
        admin.submit(below, { name: `挤 ${index}`, parent_id: full.id }, { on: below }),
      ),
    );
    expect(made.map(({ status }) => status).sort()).toEqual([
      ...Array.from({ length: 5 }, () => 303),
      ...Array.from({ length: 7 }, () => 409),
    ]);
    await it.db('settings').where('key', 'category_max_children').delete();
    const positions = (await it.db('categories').where('parent_id', full.id)) as Row[];
    expect(positions.map(({ position }) => position).sort()).toEqual([1, 2, 3, 4, 5]);
  });
});

describe('out of use, and away', () => {
  test('deactivated it can not be picked, nor what is below it; activated it can', async () => {
    const { line, children } = await aBranch('叶');
    const picks = async () => (await admin.get(`/tickets/new/categories?q=${encodeURIComponent('叶')}`)).text;
    expect(await picks()).toContain(`data-id="${String(children[0]?.id)}"`);
    await admin.submit(`${edit(line.id)}/deactivate`, {}, { on: edit(line.id), hidden: ['version'] });
    expect(await picks()).not.toContain(`data-id="${String(children[0]?.id)}"`);
    await admin.submit(`${edit(line.id)}/activate`, {}, { on: edit(line.id), hidden: ['version'] });
    expect(await picks()).toContain(`data-id="${String(children[0]?.id)}"`);
  });

  test('with tickets at or below it, deleting is refused with their number; without, the branch goes', async () => {
    await aTicket(it.db, company, { category: 'exchange' });
    const { line: hasTickets } = company.categories;
    const refused = await admin.submit(
      `${edit(hasTickets)}/delete`,
      { version: (await rowOf(hasTickets)).version },
      { on: edit(hasTickets) },
    );
    expect(refused.status).toBe(409);
    expect(refused.page.querySelector('.g-note.g-bad')?.text).toMatch(/有 \d+ 张工单.*停用.*合并/);
    const { line, children } = await aBranch('一', '二');
    const gone = await admin.submit(
      `${edit(line.id)}/delete`,
      {},
      { on: edit(line.id), hidden: ['version'] },
    );
    expect(gone.location).toBe('/admin/categories');
    expect(await it.db('categories').whereIn('id', [line.id, ...children.map(({ id }) => id)])).toEqual([]);
  });
});
