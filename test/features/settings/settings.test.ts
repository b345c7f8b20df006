import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { SETTING_KEYS } from '../../../src/features/settings/setting-descriptors.ts';
import { findSettings } from '../../../src/features/settings/settings.query.ts';
import { openTestApp, type TestApp } from '../../support/app.ts';
import { aCompany, type Company } from '../../support/company.ts';
import type { Answer, FormValues, HttpClient } from '../../support/http-client.ts';
import { valuesOfForm } from '../../support/page-form.ts';

/** The settings page (spec 10): each setting under its own version, so that administrators meet only where they must. */

let it: TestApp;
let company: Company;
let one: HttpClient;
let other: HttpClient;

const PAGE = '/admin/settings';
const TICKETS = `${PAGE}/tickets`;

beforeAll(async () => {
  it = await openTestApp();
  company = await aCompany(it.db);
  await it.db('user_roles').insert({
    user_id: company.people.manager,
    role_id: it.db('roles').where('key', 'super_admin').select('id'),
  });
  [one, other] = [it.client(), it.client()];
  await one.signIn('admin');
  await other.signIn('manager');
});
afterAll(() => it.close());
beforeEach(() => it.db('settings').whereNotIn('key', ['review_group_id', 'default_group_id']).delete());

const opened = async (client: HttpClient, action = TICKETS): Promise<FormValues> =>
  valuesOfForm((await client.get(PAGE)).page, action);
const words = (answer: Answer, selector: string): string =>
  answer.page.querySelector(selector)?.text.replace(/\s+/g, ' ').trim() ?? '';

describe('the page', () => {
  test('has every setting with what it does and its default', async () => {
    const page = (await one.get(PAGE)).page;
    const shown = page.querySelectorAll('[data-setting]').map((each) => each.getAttribute('data-setting'));
    expect(shown.sort()).toEqual([...SETTING_KEYS].sort());
    for (const each of page.querySelectorAll('[data-setting]')) {
      expect(each.querySelector('.g-hint')?.text.length).toBeGreaterThan(5);
      expect(each.text).toContain('默认：');
    }
    const anchors = page.querySelectorAll('.g-set-nav a').map((link) => link.getAttribute('href') ?? '');
    expect(anchors.filter((anchor) => page.querySelector(anchor) === null)).toEqual([]);
  });

  test('says who changed a setting last', async () => {
    await one.post(TICKETS, { ...(await opened(one)), repeat_days: '9' });
    expect(words(await other.get(PAGE), '[data-setting=repeat_days] .g-set-facts')).toMatch(
      /默认：7 天\s?可填 0–365\s?超管 最后修改于 今天 .+恢复默认/,
    );
  });

  test('saving what nobody touched writes nothing', async () => {
    const before = await it.db('audit_log').count('* as count').first();
    expect((await one.post(TICKETS, await opened(one))).status).toBe(303);
    expect(await it.db('settings').pluck('key')).not.toContain('repeat_days');
    expect(await it.db('audit_log').count('* as count').first()).toEqual(before);
  });
});

