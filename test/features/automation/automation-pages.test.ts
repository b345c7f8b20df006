import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { Automation } from '../../../src/domain/automation/automation.ts';
import { openTestApp, type TestApp } from '../../support/app.ts';
import { aCompany, type Company } from '../../support/company.ts';
import { problemsBeside } from '../../support/form-state.ts';
import type { Answer, FormValues, HttpClient } from '../../support/http-client.ts';
import { valuesOfForm } from '../../support/page-form.ts';

/** `/admin/automations` (spec 04): the list and the editor, as somebody without a script uses them. */

let it: TestApp;
let company: Company;
let admin: HttpClient;

const LIST = '/admin/automations';
const NEW = `${LIST}/new`;

beforeAll(async () => {
  it = await openTestApp();
  company = await aCompany(it.db);
  admin = it.client();
  await admin.signIn('admin');
});
afterAll(() => it.close());
beforeEach(async () => {
  await it.db('automations').delete();
});

/** The form as it stands on the page, with some answers changed, sent by its button or by a step of it. */
const send = async (page: Answer, action: string, changes: FormValues = {}): Promise<Answer> =>
  admin.post(action, { ...valuesOfForm(page.page, action), ...changes });

const NOTE: FormValues = { 'a.0.kind': 'add_note', 'a.0.text': '请尽快处理 {number}' };
const ON_URGE: FormValues = { name: '连催提醒', trigger: 'event', events: ['urge'] };

async function made(changes: FormValues = {}): Promise<Stored> {
  const answer = await send(await admin.get(NEW), NEW, { ...ON_URGE, ...NOTE, ...changes });
  expect([answer.status, answer.location]).toEqual([303, LIST]);
  return (await it.db('automations').orderBy('id', 'desc').first()) as Stored;
}

type Stored = Omit<Automation, 'builtIn'> & {
  readonly built_in: string | null;
  readonly position: number;
  readonly next_run_at: Date | null;
};

const editOf = ({ id }: { readonly id: number }): string => `${LIST}/${id}`;
const stored = async ({ id }: { readonly id: number }): Promise<Stored> =>
  (await it.db('automations').where({ id }).first()) as Stored;
const names = async (): Promise<string[]> =>
  (await it.db('automations').orderBy(['position', 'id']).pluck('name')) as string[];
const noteOf = (answer: Answer, kind: 'bad' | 'stop'): string =>
  answer.page.querySelector(`.g-note.g-${kind}`)?.text ?? '';

