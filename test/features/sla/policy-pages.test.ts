import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { openTestApp, type TestApp } from '../../support/app.ts';
import { aCompany } from '../../support/company.ts';
import type { Answer, FormValues, HttpClient } from '../../support/http-client.ts';
import { valuesOfForm } from '../../support/page-form.ts';

/** `/admin/slas` (spec 05): list, editor and trial, as somebody without a script uses them. */

let it: TestApp;
let admin: HttpClient;

const LIST = '/admin/slas';
const NEW = `${LIST}/new`;
const TRY = `${LIST}/try`;

beforeAll(async () => {
  it = await openTestApp();
  await aCompany(it.db);
  admin = it.client();
  await admin.signIn('admin');
});
afterAll(() => it.close());
beforeEach(async () => {
  await it.db('sla_policies').delete();
});

const send = async (page: Answer, action: string, changes: FormValues = {}): Promise<Answer> =>
  admin.post(action, { ...valuesOfForm(page.page, action), ...changes });

const STEP: FormValues = {
  't.resolution.0.when': 'before',
  't.resolution.0.offset': '60',
  't.resolution.0.a.0.kind': 'notify',
  't.resolution.0.a.0.to': ['assignee'],
};

interface Stored {
  readonly id: number;
  readonly name: string;
  readonly version: number;
  readonly active: boolean;
  readonly targets: unknown;
}

async function made(changes: FormValues = {}): Promise<Stored> {
  const page = await admin.get(NEW);
  const values = { name: '退款加急', 't.resolution.minutes': '72', ...STEP };
  const answer = await send(page, NEW, { ...values, ...changes });
  expect([answer.status, answer.location]).toEqual([303, LIST]);
  return (await it.db('sla_policies').orderBy('id', 'desc').first()) as Stored;
}

const stored = async ({ id }: Pick<Stored, 'id'>): Promise<Stored | undefined> =>
  (await it.db('sla_policies').where({ id }).first()) as Stored | undefined;
const names = async (): Promise<string[]> =>
  (await it.db('sla_policies').orderBy(['position', 'id']).pluck('name')) as string[];
const recalculations = async (): Promise<number> =>
  ((await it.db('sla_recalculations').pluck('id')) as number[]).length;

/** A button of a page, with the token of its forms. */
const press = async (page: string, path: string, values: FormValues): Promise<Answer> => {
  const token = (await admin.get(page)).page.querySelector('[name=_csrf]')?.getAttribute('value') ?? '';
  return admin.post(path, { _csrf: token, ...values });
};

