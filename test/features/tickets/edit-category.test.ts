import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { FormField } from '../../../src/domain/form/field.ts';
import { openTestApp, type TestApp } from '../../support/app.ts';
import { aCategory, aCompany, aTemplate, type Company, type Person } from '../../support/company.ts';
import { contentOf, lastChanges, submitFilled } from '../../support/editing.ts';
import { formState, problemsBeside } from '../../support/form-state.ts';
import type { HttpClient } from '../../support/http-client.ts';
import { CLOSING, act, aPhone, asPerson, aTicket } from '../../support/tickets.ts';
import { editTicket } from '../../../src/features/tickets/edit-ticket.ts';
import { Refused } from '../../../src/errors.ts';

/** Another category, and another version of the template: what both forms share is kept, the rest is told (spec 01, 02). */

let it: TestApp;
let company: Company;
let claim = 0;
const clients = new Map<Person, HttpClient>();

const BUILT_IN = ['customer_name', 'phone', 'source', 'title', 'order_number', 'priority', 'description'].map(
  (key): Partial<FormField> => ({ key }),
);
const half = { required: false, width: 'half' } as const;

beforeAll(async () => {
  it = await openTestApp();
  company = await aCompany(it.db);
  const template = await aTemplate(it.db, '赔付模板', [
    ...BUILT_IN,
    { ...half, key: 'refund_amount', type: 'money', label: '退款金额' },
    { ...half, key: 'reason', type: 'text', label: '赔付原因', required: true },
  ]);
  claim = await aCategory(it.db, '赔付', {
    ...{ parentId: company.categories.branch, depth: 3, initials: 'pf', templateId: template.id },
  });
  for (const person of ['tier1', 'tier1b', 'manager'] as const) {
    const client = it.client();
    await client.signIn(person);
    clients.set(person, client);
  }
});
afterAll(() => it.close());

function as(person: Person): HttpClient {
  const client = clients.get(person);
  if (!client) throw new Error(`${person} is not signed in`);
  return client;
}

const lostOn = (page: Awaited<ReturnType<HttpClient['get']>>['page']): string[] =>
  page.querySelectorAll('.g-lost li').map((each) => each.text.replace(/\s+/g, ' ').trim());

const REFUND = { refund_amount: '428', expected_handling: 'exchange' } as const;