describe('two administrators at once', () => {
  test('different settings of one section: both are kept', async () => {
    const [a, b] = [await opened(one), await opened(other)];
    expect((await one.post(TICKETS, { ...a, repeat_days: '9' })).status).toBe(303);
    expect((await other.post(TICKETS, { ...b, number_prefix: 'KF' })).status).toBe(303);
    expect(await findSettings(it.db)).toMatchObject({ repeat_days: 9, number_prefix: 'KF' });
  });

  test('the same setting: the second hears what the first chose, keeps what they typed, and may insist', async () => {
    const [a, b] = [await opened(one), await opened(other)];
    await one.post(TICKETS, { ...a, repeat_days: '9', resolved_close_days: '5' });
    const late = await other.post(TICKETS, { ...b, repeat_days: '11', number_prefix: 'KF' });
    expect(late.status).toBe(409);
    expect(words(late, '[data-setting=repeat_days] .g-stop')).toContain('超管');
    expect(words(late, '[data-setting=repeat_days] .g-stop')).toContain('9 天');
    expect(late.page.querySelector('#f-repeat_days')?.getAttribute('value')).toBe('11');
    // What the second left alone follows the first; nothing was saved yet.
    expect(late.page.querySelector('#f-resolved_close_days')?.getAttribute('value')).toBe('5');
    expect(await findSettings(it.db)).toMatchObject({ repeat_days: 9, number_prefix: 'GD' });
    expect((await other.post(TICKETS, valuesOfForm(late.page, TICKETS))).status).toBe(303);
    expect(await findSettings(it.db)).toMatchObject({
      repeat_days: 11,
      number_prefix: 'KF',
      resolved_close_days: 5,
    });
  });

  test('the same choice twice is no conflict', async () => {
    const [a, b] = [await opened(one), await opened(other)];
    await one.post(TICKETS, { ...a, repeat_days: '9' });
    expect((await other.post(TICKETS, { ...b, repeat_days: '9' })).status).toBe(303);
    expect(await it.db('settings').where('key', 'repeat_days').first()).toMatchObject({ version: 1 });
  });

  test('twenty first values at once: one is written, nineteen are told', async () => {
    const form = await opened(one);
    const statuses = await Promise.all(
      Array.from({ length: 20 }, async (_each, index) => {
        return (await one.post(TICKETS, { ...form, repeat_days: String(20 + index) })).status;
      }),
    );
    expect(statuses.sort()).toEqual([303, ...Array.from({ length: 19 }, () => 409)]);
  });

  test('a default asked for on an old page is told', async () => {
    await one.post(TICKETS, { ...(await opened(one)), repeat_days: '9' });
    const reset = await opened(one, `${PAGE}/reset/repeat_days`);
    await other.post(TICKETS, { ...(await opened(other)), repeat_days: '10' });
    const late = await one.post(`${PAGE}/reset/repeat_days`, reset);
    expect([late.status, words(late, '[data-setting=repeat_days] .g-stop').includes('10 天')]).toEqual([
      409,
      true,
    ]);
    expect((await findSettings(it.db)).repeat_days).toBe(10);
  });

  test('a default is a version of its own: who opened the page before it is told', async () => {
    await one.post(TICKETS, { ...(await opened(one)), repeat_days: '9' });
    const old = await opened(other);
    await one.post(`${PAGE}/reset/repeat_days`, await opened(one, `${PAGE}/reset/repeat_days`));
    await one.post(TICKETS, { ...(await opened(one)), repeat_days: '12' });
    expect((await other.post(TICKETS, { ...old, repeat_days: '3' })).status).toBe(409);
  });
});

describe('bad requests', () => {
  test.each([
    ['no version', { 'version.repeat_days': '' }, 303],
    ['a version that is none', { 'version.repeat_days': 'x' }, 422],
    ['a negative version', { 'version.repeat_days': '-1' }, 422],
    ['a key that is no setting', { sla: '1' }, 422],
    ['a setting of another section', { urge_interval_minutes: '1' }, 422],
    ['a version of nothing', { 'version.__proto__': '1' }, 303],
  ])('%s', async (_name, more, status) => {
    expect((await one.post(TICKETS, { ...(await opened(one)), ...more })).status).toBe(status);
  });

  test.each([
    '/admin/settings/nothing',
    '/admin/settings/__proto__',
    '/admin/settings/reset/nothing',
    '/admin/settings/reset/company_logo',
  ])('%s is nothing', async (path) => {
    const { _csrf } = await opened(one);
    expect((await one.post(path, { _csrf: _csrf ?? '' })).status).toBe(404);
  });

  test('a group that was put out of use meanwhile', async () => {
    const form = await opened(one);
    await it.db('groups').where('id', company.groups.engineering).update({ active: false });
    const answer = await one.post(TICKETS, { ...form, default_group_id: company.groups.engineering });
    expect([answer.status, words(answer, '[data-field=default_group_id] .g-err')]).toEqual([
      422,
      '请从列出的选项中选择默认组。',
    ]);
    await it.db('groups').where('id', company.groups.engineering).update({ active: true });
  });
});

test('a value in the database that the limits refuse counts as not set', async () => {
  await it.db('settings').insert({ key: 'repeat_days', value: '"many"' });
  expect((await findSettings(it.db)).repeat_days).toBe(7);
  expect((await one.get(PAGE)).status).toBe(200);
});