describe('making one', () => {
  test('is stored as it was said, at the end of the order, and on record', async () => {
    await made({ name: '第一条' });
    const automation = await made({
      'a.1.kind': 'notify',
      'a.1.to': ['duty_leader', 'assignee'],
      'a.1.person_ids': [String(company.people.manager)],
      'a.1.text': '{title} 又被催了',
      'a.2.kind': 'assign',
      'a.2.group_id': String(company.groups.afterSales2),
      stops: 'on',
    });
    expect(automation).toMatchObject({
      ...{ name: '连催提醒', active: true, stops: true, version: 1, position: 1 },
      ...{ events: ['urge'], schedule: null, next_run_at: null },
      condition: { version: 1, root: { kind: 'all', of: [] } },
    });
    expect(automation.actions).toEqual([
      { kind: 'add_note', text: '请尽快处理 {number}' },
      {
        kind: 'notify',
        to: [{ kind: 'assignee' }, { kind: 'duty_leader' }, { kind: 'person', id: company.people.manager }],
        text: '{title} 又被催了',
      },
      { kind: 'assign', groupId: company.groups.afterSales2, assigneeId: null },
    ]);
    const audit = (await it
      .db('audit_log')
      .where({ subject_type: 'automation' })
      .orderBy('id', 'desc')
      .first()) as {
      action: string;
      subject_name: string;
    };
    expect(audit).toMatchObject({ action: 'automation_created', subject_name: '连催提醒' });
  });

  test.each([
    ['every', { trigger: 'every', every: '30' }, { every: 30 }],
    ['at', { trigger: 'at', at: '09:30' }, { at: '09:30' }],
  ])('by the clock: %s', async (_name, changes, schedule) => {
    const automation = await made(changes);
    expect(automation).toMatchObject({ events: [], schedule });
    expect(automation.next_run_at!.getTime()).toBeGreaterThan(Date.now() - 60_000);
    const off = await send(await admin.get(editOf(automation)), editOf(automation), { active: 'off' });
    expect([off.status, (await stored(automation)).next_run_at]).toEqual([303, null]);
  });

  test('each kind of action comes back as it was stored', async () => {
    const tag = { kind: 'tag', key: 'again', label_zh: '重复', label_en: 'Again', position: 0 };
    await it.db('choices').insert(tag).onConflict(['kind', 'key']).ignore();
    const automation = await made({
      ...{ 'a.0.kind': 'set_priority', 'a.0.priority': 'urgent', 'a.0.text': [] },
      ...{ 'a.1.kind': 'add_tags', 'a.1.tags': ['again'] },
      ...{ 'a.2.kind': 'remove_tags', 'a.2.tags': ['again'] },
      ...{ 'a.3.kind': 'assign', 'a.3.assignee_id': String(company.people.aftersales) },
      ...{ 'a.4.kind': 'escalate_to_manager' },
      ...{ 'a.5.kind': 'call_webhook', 'a.5.address': 'https://example.com/hook?a=1' },
      ...{ 'a.6.kind': 'assign' },
    });
    const edit = editOf(automation);
    expect((await send(await admin.get(edit), edit)).status).toBe(303);
    const again = await stored(automation);
    expect([again.version, again.actions]).toEqual([2, automation.actions]);
    const list = (await admin.get(LIST)).page.querySelector('.g-auto-told')?.text ?? '';
    for (const words of ['优先级改为“紧急”', '重复', '林知夏', '升级给上级', '交给默认组', 'example.com'])
      expect(list).toContain(words);
  });
});

describe('what is refused stands beside its input, and what was typed stays', () => {
  test.each<[string, FormValues, string]>([
    ['no name', { name: ' ' }, 'name'],
    ['no event', { events: [] }, 'events'],
    ['a strange event', { events: ['explode'] }, 'events'],
    ['too often', { trigger: 'every', every: '1' }, 'every'],
    ['no time', { trigger: 'at', at: '25:00' }, 'at'],
    ['an empty note', { 'a.0.text': '' }, 'text'],
    ['a placeholder that nothing fills', { 'a.0.text': '{编号} 又来了' }, 'text'],
    ['nobody to tell', { 'a.0.kind': 'notify', 'a.0.text': '喂' }, 'to'],
    ['a group that is none', { 'a.0.kind': 'assign', 'a.0.group_id': '99999', 'a.0.text': [] }, 'group_id'],
    [
      'no web address',
      { 'a.0.kind': 'call_webhook', 'a.0.address': 'javascript:1', 'a.0.text': [] },
      'address',
    ],
    [
      'a priority that is none',
      { 'a.0.kind': 'set_priority', 'a.0.priority': 'x', 'a.0.text': [] },
      'priority',
    ],
  ])('%s', async (_name, changes, field) => {
    const sent = { ...ON_URGE, ...NOTE, ...changes };
    const answer = await send(await admin.get(NEW), NEW, sent);
    expect(answer.status).toBe(422);
    expect(Object.keys(problemsBeside(answer.page))).toEqual([field]);
    const shown = valuesOfForm(answer.page, NEW);
    expect([shown['name'], shown['a.0.kind']]).toEqual([sent['name'], sent['a.0.kind']]);
    expect(await names()).toEqual([]);
  });

  test('no action at all', async () => {
    const answer = await send(await admin.get(NEW), NEW, ON_URGE);
    expect([answer.status, answer.page.querySelector('#actions-error')?.text.trim()]).toEqual([
      422,
      '请至少添加一个动作。',
    ]);
  });

  test('a name that another one has', async () => {
    await made();
    const answer = await send(await admin.get(NEW), NEW, { ...ON_URGE, ...NOTE });
    expect([answer.status, Object.keys(problemsBeside(answer.page))]).toEqual([422, ['name']]);
  });

  test.each<[string, FormValues]>([
    ['a strange input', { surprise: '1' }],
    ['a strange input of an action', { 'a.0.surprise': '1' }],
    ['a strange action', { 'a.0.kind': 'format_disk' }],
    ['an action without a kind', { 'a.7.text': 'x' }],
    ['a strange place', { 'a.-1.text': 'x' }],
    ['conditions of no shape', { 'c.kind': 'some' }],
    ['a strange input of the conditions', { 'c.0.drop': '1' }],
    ['an attribute that is none', { 'c.0.field': 'nothing', 'c.0.operator': 'is', 'c.0.is': 'true' }],
    ['a name twice', { name: ['a', 'b'] }],
    [
      'too many actions',
      Object.fromEntries(Array.from({ length: 21 }, (_e, at) => [`a.${at}.kind`, 'escalate_to_manager'])),
    ],
  ])('what no page sends: %s', async (_name, changes) => {
    const answer = await send(await admin.get(NEW), NEW, { ...ON_URGE, ...NOTE, ...changes });
    expect(answer.status).toBe(422);
    expect(await names()).toEqual([]);
  });
});