describe('another category', () => {
  test('without scripts: choose, load its form, look it over, save', async () => {
    const number = await aTicket(it.db, company, REFUND);
    const path = `/tickets/${number}/edit`;
    const opened = formState((await as('tier1').get(path)).page, path);
    // The hidden input of the chooser, and the list, which comes last.
    const category_id = [String(company.categories.refund), String(claim)];
    const shown = await as('tier1').post(`${path}/form`, {
      ...opened,
      ...{ category_id, title: '我写的', refund_amount: '500' },
    });
    expect(shown.status).toBe(200);
    expect(lostOn(shown.page)).toEqual(['期望处理 换货']);
    const form = formState(shown.page, path);
    expect(form).toMatchObject({ title: '我写的', refund_amount: '500', category_id: String(claim) });
    expect((await contentOf(it.db, number)).version).toBe(1);

    const missing = await as('tier1').post(path, form);
    expect(problemsBeside(missing.page)).toEqual({ reason: '请填写赔付原因。' });
    const answer = await as('tier1').post(path, { ...formState(missing.page, path), reason: '破损' });
    expect(answer.status).toBe(303);
    expect(await contentOf(it.db, number)).toMatchObject({
      ...{ category_id: claim, title: '我写的', values: { refund_amount: 500, reason: '破损' } },
    });
    expect(await lastChanges(it.db, number)).toEqual([
      '工单分类: 售后 / 订单问题 / 退款问题 → 售后 / 订单问题 / 赔付',
      '模板: 退款模板 第 1 版 → 赔付模板 第 1 版',
      '标题: 退款问题 · 顾女士 → 我写的',
      '退款金额: ¥ 428.00 → ¥ 500.00',
      '赔付原因:  → 破损',
      '期望处理: 换货 → ',
    ]);
  });

  test('with scripts the form comes as a fragment, with the duplicate out of band', async () => {
    const number = await aTicket(it.db, company, REFUND);
    const path = `/tickets/${number}/edit`;
    const opened = formState((await as('tier1').get(path)).page, path);
    const answer = await as('tier1').post(
      `${path}/form`,
      { ...opened, category_id: claim },
      { 'hx-request': 'true' },
    );
    expect([answer.status, answer.text.includes('<html')]).toEqual([200, false]);
    expect(answer.page.querySelector('#category-form [name="reason"]')).not.toBeNull();
    expect(answer.page.querySelector('#duplicate')?.getAttribute('hx-swap-oob')).toBe('true');
    // And back again: the ticket's own answers are there.
    const back = await as('tier1').post(
      `${path}/form`,
      { ...opened, category_id: company.categories.refund, template_version_id: claimVersion(answer) },
      { 'hx-request': 'true' },
    );
    expect(back.page.querySelector('option[value="exchange"]')?.hasAttribute('selected')).toBe(true);
    expect(lostOn(back.page)).toEqual([]);
  });

  test('sent with the form of the old one, nothing is dropped unseen: the new form is shown first', async () => {
    const number = await aTicket(it.db, company, REFUND);
    const path = `/tickets/${number}/edit`;
    const answer = await submitFilled(as('tier1'), path, { category_id: claim });
    expect([answer.status, problemsBeside(answer.page)]).toEqual([
      422,
      { category_id: '表单已换成这个分类的，请看过后再保存。' },
    ]);
    expect(lostOn(answer.page)).toEqual(['期望处理 换货']);
    expect(answer.page.querySelector('[name="reason"]')).not.toBeNull();
    expect((await contentOf(it.db, number)).version).toBe(1);
  });

  test('one of the same template keeps every answer and the version; a title that nobody wrote follows', async () => {
    const number = await aTicket(it.db, company, REFUND);
    const answer = await submitFilled(as('tier1'), `/tickets/${number}/edit`, {
      category_id: company.categories.exchange,
    });
    expect(answer.status).toBe(303);
    expect(await contentOf(it.db, number)).toMatchObject({
      ...{ category_id: company.categories.exchange, title: '换货问题 · 顾女士' },
      ...{ template_version_id: company.versions.refund },
      values: { refund_amount: 428, expected_handling: 'exchange' },
    });
  });

  test('one that has no form says so; one that went away is told at the chooser', async () => {
    const formless = await aCategory(it.db, '无模板', {});
    const number = await aTicket(it.db, company, REFUND);
    const path = `/tickets/${number}/edit`;
    const opened = formState((await as('tier1').get(path)).page, path);
    for (const address of [path, `${path}/form`]) {
      const answer = await as('tier1').post(address, { ...opened, category_id: formless });
      expect(answer.page.text).toContain('“无模板”还没有可用的模板，请管理员为它指定一个。');
    }
    const gone = await as('tier1').post(path, { ...opened, category_id: company.categories.line });
    expect(problemsBeside(gone.page)).toEqual({ category_id: '这个分类已不能选用，请另选一个。' });
  });

  test('a ticket whose own category was given up can still be edited', async () => {
    const old = await aCategory(it.db, '旧分类', {
      ...{ parentId: company.categories.branch, depth: 3 },
    });
    const ctx = await asPerson(it.db, company, 'tier1');
    const number = await aTicket(it.db, company, REFUND);
    await submitFilled(as('tier1'), `/tickets/${number}/edit`, { category_id: old });
    await it.db('categories').where('id', old).update({ active: false });
    expect((await contentOf(it.db, number)).category_id).toBe(old);
    expect(ctx.actor.name).toBe('陈晓');
    const answer = await submitFilled(as('tier1'), `/tickets/${number}/edit`, { order_number: 'E9' });
    expect(answer.status).toBe(303);
  });
});

function claimVersion(answer: { page: { querySelector: HTMLLike } }): string {
  return answer.page.querySelector('[name="template_version_id"]')?.getAttribute('value') ?? '';
}
type HTMLLike = (selector: string) => { getAttribute: (name: string) => string | undefined } | null;

describe('the duplicate rule', () => {
  test('another phone or category that has an unfinished ticket is refused, with a link to it', async () => {
    const phone = aPhone();
    const first = await aTicket(it.db, company, { phone });
    const second = await aTicket(it.db, company, { phone, category: 'exchange' });
    const path = `/tickets/${second}/edit`;
    const byCategory = await submitFilled(as('tier1'), path, { category_id: company.categories.refund });
    const third = await aTicket(it.db, company);
    const byPhone = await submitFilled(as('tier1'), `/tickets/${third}/edit`, { phone });
    for (const answer of [byCategory, byPhone]) {
      expect(answer.status).toBe(409);
      expect(answer.page.querySelector('#duplicate')?.text.replace(/\s+/g, ' ')).toContain(
        `该手机号用户已存在未完结的工单，工单编号 ${first}`,
      );
      expect(answer.page.querySelector(`#duplicate a[href="/tickets/${first}"]`)).not.toBeNull();
    }
    expect(formState(byPhone.page, `/tickets/${third}/edit`)['phone']).toBe(phone);
    await act(it.db, company, 'tier1', first, 'close', CLOSING);
    expect((await submitFilled(as('tier1'), `/tickets/${third}/edit`, { phone })).status).toBe(303);
  });

  test('the ticket is no duplicate of itself', async () => {
    const number = await aTicket(it.db, company);
    const page = (await as('tier1').get(`/tickets/${number}/edit`)).page;
    expect(page.querySelector('#duplicate')?.text.trim()).toBe('');
    expect((await submitFilled(as('tier1'), `/tickets/${number}/edit`, { title: '甲' })).status).toBe(303);
  });

  test('of two that take one phone in the same instant one gets it, the other is told', async () => {
    for (let round = 0; round < 5; round += 1) {
      const phone = aPhone();
      const numbers = [await aTicket(it.db, company), await aTicket(it.db, company)];
      const ctx = await asPerson(it.db, company, 'tier1');
      const outcomes = await Promise.allSettled(
        numbers.map((number) =>
          editTicket(ctx, {
            ...{ number, version: 1, categoryId: null, templateVersionId: null },
            form: {
              phone,
              customer_name: '顾女士',
              source: 'phone',
              priority: 'normal',
              description: '同时',
            },
          }),
        ),
      );
      const refused = outcomes.flatMap((each) =>
        each.status === 'rejected' ? [each.reason as unknown] : [],
      );
      expect(refused).toHaveLength(1);
      expect(refused[0]).toBeInstanceOf(Refused);
      expect(refused[0]).toMatchObject({ status: 409, code: 'duplicate' });
      expect(numbers).toContain((refused[0] as Refused).details['number']);
      expect(await it.db('tickets').where('phone', `+86${phone}`)).toHaveLength(1);
    }
  });

  test('of two edits of one ticket in the same instant one is done, the other a conflict', async () => {
    const number = await aTicket(it.db, company);
    const path = `/tickets/${number}/edit`;
    const [one, two] = await Promise.all(
      (['tier1', 'manager'] as const).map(async (person) =>
        formState((await as(person).get(path)).page, path),
      ),
    );
    const answers = await Promise.all([
      as('tier1').post(path, { ...one, title: '一' }),
      as('manager').post(path, { ...two, title: '二' }),
    ]);
    expect(answers.map(({ status }) => status).sort()).toEqual([303, 409]);
    expect((await contentOf(it.db, number)).version).toBe(2);
  });
});

