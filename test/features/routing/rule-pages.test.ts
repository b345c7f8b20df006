import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { openTestApp, type TestApp } from '../../support/app.ts';
import { aCompany, type Company } from '../../support/company.ts';
import { problemsBeside } from '../../support/form-state.ts';
import type { Answer, FormValues, HttpClient } from '../../support/http-client.ts';
import { valuesOfForm } from '../../support/page-form.ts';
import { aTicket } from '../../support/tickets.ts';

/** `/admin/rules` (spec 04): the list, the editor and the trial, as somebody without a script uses them. */

let it: TestApp;
let company: Company;
let admin: HttpClient;

const LIST = '/admin/rules';
const NEW = `${LIST}/new`;
const ORDER = `${LIST}/order`;
const TRY = `${LIST}/try`;

beforeAll(async () => {
  it = await openTestApp();
  company = await aCompany(it.db);
  admin = it.client();
  await admin.signIn('admin');
});
afterAll(() => it.close());
beforeEach(async () => {
  await it.db('assignment_rules').whereNull('built_in').delete();
  await it.db('settings').whereIn('key', ['review_step', 'default_group_id']).delete();
  await it.db('groups').update({ active: true });
  await it.db('users').update({ active: true });
});

interface Stored {
  readonly id: number;
  readonly name: string;
  readonly position: number;
  readonly active: boolean;
  readonly version: number;
  readonly group_id: number | null;
  readonly assignee_id: number | null;
  readonly strategy: string | null;
  readonly condition: unknown;
}

/** The form as it stands on the page, with some answers changed, sent by its button or by a step of it. */
const send = async (page: Answer, action: string, changes: FormValues = {}): Promise<Answer> =>
  admin.post(action, { ...valuesOfForm(page.page, action), ...changes });

const toGroup = (): FormValues => ({ group_id: String(company.groups.afterSales) });

async function made(name: string, changes: FormValues = toGroup()): Promise<Stored> {
  const answer = await send(await admin.get(NEW), NEW, { name, ...changes });
  expect([answer.status, answer.location]).toEqual([303, LIST]);
  return (await it.db('assignment_rules').orderBy('id', 'desc').first()) as Stored;
}

const editOf = ({ id }: { readonly id: number }): string => `${LIST}/${id}`;
const stored = async ({ id }: { readonly id: number }): Promise<Stored | undefined> =>
  (await it.db('assignment_rules').where({ id }).first()) as Stored | undefined;
const review = async (): Promise<Stored> =>
  (await it.db('assignment_rules').where({ built_in: 'review' }).first()) as Stored;
const names = async (): Promise<string[]> =>
  (await it.db('assignment_rules').orderBy(['position', 'id']).pluck('name')) as string[];
const textIn = (answer: Answer, selector: string): string =>
  answer.page
    .querySelectorAll(selector)
    .map(({ text }) => text)
    .join('\n');

const VIP: FormValues = {
  'c.0.field': 'customer_level',
  'c.0.operator': 'in',
  'c.0.any': 'vip',
};