describe('the rows of the actions, without a script', () => {
  const kinds = (answer: Answer): (string | undefined)[] =>
    answer.page
      .querySelectorAll('.g-auto-action input[type=hidden]')
      .map((each) => each.getAttribute('value'));
  const step = (page: Answer, pressed: string, more: FormValues = {}): Promise<Answer> =>
    send(page, NEW, { ...more, _step: pressed });

  test('are added, moved and removed; nothing is saved, and nothing typed is lost', async () => {
    let page = await step(await admin.get(NEW), 'action_add', { name: '未完', _kind: 'add_note' });
    expect([page.status, kinds(page)]).toEqual([200, ['add_note']]);
    page = await step(page, 'action_add', { _kind: 'escalate_to_manager', 'a.0.text': '写了一半' });
    page = await step(page, 'action_add', { _kind: 'notify' });
    expect(kinds(page)).toEqual(['add_note', 'escalate_to_manager', 'notify']);
    page = await step(page, 'action_up:2');
    page = await step(page, 'action_down:0');
    expect(kinds(page)).toEqual(['notify', 'add_note', 'escalate_to_manager']);
    page = await step(page, 'action_remove:2');
    expect(kinds(page)).toEqual(['notify', 'add_note']);
    expect(valuesOfForm(page.page, NEW)).toMatchObject({ name: '未完', 'a.1.text': '写了一半' });
    expect(await names()).toEqual([]);
  });

  test.each(['action_up:0', 'action_down:9', 'action_remove:99', 'action_up', 'action_add'])(
    '%s with nothing to do does nothing',
    async (pressed) => {
      const page = await step(await admin.get(NEW), pressed, { ...NOTE, _kind: 'nothing' });
      expect([page.status, kinds(page)]).toEqual([200, ['add_note']]);
    },
  );

  test('conditions grow in the same form', async () => {
    const page = await step(await admin.get(NEW), 'add:c', NOTE);
    expect([page.status, kinds(page)]).toEqual([200, ['add_note']]);
    expect(page.page.querySelector('[name="c.0.field"]')).not.toBeNull();
  });

  test('with a script only the rows come back', async () => {
    const opened = await admin.get(NEW);
    const answer = await admin.post(
      NEW,
      { ...valuesOfForm(opened.page, NEW), _step: 'action_add', _kind: 'add_note' },
      { 'hx-request': 'true' },
    );
    expect([answer.status, answer.text.includes('<html'), kinds(answer)]).toEqual([200, false, ['add_note']]);
    expect(answer.page.querySelector('[autofocus]')).not.toBeNull();
  });
});

