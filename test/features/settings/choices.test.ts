import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { CHOICES_MAX } from '../../../src/domain/choice/choice-rules.ts';
import { openTestApp, type TestApp } from '../../support/app.ts';
import { aCompany, type Company } from '../../support/company.ts';
import type { Answer, HttpClient } from '../../support/http-client.ts';
import { inHand } from '../../support/moved-tickets.ts';
import { aTicket, CLOSING } from '../../support/tickets.ts';

/** The lists that forms choose from (spec 10): theirs to change, but never so that a ticket loses its word. */

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

const LISTS = '/admin/settings/lists';
const versioned = { hidden: ['version'] };

const add = (kind: string, label_zh: string, more: Record<string, string> = {}): Promise<Answer> =>
  admin.submit(`${LISTS}/${kind}/new`, { label_zh, active: 'on', ...more }, { on: `${LISTS}/${kind}/new` });
const change = (kind: string, key: string, values: Record<string, string>): Promise<Answer> =>
  admin.submit(`${LISTS}/${kind}/entries/${key}`, values, {
    on: `${LISTS}/${kind}/entries/${key}`,
    ...versioned,
  });
const note = (answer: Answer): string => answer.page.querySelector('.g-note.g-bad')?.text ?? '';
async function remove(kind: string, key: string): Promise<Answer> {
  const row = (await it.db('choices').where({ kind, key }).first('version')) as { version: number };
  return admin.submit(
    `${LISTS}/${kind}/entries/${key}/delete`,
    { version: row.version },
    { on: `${LISTS}/${kind}` },
  );
}
const keys = (kind: string): Promise<string[]> =>
  it.db('choices').where({ kind }).orderBy(['position', 'key']).pluck('key') as Promise<string[]>;

describe('an entry', () => {
  test('is offered at once, in its place at the end, under a key made from its name', async () => {
    expect((await add('source', '抖音客服', { label_en: 'Douyin' })).location).toBe(`${LISTS}/source`);
    const tier1 = it.client();
    await tier1.signIn('tier1');
    const page = (await tier1.get('/tickets/new')).page;
    const options = page
      .querySelectorAll('select[name=source] option')
      .map((each) => each.getAttribute('value'));
    expect(options.at(-1)).toBe('douyin');
  });

  test('is called the same in English where nothing else is said, and renamed without a new key', async () => {
    await add('tag', '加急');
    expect(await it.db('choices').where({ kind: 'tag' }).first()).toMatchObject({
      key: 'jia_ji',
      label_en: '加急',
    });
    await change('tag', 'jia_ji', { label_zh: '特急', label_en: 'Very urgent', active: 'on' });
    expect(await it.db('choices').where({ kind: 'tag' }).first()).toMatchObject({
      key: 'jia_ji',
      label_zh: '特急',
    });
  });

  test.each([
    ['nothing', ' ', 'label_zh'],
    ['too long', '长'.repeat(41), 'label_zh'],
    ['a name of another entry', '微信', 'label_zh'],
    ['its English name', 'WECHAT', 'label_en'],
  ])('%s is refused', async (_name, label, field) => {
    const answer = await add('source', label);
    expect(answer.status).toBe(422);
    expect(answer.page.querySelector(`[data-field=${field}].g-bad`)).not.toBeNull();
  });

  test('two administrators: the second is told', async () => {
    const path = `${LISTS}/customer_level/entries/svip`;
    const values = { active: 'on', version: '1' };
    await admin.submit(path, { ...values, label_zh: '至尊', label_en: 'Top' }, { on: path });
    const late = await admin.submit(path, { ...values, label_zh: '钻石', label_en: 'SVIP' }, { on: path });
    expect([late.status, late.page.querySelector('.g-stop')?.text.includes('至尊')]).toEqual([409, true]);
    expect(late.page.querySelector('#f-label_en')?.getAttribute('value')).toBe('Top');
  });

  test('out of use it is not offered any more, and old tickets still name it', async () => {
    const number = await aTicket(it.db, company, { source: 'heimao' });
    expect((await change('source', 'heimao', { label_zh: '黑猫投诉', label_en: 'Heimao' })).status).toBe(303);
    const tier1 = it.client();
    await tier1.signIn('tier1');
    expect((await tier1.get('/tickets/new')).page.querySelector('option[value=heimao]')).toBeNull();
    expect((await tier1.get(`/tickets/${number}`)).text).toContain('黑猫投诉');
  });
});