describe('making one', () => {
  test('is stored as it was said, at the end of the order, on record, and told as a sentence', async () => {
    const rule = await made('VIP 客户', { ...toGroup(), ...VIP, strategy: 'familiar', fallback: 'idle' });
    expect(rule).toMatchObject({
      ...{ name: 'VIP 客户', active: true, version: 1, position: (await review()).position + 1 },
      ...{ occasions: ['created', 'escalated', 'dispatched'], strategy: 'familiar', fallback: 'idle' },
      ...{ group_id: company.groups.afterSales, assignee_id: null },
      condition: {
        version: 1,
        root: {
          kind: 'all',
          of: [{ kind: 'test', field: 'customer_level', operator: 'in', value: ['vip'] }],
        },
      },
    });
    const entry: unknown = await it
      .db('audit_log')
      .where({ subject_type: 'rule' })
      .orderBy('id', 'desc')
      .first();
    expect(entry).toMatchObject({ action: 'rule_created', subject_name: 'VIP 客户' });
    const list = await admin.get(LIST);
    for (const words of ['客户等级是 VIP', '售后一组', '熟客优先，否则按空闲', '新建、升级'])
      expect(textIn(list, `tr[data-key="${rule.id}"]`)).toContain(words);
    for (const words of ['分类指定的组', '默认组']) expect(textIn(list, '.g-rule-else')).toContain(words);
    expect((await admin.get('/admin/audit')).page.text).toContain('分派规则');
  });

  test('comes back as it was stored, saved again it is the same', async () => {
    const rule = await made('林知夏的', {
      ...{ ...toGroup(), ...VIP, assignee_id: String(company.people.aftersales) },
      ...{ occasions: ['reopened'], active: [] },
    });
    expect(rule).toMatchObject({ active: false, assignee_id: company.people.aftersales, strategy: null });
    expect((await send(await admin.get(editOf(rule)), editOf(rule))).status).toBe(303);
    expect(await stored(rule)).toMatchObject({
      ...rule,
      version: 2,
      updated_at: expect.anything() as unknown,
    });
  });

  test('a step of the builder comes back with what was typed, and saves nothing', async () => {
    const typed = { ...toGroup(), ...VIP, name: '还没好', _step: 'add:c' };
    const stepped = await send(await admin.get(NEW), NEW, typed);
    expect(stepped.status).toBe(200);
    expect(valuesOfForm(stepped.page, NEW)).toMatchObject({ ...toGroup(), name: '还没好', 'c.1.field': '' });
    expect(await names()).not.toContain('还没好');
  });
});

describe('what is refused stands beside its input, and what was typed stays', () => {
  test.each<[string, () => FormValues, string]>([
    ['no name', () => ({ name: ' ', ...toGroup() }), 'name'],
    ['no target', () => ({ group_id: '' }), 'group_id'],
    ['no occasion', () => ({ occasions: [], ...toGroup() }), 'occasions'],
    ['a strange occasion', () => ({ occasions: ['never'], ...toGroup() }), 'occasions'],
    ['a strange strategy', () => ({ strategy: 'chance', ...toGroup() }), 'strategy'],
    ['a group that is none', () => ({ group_id: '99999' }), 'group_id'],
    ['a person that is none', () => ({ assignee_id: '99999' }), 'assignee_id'],
    [
      'a person of another group',
      () => ({ ...toGroup(), assignee_id: String(company.people.tier1) }),
      'assignee_id',
    ],
  ])('%s', async (_name, changes, field) => {
    const answer = await send(await admin.get(NEW), NEW, { name: '新规则', ...VIP, ...changes() });
    expect(answer.status).toBe(422);
    expect(Object.keys(problemsBeside(answer.page))).toContain(field);
    expect(valuesOfForm(answer.page, NEW)).toMatchObject({ 'c.0.field': 'customer_level', 'c.0.any': 'vip' });
    expect(await names()).toEqual(['审核']);
  });

  test('a name that is taken, a group and a person out of use', async () => {
    await made('第一条');
    const again = await send(await admin.get(NEW), NEW, { name: '第一条', ...toGroup() });
    expect([again.status, Object.keys(problemsBeside(again.page))]).toEqual([422, ['name']]);
    await it.db('groups').where({ id: company.groups.afterSales2 }).update({ active: false });
    await it.db('users').where({ id: company.people.ops }).update({ active: false });
    for (const [key, id] of [
      ['group_id', company.groups.afterSales2],
      ['assignee_id', company.people.ops],
    ] as const) {
      const answer = await send(await admin.get(NEW), NEW, { name: '第二条', [key]: String(id) });
      expect([answer.status, Object.keys(problemsBeside(answer.page))]).toEqual([422, [key]]);
    }
  });

  test('conditions that mean nothing', async () => {
    const answer = await send(await admin.get(NEW), NEW, {
      name: '坏',
      ...toGroup(),
      ...VIP,
      'c.0.any': 'x',
    });
    expect(answer.status).toBe(422);
    expect(answer.page.querySelector('#condition .g-err')).not.toBeNull();
  });
});