describe('the editor', () => {
  test('stores what was said, tells it, and has the clocks worked out anew', async () => {
    const before = await recalculations();
    const policy = await made();
    expect(policy.targets).toEqual([
      {
        metric: 'resolution',
        stage: null,
        minutes: 4320,
        steps: [
          {
            id: 1,
            offset: -60,
            actions: [{ kind: 'notify', to: [{ kind: 'assignee' }], channels: [], text: null }],
          },
        ],
      },
    ]);
    expect(await recalculations()).toBe(before + 1);
    const list = await admin.get(LIST);
    expect(list.page.querySelector('.g-auto-told')?.text).toBe(
      '所有工单：不分昼夜计时，整体 72 小时；提前 1 小时，通知处理人；等待客户时暂停。',
    );
    const edit = `${LIST}/${policy.id}`;
    expect((await send(await admin.get(edit), edit)).status).toBe(303);
    expect((await stored(policy))?.targets).toEqual(policy.targets);
    expect(await recalculations()).toBe(before + 1);
  });

  test('rows are added and removed by buttons that send the form', async () => {
    const page = await admin.get(NEW);
    const values = { name: '甲', 't.resolution.minutes': '2h', 't.stage-review.minutes': '1h' };
    const one = await send(page, NEW, { ...values, _step: 'step_add@resolution' });
    expect(one.status).toBe(200);
    expect(valuesOfForm(one.page, NEW)).toMatchObject({
      name: '甲',
      't.resolution.0.a.0.kind': 'notify',
    });
    const more = await send(one, NEW, {
      _step: 'action_add@resolution.0',
      '_kind.resolution.0': 'escalate_to_manager',
    });
    expect(valuesOfForm(more.page, NEW)['t.resolution.0.a.1.kind']).toBe('escalate_to_manager');
    const spread = await send(more, NEW, { _step: 'spread@resolution' });
    expect(valuesOfForm(spread.page, NEW)['t.stage-review.0.a.1.kind']).toBe('escalate_to_manager');
    const less = await send(spread, NEW, { _step: 'step_remove@resolution.0' });
    expect(valuesOfForm(less.page, NEW)).not.toHaveProperty('t.resolution.0.when');
  });

  test.each<[string, FormValues]>([
    ['no name', { name: '' }],
    ['no time limit', { 't.resolution.minutes': '' }],
    ['no duration', { 't.resolution.minutes': 'soon' }],
    ['a warning before the beginning', { 't.resolution.minutes': '1h' }],
    ['nobody to tell', { 't.resolution.0.a.0.to': [] }],
  ])('refuses %s, and keeps what was typed', async (_name, changes) => {
    const answer = await send(await admin.get(NEW), NEW, {
      ...{ name: '退款加急', 't.resolution.minutes': '72', ...STEP },
      ...changes,
    });
    expect(answer.status).toBe(422);
    expect(valuesOfForm(answer.page, NEW)['t.resolution.minutes']).toBe(
      changes['t.resolution.minutes'] ?? '72',
    );
    expect(await names()).toEqual([]);
  });

  test('a form that was overtaken keeps what was typed', async () => {
    const policy = await made();
    const edit = `${LIST}/${policy.id}`;
    const old = await admin.get(edit);
    await send(await admin.get(edit), edit, { name: '别人改的' });
    const answer = await send(old, edit, { 't.resolution.minutes': '48' });
    expect(answer.status).toBe(409);
    expect(valuesOfForm(answer.page, edit)).toMatchObject({
      name: '别人改的',
      't.resolution.minutes': '48 小时',
    });
  });

  test('is deleted, but a shipped one is not', async () => {
    const policy = await made();
    const remove = (): Promise<Answer> =>
      press(LIST, `${LIST}/${policy.id}/delete`, { version: String(policy.version) });
    await it.db('sla_policies').update({ built_in: 'standard' });
    expect((await remove()).status).toBe(409);
    await it.db('sla_policies').update({ built_in: null });
    expect((await remove()).status).toBe(303);
    expect(await stored(policy)).toBeUndefined();
  });
});

test('the list puts them into order and switches them', async () => {
  const [one, two] = [await made({ name: '甲' }), await made({ name: '乙' })];
  const before = `${one.id},${two.id}`;
  await press(LIST, `${LIST}/order`, { before, move: `${two.id}:up` });
  expect(await names()).toEqual(['乙', '甲']);
  expect((await press(LIST, `${LIST}/order`, { before, move: `${one.id}:down` })).status).toBe(409);
  await press(LIST, `${LIST}/${one.id}/switch`, { to: `off:${one.version}` });
  expect((await stored(one))?.active).toBe(false);
  expect((await press(LIST, `${LIST}/${one.id}/switch`, { to: `on:${one.version}` })).status).toBe(409);
});

test('only those who may change the configuration come in', async () => {
  const agent = it.client();
  await agent.signIn('tier1');
  for (const path of [LIST, NEW, TRY]) expect((await agent.get(path)).status).toBe(403);
});

test('trying tells when what would happen; a pause puts it off', async () => {
  await made();
  const category = (await it
    .db('categories as c')
    .whereNotExists(it.db('categories as k').whereRaw('k.parent_id = c.id'))
    .first('c.id')) as { id: number };
  const run = async (changes: FormValues): Promise<string> => {
    const answer = await press(TRY, TRY, {
      ...{ start: '2026-11-23T09:00', category: String(category.id), priority: 'normal' },
      ...changes,
    });
    expect(answer.status).toBe(200);
    return answer.page.querySelector('#result')?.text.replace(/\s+/g, ' ') ?? '';
  };
  const plain = await run({});
  expect(plain).toContain('2026-11-26 周四 09:00 到期');
  expect(plain).toContain('2026-11-26 周四 08:00 提前 1 小时 通知处理人');
  const paused = await run({
    'pauses.0.from': '2026-11-23T10:00',
    'pauses.0.to': '2026-11-24T11:30',
  });
  expect(paused).toContain('2026-11-27 周五 10:30 到期');
});