describe('what the product needs', () => {
  test.each([
    ['source', 'phone'],
    ['customer_level', 'normal'],
    ['unsolved_reason', 'merged'],
    ['unsolved_reason', 'no_reply'],
  ])('%s %s may be renamed, not deleted', async (kind, key) => {
    const before = (await it.db('choices').where({ kind, key }).first()) as { active: boolean };
    const path = `${LISTS}/${kind}/entries/${key}`;
    expect((await admin.get(path)).page.querySelector('.g-steps')).toBeNull();
    const asked = key === 'no_reply' ? { active: 'on' } : {};
    expect(
      (await change(kind, key, { label_zh: `新名${key}`, label_en: `New ${key}`, ...asked })).status,
    ).toBe(303);
    expect(await it.db('choices').where({ kind, key }).first()).toMatchObject({ active: before.active });
    await it.db('choices').where({ kind, key }).update({ active: false });
    const refused = await remove(kind, key);
    expect([refused.status, note(refused).includes('系统要用')]).toEqual([409, true]);
    await it.db('choices').where({ kind, key }).update({ active: before.active });
  });

  test.each([
    ['source', 'phone'],
    ['unsolved_reason', 'merged'],
  ])('the form of %s %s takes no word about its use', async (kind, key) => {
    const answer = await change(kind, key, { label_zh: '甲', label_en: 'A', active: 'on' });
    expect(answer.status).toBe(422);
  });

  test('the last one offered stays', async () => {
    await it
      .db('choices')
      .where('kind', 'unsolved_reason')
      .whereNot('key', 'withdrawn')
      .update({ active: false });
    const answer = await change('unsolved_reason', 'withdrawn', {
      label_zh: '客户放弃',
      label_en: 'Withdrawn',
    });
    expect([answer.status, note(answer).includes('最后一个')]).toEqual([409, true]);
    await it
      .db('choices')
      .where('kind', 'unsolved_reason')
      .whereNot('key', 'merged')
      .update({ active: true });
  });
});

describe('deleting', () => {
  test('only what is out of use and was never used', async () => {
    await add('unsolved_reason', '缺货', { label_en: 'Out of stock' });
    expect(note(await remove('unsolved_reason', 'out_of_stock'))).toContain('请先停用');
    const number = await inHand(it.db, company);
    const aftersales = it.client();
    await aftersales.signIn('aftersales');
    const path = `/tickets/${number}/close`;
    const closing = { ...CLOSING, outcome: 'unsolved', unsolved_reason: 'out_of_stock' };
    expect((await aftersales.submit(path, closing, { on: path, ...versioned })).status).toBe(303);
    await change('unsolved_reason', 'out_of_stock', { label_zh: '缺货', label_en: 'Out of stock' });
    const used = await remove('unsolved_reason', 'out_of_stock');
    expect([used.status, note(used).includes('已经用在')]).toEqual([409, true]);

    await add('unsolved_reason', '没用过', { label_en: 'Never' });
    await change('unsolved_reason', 'never', { label_zh: '没用过', label_en: 'Never' });
    expect((await remove('unsolved_reason', 'never')).status).toBe(303);
    expect(await keys('unsolved_reason')).not.toContain('never');
    expect(await it.db('audit_log').where('action', 'choice_deleted').first()).toMatchObject({
      subject_id: 'unsolved_reason/never',
      subject_name: '没用过',
    });
  });

  test.each([
    ['source', `insert into tickets`],
    ['customer_level', `insert into customers`],
    ['tag', 'tags'],
  ])('a used %s stays', async (kind) => {
    await add(kind, '用过的', { label_en: `Used ${kind}` });
    const key = `used_${kind}`;
    const number = await aTicket(it.db, company, kind === 'source' ? { source: key } : {});
    if (kind === 'customer_level') await it.db('customers').limit(1).update({ level_key: key });
    if (kind === 'tag') await markWith(number, key);
    await it.db('choices').where({ kind, key }).update({ active: false });
    expect((await remove(kind, key)).status).toBe(409);
  });

  /** No page can yet: as the database would have it, with the log entry that each version needs. */
  async function markWith(number: string, tag: string): Promise<void> {
    await it.db.transaction(async (trx) => {
      const row = (await trx('tickets').where({ number }).first('id', 'version', 'status')) as {
        id: number;
        version: number;
        status: string;
      };
      await trx('ticket_events').insert({
        ticket_id: row.id,
        seq: row.version + 1,
        type: 'ticket_edited',
        occurred_at: new Date(),
        to_status: row.status,
      });
      await trx('tickets')
        .where({ number })
        .update({ tags: [tag], version: row.version + 1 });
    });
  }
});