describe('two administrators', () => {
  test('are told of each other: what was left alone follows, what was typed stays', async () => {
    const rule = await made('甲');
    const page = await admin.get(editOf(rule));
    expect((await send(page, editOf(rule), { ...VIP, strategy: 'idle' })).status).toBe(303);
    const late = await send(page, editOf(rule), { name: '乙' });
    expect(late.status).toBe(409);
    const form = valuesOfForm(late.page, editOf(rule));
    expect(form).toMatchObject({ name: '乙', strategy: 'idle', 'c.0.field': 'customer_level', version: '2' });
    expect((await send(late, editOf(rule))).status).toBe(303);
    expect(await stored(rule)).toMatchObject({ name: '乙', strategy: 'idle', version: 3 });
  });

  test('of two who change the conditions, the later one sees both', async () => {
    const rule = await made('甲', { ...toGroup(), ...VIP });
    const page = await admin.get(editOf(rule));
    await send(page, editOf(rule), { 'c.0.any': ['svip'] });
    const late = await send(page, editOf(rule), { 'c.0.operator': 'not_in' });
    expect(late.status).toBe(409);
    expect(valuesOfForm(late.page, editOf(rule))).toMatchObject({ 'c.0.operator': 'not_in' });
    expect(late.page.text).toContain('现在保存着的条件：客户等级是 SVIP');
  });
});

describe('deleting', () => {
  test('takes it away, by the version that was shown', async () => {
    const rule = await made('甲');
    const remove = `${editOf(rule)}/delete`;
    const page = await admin.get(editOf(rule));
    await send(page, editOf(rule), { name: '乙' });
    expect((await send(page, remove)).status).toBe(409);
    const answer = await send(await admin.get(editOf(rule)), remove);
    expect([answer.status, await stored(rule)]).toEqual([303, undefined]);
    expect((await admin.get(editOf(rule))).status).toBe(404);
  });
});

describe('the order', () => {
  test('is changed by steps and as a whole, the review step among them, and stands on record', async () => {
    const [one, two] = [await made('一'), await made('二')];
    expect(await names()).toEqual(['审核', '一', '二']);
    const stepped = await send(await admin.get(LIST), ORDER, { move: `${two.id}:up` });
    expect([stepped.status, await names()]).toEqual([303, ['审核', '二', '一']]);
    const { id } = await review();
    const whole = await send(await admin.get(LIST), ORDER, { order: [two.id, one.id, id].join(',') });
    expect([whole.status, await names()]).toEqual([303, ['二', '一', '审核']]);
    const entry: unknown = await it
      .db('audit_log')
      .where({ action: 'rules_reordered' })
      .orderBy('id', 'desc')
      .first();
    expect(entry).toMatchObject({
      changes: {
        order: [
          ['审核', '二', '一'],
          ['二', '一', '审核'],
        ],
      },
    });
  });

  test('of a page that is out of date changes nothing', async () => {
    const one = await made('一');
    const page = await admin.get(LIST);
    await made('二');
    const answer = await send(page, ORDER, { move: `${one.id}:up` });
    expect([answer.status, await names()]).toEqual([409, await names()]);
    expect(answer.page.querySelector('.g-note.g-stop')).not.toBeNull();
  });

  test.each(['1', '1,1', '999999', 'x'])('"%s" is none', async (order) => {
    await made('一');
    const answer = await send(await admin.get(LIST), ORDER, { order });
    expect([answer.status, await names()]).toEqual([422, ['审核', '一']]);
  });
});

describe('the switch', () => {
  test('switches one rule, and says when somebody was faster', async () => {
    const rule = await made('一');
    const page = await admin.get(LIST);
    const flip = (to: string): Promise<Answer> =>
      admin.post(`${editOf(rule)}/switch`, { ...valuesOfForm(page.page, ORDER), to });
    expect((await flip('off:1')).status).toBe(303);
    expect(await stored(rule)).toMatchObject({ active: false, version: 2 });
    expect((await flip('on:1')).status).toBe(409);
    for (const to of ['', 'off', 'off:x', 'maybe:1']) expect((await flip(to)).status).toBe(422);
  });

  test('works where the target has gone out of use, which the list says', async () => {
    const rule = await made('一');
    await it.db('groups').where({ id: company.groups.afterSales }).update({ active: false });
    const page = await admin.get(LIST);
    expect(textIn(page, `tr[data-key="${rule.id}"]`)).toContain('目标已停用');
    const form = { ...valuesOfForm(page.page, ORDER), to: 'off:1' };
    expect((await admin.post(`${editOf(rule)}/switch`, form)).status).toBe(303);
  });

  test('of the review step is the setting', async () => {
    const { id, active } = await review();
    const page = await admin.get(LIST);
    const button = page.page.querySelector(`#switch-${id}`);
    const form = { ...valuesOfForm(page.page, ORDER), to: button?.getAttribute('value') ?? '' };
    expect(form.to).toMatch(/^off:/);
    expect((await admin.post(`${LIST}/${id}/switch`, form)).status).toBe(303);
    expect(await it.db('settings').where({ key: 'review_step' }).first('value')).toEqual({ value: false });
    expect((await review()).active).toBe(active);
    expect(
      (await admin.post(`${LIST}/${id}/switch`, { ...form, to: form.to.replace('off', 'on') })).status,
    ).toBe(409);
  });
});