describe('a newer version of the template', () => {
  let number = '';
  let newest = 0;
  beforeAll(async () => {
    number = await aTicket(it.db, company, REFUND);
    const [row] = (await it
      .db('template_versions')
      .insert({
        template_id: it.db('template_versions').where('id', company.versions.refund).select('template_id'),
        number: 7,
        fields: JSON.stringify([
          ...BUILT_IN,
          { ...half, key: 'refund_amount', type: 'money', label: '应退金额' },
          { ...half, key: 'channel', type: 'text', label: '退款渠道', default: '原路' },
        ]),
      })
      .returning('id')) as { id: number }[];
    newest = row?.id ?? 0;
  });

  test('is offered to administrators alone; the ticket shows as its own version did', async () => {
    const link = async (person: Person): Promise<string | undefined> =>
      (await as(person).get(`/tickets/${number}`)).page.querySelector('a[href$="?upgrade=1"]')?.text;
    expect(await link('manager')).toBe('有新版本：第 7 版');
    expect(await link('tier1')).toBeUndefined();
    const page = (await as('tier1').get(`/tickets/${number}`)).page;
    expect(page.querySelector('.g-kv')?.text).toContain('期望处理');
    expect(page.querySelector('.g-kv')?.text).toContain('退款金额');
  });

  test('who may not upgrade gets the ticket’s own form, and its new version is no form of theirs', async () => {
    const path = `/tickets/${number}/edit`;
    const own = formState((await as('tier1').get(`${path}?upgrade=1`)).page, path);
    expect(own['template_version_id']).toBe(String(company.versions.refund));
    const forced = await as('tier1').post(path, { ...own, template_version_id: newest });
    expect(forced.status).toBe(422);
    // Editing as such leaves the version alone, also an administrator's.
    expect(formState((await as('manager').get(path)).page, path)['template_version_id']).toBe(
      own['template_version_id'],
    );
  });

  test('filled with what both share, it is told what goes; saving moves the ticket to it', async () => {
    const path = `/tickets/${number}/edit`;
    const page = (await as('manager').get(`${path}?upgrade=1`)).page;
    expect(page.querySelector('.g-lost')?.text.replace(/\s+/g, ' ')).toContain(
      '保存后，这张工单从模板第 1 版换到第 7 版。',
    );
    expect(lostOn(page)).toEqual(['期望处理 换货']);
    const form = formState(page, path);
    expect(form).toMatchObject({ refund_amount: '428.00', channel: '原路' });
    expect((await as('manager').post(path, form)).status).toBe(303);
    expect(await contentOf(it.db, number)).toMatchObject({
      ...{ template_version_id: newest, values: { refund_amount: 428, channel: '原路' } },
    });
    expect(await lastChanges(it.db, number)).toEqual([
      '模板: 退款模板 第 1 版 → 退款模板 第 7 版',
      '退款渠道:  → 原路',
      '期望处理: 换货 → ',
    ]);
    const after = (await as('manager').get(`/tickets/${number}`)).page;
    expect(after.querySelector('a[href$="?upgrade=1"]')).toBeNull();
    expect(after.querySelector('.g-kv')?.text).toContain('应退金额');
    expect(after.querySelector('.g-diff')?.text).toContain('模板 退款模板 第 1 版 → 退款模板 第 7 版');
  });
});
