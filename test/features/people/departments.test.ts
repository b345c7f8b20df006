import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { findManager } from '../../../src/features/people/manager.query.ts';
import { openTestApp, type TestApp } from '../../support/app.ts';
import { aCompany, type Company } from '../../support/company.ts';
import type { FormValues, HttpClient } from '../../support/http-client.ts';

/** Departments in the browser (spec 03): a tree that never closes a circle, with leaders who manage its people. */

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

const LIST = '/admin/departments';
const NEW = `${LIST}/new`;
const versioned = { hidden: ['version'] };

async function make(name: string, parentId: number | null = null): Promise<number> {
  const values: FormValues = { name, ...(parentId !== null && { parent_id: parentId }) };
  const answer = await admin.submit(NEW, values, { on: NEW });
  expect(answer.status, answer.text).toBe(303);
  const row = (await it.db('departments').where({ name, parent_id: parentId }).first('id')) as { id: number };
  return row.id;
}

async function rows(): Promise<string[]> {
  const { page } = await admin.get(LIST);
  return page.querySelectorAll('tbody tr').map((row) => row.querySelector('a')?.text ?? '');
}

test('departments stand in a tree, are moved in their order, and renamed', async () => {
  const top = await make('华东区');
  const [first, second] = [await make('上海', top), await make('杭州', top)];
  await make('浦东', first);
  expect((await rows()).slice(-4)).toEqual(['华东区', '上海', '浦东', '杭州']);
  await admin.submit(`${LIST}/${second}/move`, { direction: 'up' }, { on: LIST });
  expect((await rows()).slice(-4)).toEqual(['华东区', '杭州', '上海', '浦东']);
  // At the end already: nothing happens.
  await admin.submit(`${LIST}/${second}/move`, { direction: 'up' }, { on: LIST });
  const path = `${LIST}/${second}`;
  await admin.submit(path, { name: '杭州湾', parent_id: first }, { on: path, ...versioned });
  expect((await rows()).slice(-4)).toEqual(['华东区', '上海', '浦东', '杭州湾']);
  const searched = await admin.get(`${LIST}?q=杭州`);
  expect(searched.page.querySelector('tbody tr')?.text.replace(/\s+/g, ' ').trim()).toContain(
    '华东区 / 上海',
  );
  expect(await it.db('audit_log').where('subject_type', 'department').pluck('action')).toEqual(
    expect.arrayContaining(['department_created', 'department_moved', 'department_changed']),
  );
});

describe('what can not be', () => {
  test.each([
    ['a name its siblings have', (top: number) => ({ name: '重名', parent_id: top }), 'name'],
    ['no name', (top: number) => ({ name: ' ', parent_id: top }), 'name'],
    ['a parent that is not there', () => ({ name: '孤儿', parent_id: 999_999 }), 'parent_id'],
    ['a leader who is not there', () => ({ name: '无主', leader_id: 999_999 }), 'leader_id'],
  ])('%s', async (name, valuesOf, field) => {
    const top = await make(`上级 ${name}`);
    await make('重名', top);
    const answer = await admin.submit(NEW, valuesOf(top), { on: NEW });
    expect(answer.status).toBe(422);
    expect(answer.page.querySelector(`[data-field=${field}] .g-err`)).not.toBeNull();
  });

  test('a department below itself: refused when crafted, not even offered', async () => {
    const top = await make('环顶');
    const low = await make('环底', await make('环中', top));
    const path = `${LIST}/${top}`;
    const page = (await admin.get(path)).page;
    const offered = page
      .querySelectorAll('#f-parent_id option')
      .map((option) => option.getAttribute('value'));
    expect(offered).not.toContain(String(low));
    const answer = await admin.submit(path, { name: '环顶', parent_id: low }, { on: path, ...versioned });
    expect(answer.status).toBe(422);
  });

  test('nor when two administrators move two departments below each other at once', async () => {
    for (let round = 0; round < 5; round += 1) {
      const [a, b] = [await make(`左 ${round}`), await make(`右 ${round}`)];
      const second = it.client();
      await second.signIn('admin');
      const pages = [`${LIST}/${a}`, `${LIST}/${b}`] as const;
      // Both forms are open before either is sent.
      const [one, two] = await Promise.all([
        admin.submit(pages[0], { name: `左 ${round}`, parent_id: b }, { on: pages[0], ...versioned }),
        second.submit(pages[1], { name: `右 ${round}`, parent_id: a }, { on: pages[1], ...versioned }),
      ]);
      expect([one.status, two.status].sort()).toEqual([303, 422]);
      const late = one.status === 422 ? one : two;
      expect(late.page.querySelector('[data-field=parent_id] .g-err')).not.toBeNull();
    }
  });
});

describe('deleting', () => {
  async function refused(id: number): Promise<string> {
    const path = `${LIST}/${id}`;
    const answer = await admin.submit(`${path}/delete`, {}, { on: path, ...versioned });
    expect(answer.status).toBe(409);
    return answer.page.querySelector('.g-note.g-bad')?.text.trim() ?? '';
  }

  test('only an empty one, and why not is told', async () => {
    const top = await make('待删');
    const below = await make('待删下级', top);
    expect(await refused(top)).toContain('1 个部门');
    const path = `${LIST}/${below}`;
    expect((await admin.submit(`${path}/delete`, {}, { on: path, ...versioned })).location).toBe(LIST);
    await it.db('users').where('id', company.people.ops2).update({ department_id: top });
    expect(await refused(top)).toContain('1 个用户');
    await it.db('users').where('id', company.people.ops2).update({ department_id: null });
    await it.db('groups').where('id', company.groups.review).update({ department_id: top });
    expect(await refused(top)).toContain('1 个客服组');
    await it.db('groups').where('id', company.groups.review).update({ department_id: null });
    expect(
      (await admin.submit(`${LIST}/${top}/delete`, {}, { on: `${LIST}/${top}`, ...versioned })).status,
    ).toBe(303);
    expect(await it.db('departments').where('id', top)).toEqual([]);
    expect((await admin.get(`${LIST}/${top}`)).status).toBe(404);
  });
});

describe('the manager of a person', () => {
  let top: number;
  let low: number;
  beforeAll(async () => {
    top = await make('总部');
    low = await make('分部', top);
  });

  const { leader, own } = { leader: 'aftersales', own: 'manager' } as const;
  test.each([
    ['their own, where one is set', { manager: own, low: leader, top: leader }, own],
    ['else the leader of their department', { low: leader, top: own }, leader],
    ['else of the one above', { top: own }, own],
    ['never themselves', { low: 'ops', top: own }, own],
    ['nor themselves as set', { manager: 'ops', low: leader }, leader],
    ['nor one who has left', { manager: 'rd', low: leader }, leader],
    ['nobody, where nobody leads', {}, null],
  ] as const)(
    '%s',
    async (_name, given: Partial<Record<'manager' | 'low' | 'top', keyof Company['people']>>, expected) => {
      const idOf = (who: keyof Company['people'] | undefined) => (who ? company.people[who] : null);
      await it.db('users').where('username', 'rd').update({ active: false });
      await it
        .db('departments')
        .where('id', low)
        .update({ leader_id: idOf(given.low) });
      await it
        .db('departments')
        .where('id', top)
        .update({ leader_id: idOf(given.top) });
      await it
        .db('users')
        .where('username', 'ops')
        .update({ department_id: low, manager_id: idOf(given.manager) });
      const found = await findManager(it.db, company.people.ops);
      expect(found?.id ?? null).toBe(idOf(expected ?? undefined));
    },
  );
});