describe('the review step', () => {
  test('has no form and is not deleted', async () => {
    const { id } = await review();
    const { version: _, ...form } = valuesOfForm((await admin.get(NEW)).page, NEW);
    expect((await admin.get(`${LIST}/${id}`)).status).toBe(404);
    expect(
      (await admin.post(`${LIST}/${id}`, { ...form, version: '1', name: 'x', ...toGroup() })).status,
    ).toBe(404);
    const gone = await admin.post(`${LIST}/${id}/delete`, { _csrf: form['_csrf'] ?? '', version: '1' });
    expect([gone.status, (await review()).id]).toEqual([404, id]);
  });
});

describe('a group that a rule names', () => {
  test.each(['deactivated', 'deleted'])('is not %s unnoticed', async (step) => {
    const rule = await made('二组的单', { group_id: String(company.groups.afterSales2) });
    const at = `/admin/groups/${company.groups.afterSales2}`;
    const page = await admin.get(at);
    const refused =
      step === 'deleted' ? await send(page, `${at}/delete`) : await send(page, at, { active: [] });
    expect(refused.status).toBe(409);
    expect(textIn(refused, '.g-note')).toContain('二组的单');
    await it.db('assignment_rules').where({ id: rule.id }).delete();
  });
});

describe('who may', () => {
  test.each(['tier1', 'aftersales', 'review'])('%s finds nothing there', async (username) => {
    const client = it.client();
    await client.signIn(username);
    for (const path of [LIST, NEW, TRY, `${LIST}/1`]) expect((await client.get(path)).status).toBe(403);
    for (const path of [ORDER, NEW, TRY, `${LIST}/1/switch`, `${LIST}/1/delete`])
      expect((await client.post(path, {})).status).toBeGreaterThanOrEqual(403);
  });
});

describe('what somebody else wrote', () => {
  test.each<[string, FormValues]>([
    ['nothing', {}],
    ['lists for texts', { name: ['a', 'b'], group_id: ['1', '2'], version: ['1', '2'] }],
    ['conditions without end', { name: 'x', 'c.0.0.0.0.0.0.0.0.field': 'title', 'c.999.field': 'x' }],
    ['a null character', { name: 'a\u0000b', group_id: '1' }],
    ['a strange attribute', { name: 'x', 'c.0.field': '__proto__', 'c.0.operator': 'constructor' }],
    ['numbers without end', { name: 'x', group_id: '9'.repeat(30), assignee_id: '-1' }],
  ])('%s is answered in words', async (_name, form) => {
    const { _csrf } = valuesOfForm((await admin.get(NEW)).page, NEW);
    const rule = await made('一');
    const csrf: FormValues = _csrf === undefined ? {} : { _csrf };
    for (const path of [NEW, editOf(rule), `${editOf(rule)}/delete`, `${editOf(rule)}/switch`, ORDER, TRY]) {
      const { status } = await admin.post(path, { ...form, ...csrf });
      expect([path, status >= 400 && status < 500]).toEqual([path, true]);
    }
  });

  test.each(['0', 'x', '99999999999', '-1'])('no rule is called %s', async (id) => {
    expect((await admin.get(`${LIST}/${id}`)).status).toBeGreaterThanOrEqual(400);
    expect((await admin.get(`${LIST}/${id}`)).status).toBeLessThan(500);
  });
});