describe('changing one', () => {
  test('two administrators: the second is told, keeps what they typed, and takes over the rest', async () => {
    const automation = await made();
    const edit = editOf(automation);
    const [first, second] = [await admin.get(edit), await admin.get(edit)];
    expect((await send(first, edit, { name: '连催三次', events: ['urge', 'append'] })).status).toBe(303);
    const late = await send(second, edit, { 'a.0.text': '改过的内容' });
    expect(late.status).toBe(409);
    for (const words of ['连催三次', '追加', '超管']) expect(noteOf(late, 'stop')).toContain(words);
    const shown = valuesOfForm(late.page, edit);
    expect(shown).toMatchObject({
      ...{ name: '连催三次', events: ['urge', 'append'], 'a.0.text': '改过的内容', version: '2' },
    });
    expect((await send(late, edit)).status).toBe(303);
    expect(await stored(automation)).toMatchObject({
      ...{ name: '连催三次', version: 3, events: ['urge', 'append'] },
      actions: [{ kind: 'add_note', text: '改过的内容' }],
    });
  });

  test('a changed action is told in words', async () => {
    const automation = await made();
    const edit = editOf(automation);
    const [first, second] = [await admin.get(edit), await admin.get(edit)];
    await send(first, edit, { 'a.0.kind': 'set_priority', 'a.0.priority': 'high', 'a.0.text': [] });
    const late = await send(second, edit, { name: '另一个名字' });
    expect([late.status, noteOf(late, 'stop').includes('优先级改为“高”')]).toEqual([409, true]);
    expect(valuesOfForm(late.page, edit)).toMatchObject({ name: '另一个名字', 'a.0.kind': 'set_priority' });
  });

  test.each(['', 'x', '-1'])('a version that is none: %o', async (version) => {
    const automation = await made();
    const edit = editOf(automation);
    expect((await send(await admin.get(edit), edit, { version })).status).toBe(422);
  });

  test('a group that went out of use since stays where it is chosen, and is not offered anew', async () => {
    const automation = await made({
      'a.0.kind': 'assign',
      'a.0.group_id': String(company.groups.operations),
      'a.0.text': [],
    });
    await it.db('groups').where('id', company.groups.operations).update({ active: false });
    const edit = editOf(automation);
    const answer = await send(await admin.get(edit), edit, { name: '改个名字' });
    expect(answer.status).toBe(303);
    const fresh = await send(await admin.get(NEW), NEW, {
      ...NOTE,
      'a.0.kind': 'assign',
      _step: 'action_up:0',
    });
    const offered = fresh.page.querySelectorAll('[name="a.0.group_id"] option').map((each) => each.text);
    expect([offered.includes('售后一组'), offered.includes('产品运营')]).toEqual([true, false]);
    await it.db('groups').where('id', company.groups.operations).update({ active: true });
  });

  test('a copy begins as the original, switched off', async () => {
    const automation = await made();
    const page = await admin.get(`${NEW}?from=${automation.id}`);
    const values = valuesOfForm(page.page, NEW);
    expect(values).toMatchObject({ name: '连催提醒（副本）', 'a.0.text': '请尽快处理 {number}' });
    expect((await admin.post(NEW, values)).status).toBe(303);
    expect(await it.db('automations').where('name', '连催提醒（副本）').first()).toMatchObject({
      active: false,
    });
    expect((await admin.get(`${NEW}?from=999999`)).status).toBe(404);
  });

  test('is deleted as it was shown, and not when somebody changed it; a shipped one never is', async () => {
    const automation = await made();
    const [edit, gone] = [editOf(automation), `${editOf(automation)}/delete`];
    const page = await admin.get(edit);
    await send(page, edit, { name: '改过了' });
    const late = await send(page, gone);
    expect([late.status, noteOf(late, 'stop').includes('改过了')]).toEqual([409, true]);
    expect((await send(await admin.get(edit), gone)).location).toBe(LIST);
    expect((await admin.get(edit)).status).toBe(404);

    const shipped = await made();
    await it.db('automations').where('id', shipped.id).update({ built_in: 'shipped' });
    const opened = await admin.get(editOf(shipped));
    expect(opened.page.querySelector(`form[action="${editOf(shipped)}/delete"]`)).toBeNull();
    const { _csrf = '', version = '' } = valuesOfForm(opened.page, editOf(shipped));
    const refused = await admin.post(`${editOf(shipped)}/delete`, { _csrf, version });
    expect([refused.status, noteOf(refused, 'bad').includes('内置')]).toEqual([409, true]);
  });
});

