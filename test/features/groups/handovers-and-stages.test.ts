import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openTestApp, type TestApp } from '../../support/app.ts';
import { aCompany, type Company } from '../../support/company.ts';
import type { Answer, FormValues, HttpClient } from '../../support/http-client.ts';
import { inHand } from '../../support/moved-tickets.ts';

/** Where a group may hand over to, the order and the end of groups, and the stages they stand for (spec 03). */

let it: TestApp;
let company: Company;
let admin: HttpClient;
let handler: HttpClient;

beforeAll(async () => {
  it = await openTestApp();
  company = await aCompany(it.db);
  admin = it.client();
  await admin.signIn('admin');
  handler = it.client();
  await handler.signIn('aftersales');
});
afterAll(() => it.close());

const versioned = { hidden: ['version'] };
const note = (answer: Answer) => answer.page.querySelector('.g-note.g-bad')?.text.trim() ?? '';

describe('handing over', () => {
  let number: string;
  const transfer = (values: FormValues) =>
    handler.submit(
      `/tickets/${number}/transfer`,
      { remark: '', ...values },
      { on: `/tickets/${number}/transfer`, ...versioned },
    );

  beforeAll(async () => {
    number = await inHand(it.db, company);
  });

  test('none chosen means any', async () => {
    const { page } = await handler.get(`/tickets/${number}/transfer`);
    expect(page.querySelectorAll('select[name=group_id] option').length).toBe(7);
  });

  test('only what was chosen is offered, and the rest refused in words', async () => {
    await it.db('group_handovers').insert({
      group_id: company.groups.afterSales,
      to_group_id: company.groups.operations,
    });
    const { page } = await handler.get(`/tickets/${number}/transfer`);
    const names = page
      .querySelectorAll('select[name=group_id] option')
      .map((option) => option.text.split(' ·')[0]);
    expect(names.slice(1)).toEqual(['售后一组', '产品运营']);
    const people = page.querySelector('select[name=assignee_id]')?.text ?? '';
    expect([people.includes('乔安'), people.includes('纪舟'), people.includes('韩屿')]).toEqual([
      true,
      false,
      true,
    ]);
    for (const [values, field] of [
      [{ group_id: company.groups.engineering }, 'group_id'],
      [{ assignee_id: company.people.rd }, 'assignee_id'],
      [{ group_id: company.groups.engineering, assignee_id: company.people.rd }, 'assignee_id'],
    ] as const) {
      const answer = await transfer(values);
      expect(answer.status).toBe(422);
      expect(answer.page.querySelector(`[data-field=${field}] .g-err`)?.text).toContain('不能转移到那里');
    }
    expect((await transfer({ assignee_id: company.people.ops })).status).toBe(303);
    expect(await it.db('tickets').where({ number }).first('assignee_id')).toEqual({
      assignee_id: company.people.ops,
    });
  });
});

describe('groups', () => {
  test('change places within their stage', async () => {
    const names = async () =>
      (await admin.get('/admin/groups')).page
        .querySelectorAll('tbody tr td:first-child')
        .map((cell) => cell.text.trim());
    const before = await names();
    expect(before.indexOf('售后一组')).toBeLessThan(before.indexOf('售后二组'));
    await admin.submit(
      `/admin/groups/${company.groups.afterSales2}/move`,
      { direction: 'up' },
      { on: '/admin/groups' },
    );
    const after = await names();
    expect(after.indexOf('售后二组')).toBeLessThan(after.indexOf('售后一组'));
  });

  test('one that nothing knows can be deleted, any other not, and why', async () => {
    const remove = (id: number) => {
      const path = `/admin/groups/${id}`;
      return admin.submit(`${path}/delete`, {}, { on: path, ...versioned });
    };
    const [unused] = (await it
      .db('groups')
      .insert({ name: '白建组', stage_key: 'tier1' })
      .returning('id')) as {
      id: number;
    }[];
    await it.db('group_members').insert({ group_id: unused!.id, user_id: company.people.ops });
    expect((await remove(unused!.id)).location).toBe('/admin/groups');
    expect(await it.db('group_members').where('group_id', unused!.id)).toEqual([]);
    expect(note(await remove(company.groups.operations))).toContain('可以转移');
    expect(note(await remove(company.groups.review))).toContain('设置');
    await it.db('group_handovers').delete();
    const held = await remove(company.groups.operations);
    expect([held.status, note(held)]).toEqual([409, expect.stringContaining('停用')]);
  });
});

describe('stages', () => {
  const NEW = '/admin/groups/stages/new';
  const form = (more: FormValues): FormValues => ({
    name_zh: '质检',
    name_en: 'Quality',
    mark: '检',
    depth: '3',
    ...more,
  });

  test('one is made, used, renamed, moved; deleted only unused', async () => {
    expect((await admin.submit(NEW, form({}), { on: NEW })).location).toBe('/admin/groups/stages');
    const path = '/admin/groups/stages/quality';
    expect((await admin.submit(path, form({ name_zh: '质量检查' }), { on: path, ...versioned })).status).toBe(
      303,
    );
    await admin.submit(`${path}/move`, { direction: 'up' }, { on: '/admin/groups/stages' });
    const keys = await it.db('stages').orderBy('position').pluck('key');
    expect(keys.indexOf('quality')).toBe(keys.length - 2);
    const make = { name: '质检组', stage_key: 'quality', active: 'on' };
    await admin.submit('/admin/groups/new', make, { on: '/admin/groups/new' });
    const used = await admin.submit(`${path}/delete`, {}, { on: path, ...versioned });
    expect([used.status, note(used)]).toEqual([409, expect.stringContaining('用过')]);
    await it.db('groups').where('name', '质检组').delete();
    expect((await admin.submit(`${path}/delete`, {}, { on: path, ...versioned })).status).toBe(303);
  });

  test('a built-in one is renamed, never deleted', async () => {
    const path = '/admin/groups/stages/tier1';
    const values = form({ name_zh: '一线坐席', name_en: 'Front line', mark: '前', depth: '1' });
    expect((await admin.submit(path, values, { on: path, ...versioned })).status).toBe(303);
    expect((await admin.get(path)).text).not.toContain('tier1/delete');
    const version = ((await it.db('stages').where('key', 'tier1').first('version')) as { version: number })
      .version;
    const answer = await admin.submit(`${path}/delete`, { version }, { on: path });
    expect([answer.status, note(answer)]).toEqual([409, expect.stringContaining('内置')]);
  });

  test.each([
    ['no name', { name_zh: '' }, 'name_zh'],
    ['a mark of two characters', { mark: '质检' }, 'mark'],
    ['a shade that is none', { depth: '9' }, 'depth'],
  ])('%s is told', async (_name, values, field) => {
    const answer = await admin.submit(NEW, form(values), { on: NEW });
    expect(answer.status).toBe(422);
    expect(answer.page.querySelector(`[data-field=${field}] .g-err`)).not.toBeNull();
  });

  test('two with one English name have keys of their own', async () => {
    await admin.submit(NEW, form({ name_en: '3rd line' }), { on: NEW });
    await admin.submit(NEW, form({ name_en: '3rd line' }), { on: NEW });
    expect(await it.db('stages').where('name_en', '3rd line').orderBy('key').pluck('key')).toEqual([
      'stage_3rd_line',
      'stage_3rd_line_2',
    ]);
  });
});