describe('trying', () => {
  const tryWith = async (changes: FormValues): Promise<Answer> => send(await admin.get(TRY), TRY, changes);
  const result = (answer: Answer): string => textIn(answer, '#result');
  const outcomes = (answer: Answer): string[] =>
    answer.page
      .querySelectorAll('.g-rule-judged > li')
      .map((each) => each.querySelector('.g-rule-why')?.text.trim() ?? '');

  test('a ticket as somebody thinks of it: which rule, why not the others, who and why', async () => {
    await made('没开', { ...toGroup(), active: [] });
    await made('SVIP', { ...toGroup(), ...VIP, 'c.0.any': 'svip' });
    await made('VIP', { ...toGroup(), ...VIP, strategy: 'least_open' });
    await made('其余', { group_id: String(company.groups.operations) });
    const before = await it.db('tickets').count().first();
    const answer = await tryWith({ category: String(company.categories.refund), customer_level: 'vip' });
    expect(answer.status).toBe(200);
    expect(outcomes(answer)).toEqual([
      '这个时刻不用它',
      '已停用',
      '条件不符合',
      '由它决定',
      '前面已有规则决定',
    ]);
    expect(textIn(answer, '.g-rule-answers li[data-holds=false]')).toContain('客户等级是 SVIP');
    for (const words of ['“VIP”', '售后一组 · 按负载', '会派给 林知夏：在办的最少'])
      expect(result(answer)).toContain(words);
    for (const words of ['韩屿', '在岗', '0 /', '会收到它'])
      expect(textIn(answer, '.g-rule-members')).toContain(words);
    expect(answer.page.querySelector('[name=customer_level] option[selected]')?.getAttribute('value')).toBe(
      'vip',
    );
    expect(await it.db('tickets').count().first()).toEqual(before);
  });

  test('nobody on duty, a person named, a pool, no rule', async () => {
    const category = String(company.categories.refund);
    const rule = await made('VIP', { ...toGroup(), strategy: 'idle' });
    await it.db('duty').update({ state: 'offline' });
    const away = await tryWith({ category });
    expect(result(away)).toContain('现在没有人能接');
    expect(textIn(away, '.g-rule-members')).toContain('离线');
    const { people } = company;
    await send(await admin.get(editOf(rule)), editOf(rule), { assignee_id: String(people.aftersales) });
    expect(result(await tryWith({ category }))).toContain('直接派给 林知夏');
    await it.db('duty').update({ state: 'on_duty' });
    await it.db('assignment_rules').where({ id: rule.id }).update({ assignee_id: null, strategy: 'pool' });
    expect(result(await tryWith({ category }))).toContain('留在组里');
    await it.db('assignment_rules').where({ id: rule.id }).delete();
    expect(result(await tryWith({ category }))).toContain('没有规则符合');
  });

  test('a ticket that is there, by its number', async () => {
    await made('退款', {
      ...toGroup(),
      ...{ 'c.0.field': 'category', 'c.0.operator': 'in', 'c.0.any': String(company.categories.line) },
    });
    const ticket = await aTicket(it.db, company);
    const answer = await tryWith({ number: ticket.toLowerCase(), occasion: 'dispatched' });
    expect(answer.status).toBe(200);
    expect(result(answer)).toContain('规则“退款”');
    expect(textIn(answer, '#result').length).toBeGreaterThan(0);
    expect(answer.page.querySelector(`a[href="/tickets/${ticket}"]`)).not.toBeNull();
  });

  test.each<[string, FormValues, string]>([
    ['a number that is none', { number: 'GD261122-9999' }, 'number'],
    ['no number at all', { number: "'; drop table tickets" }, 'number'],
    ['nothing', {}, 'category'],
    ['a category that is none', { category: '99999' }, 'category'],
    ['a strange occasion', { occasion: 'never' }, 'occasion'],
  ])('%s is refused beside its input', async (_name, changes, field) => {
    const answer = await tryWith({ title: '打字', ...changes });
    expect([answer.status, Object.keys(problemsBeside(answer.page))]).toEqual([422, [field]]);
    expect(answer.page.querySelector('[name=title]')?.getAttribute('value')).toBe('打字');
  });
});