describe('the list', () => {
  const act = (path: string, values: FormValues, headers = {}): Promise<Answer> =>
    admin.submit(path, values, { on: LIST, hidden: ['before'], headers });
  const csrfOf = async (): Promise<string> =>
    (await admin.get(LIST)).page.querySelector('input[name=_csrf]')?.getAttribute('value') ?? '';
  const order = async (values: FormValues, headers = {}): Promise<Answer> =>
    act(`${LIST}/order`, values, headers);

  test('says that there is none', async () => {
    const page = (await admin.get(LIST)).page;
    expect(page.querySelector('.g-empty')?.text).toContain('还没有自动化');
  });

  test('tells what each does, and what is shipped', async () => {
    const automation = await made({ stops: 'on' });
    await it.db('automations').where('id', automation.id).update({ built_in: 'shipped' });
    const row = (await admin.get(LIST)).page.querySelector('tbody tr');
    expect(row?.querySelector('.g-auto-told')?.text).toBe(
      '当“催单”发生，则写备注“请尽快处理 {number}”；到此为止。',
    );
    expect([row?.querySelector('.g-bd')?.text, row?.text.includes('从未')]).toEqual(['内置', true]);
  });

  test('is put into another order, by steps and as a whole, unless somebody was faster', async () => {
    const [one, two, three] = [
      await made({ name: '一' }),
      await made({ name: '二' }),
      await made({ name: '三' }),
    ];
    await order({ move: `${three.id}:up` });
    expect(await names()).toEqual(['一', '三', '二']);
    await order({ move: `${one.id}:up` });
    expect(await names()).toEqual(['一', '三', '二']);
    const swapped = await order({ order: [two.id, one.id, three.id].join(',') }, { 'hx-request': 'true' });
    expect([swapped.status, await names()]).toEqual([200, ['二', '一', '三']]);
    const late = await order({ before: [one.id, two.id, three.id].join(','), move: `${one.id}:down` });
    expect([late.status, noteOf(late, 'stop') !== '', await names()]).toEqual([
      409,
      true,
      ['二', '一', '三'],
    ]);
    expect((await order({ order: String(one.id) })).status).toBe(422);
    expect(
      await it.db('audit_log').where({ action: 'automations_reordered' }).orderBy('id', 'desc').first(),
    ).toMatchObject({
      changes: {
        order: [
          ['一', '三', '二'],
          ['二', '一', '三'],
        ],
      },
    });
  });

  test('switches one on and off, as it was shown', async () => {
    const automation = await made();
    const path = `${editOf(automation)}/switch`;
    const _csrf = await csrfOf();
    expect((await admin.post(path, { _csrf, to: 'off:1' })).location).toBe(LIST);
    expect(await stored(automation)).toMatchObject({ active: false, version: 2 });
    const late = await admin.post(path, { _csrf, to: 'on:1' });
    expect([late.status, noteOf(late, 'stop') !== '']).toEqual([409, true]);
    await admin.post(path, { _csrf, to: 'on:2' });
    expect(await stored(automation)).toMatchObject({ active: true, version: 3 });
    for (const to of ['on', 'maybe:1', 'on:x'])
      expect((await admin.post(path, { _csrf, to })).status, to).toBe(422);
    expect((await admin.post(path, { _csrf, to: 'off:0' })).status).toBe(409);
    expect((await admin.post(`${LIST}/999999/switch`, { _csrf, to: 'on:1' })).status).toBe(404);
  });
});

test('it is for those who configure', async () => {
  const automation = await made();
  const edit = editOf(automation);
  for (const who of ['manager', 'tier1'] as const) {
    const person = it.client();
    await person.signIn(who);
    for (const path of [LIST, NEW, edit, `${edit}/history`, `${edit}/dry-run`])
      expect((await person.get(path)).status, `${who} ${path}`).toBe(403);
    const posted = await person.submit(`${edit}/delete`, { version: 1 }, { on: '/profile' });
    expect(posted.status).toBe(403);
  }
  for (const path of [`${LIST}/999999`, `${LIST}/x`, `${LIST}/99999999999999`])
    expect((await admin.get(path)).status, path).toBe(404);
});