describe('the order', () => {
  const order = (values: Record<string, string>, headers = {}): Promise<Answer> =>
    admin.submit(`${LISTS}/source/order`, values, { on: `${LISTS}/source`, hidden: ['before'], headers });

  test('one step up or down, by a button', async () => {
    const before = await keys('source');
    expect((await order({ move: `${before[1]!}:up` })).status).toBe(303);
    expect((await keys('source')).slice(0, 2)).toEqual([before[1], before[0]]);
    await order({ move: `${before[1]!}:down` });
    expect(await keys('source')).toEqual(before);
    await order({ move: `${before[0]!}:up` });
    expect(await keys('source')).toEqual(before);
  });

  test('all of it at once, as dragging sends it; and it is the order of the form', async () => {
    const wanted = (await keys('source')).reverse();
    const answer = await order({ order: wanted.join(',') }, { 'hx-request': 'true' });
    expect(answer.page.querySelectorAll('[data-key]').map((row) => row.getAttribute('data-key'))).toEqual(
      wanted,
    );
    const tier1 = it.client();
    await tier1.signIn('tier1');
    const options = (await tier1.get('/tickets/new')).page
      .querySelectorAll('select[name=source] option')
      .map((each) => each.getAttribute('value'))
      .filter((each) => each !== '');
    expect(options).toEqual(wanted.filter((key) => key !== 'heimao' && key !== 'used_source'));
  });

  test('somebody else was faster: told, and nothing moves', async () => {
    const before = await keys('source');
    const answer = await order({ before: [...before].reverse().join(','), move: `${before[1]!}:up` });
    expect([answer.status, answer.page.querySelector('.g-stop')?.text.includes('有人改过')]).toEqual([
      409,
      true,
    ]);
    expect(await keys('source')).toEqual(before);
  });

  test.each([{ order: 'phone' }, { order: 'phone,phone' }, { move: 'phone:left' }, { order: '' }])(
    '%j is no order',
    async (values) => {
      const before = await keys('source');
      expect((await order(values)).status).toBe(422);
      expect(await keys('source')).toEqual(before);
    },
  );
});

test('a full list says so', async () => {
  const rows = Array.from({ length: CHOICES_MAX }, (_each, index) => ({
    kind: 'tag',
    key: `t${index}`,
    label_zh: `标签 ${index}`,
    label_en: `Tag ${index}`,
  }));
  await it.db('choices').insert(rows.slice((await keys('tag')).length));
  expect((await admin.get(`${LISTS}/tag`)).page.querySelector(`a[href="${LISTS}/tag/new"]`)).toBeNull();
  const answer = await add('tag', '再一个');
  expect([answer.status, note(answer).includes('200')]).toEqual([409, true]);
});

test.each([
  `${LISTS}/nothing`,
  `${LISTS}/__proto__`,
  `${LISTS}/source/entries/nothing`,
  `${LISTS}/nothing/new`,
])('%s is nothing', async (path) => {
  expect((await admin.get(path)).status).toBe(404);
});
