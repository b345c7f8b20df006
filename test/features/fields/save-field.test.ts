import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { FieldOption } from '../../../src/domain/form/field.ts';
import { openTestApp, type TestApp } from '../../support/app.ts';
import { aCompany, type Company } from '../../support/company.ts';
import type { FormValues, HttpClient } from '../../support/http-client.ts';

/** Custom fields in the browser (spec 02): made, changed only in ways that keep what tickets hold, retired. */

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

const NEW = '/admin/fields/new';
const versioned = { hidden: ['version'] };

async function make(values: FormValues): Promise<string> {
  const answer = await admin.submit(NEW, values, { on: NEW });
  expect(answer.status, answer.text).toBe(303);
  return answer.location ?? '';
}

async function fieldAt(path: string) {
  return (await it
    .db('fields')
    .where('id', Number(path.split('/').at(-1)))
    .first()) as {
    id: number;
    key: string;
    type: string;
    options: FieldOption[];
    validation: Record<string, unknown>;
    version: number;
    retired_at: Date | null;
  };
}

/** Puts a field into the published form of the refund template. */
async function place(key: string, more: object = {}): Promise<void> {
  const { template_id: templateId } = (await it
    .db('template_versions')
    .where('id', company.versions.refund)
    .first('template_id')) as { template_id: number };
  const newest = (await it
    .db('template_versions')
    .where('template_id', templateId)
    .orderBy('number', 'desc')
    .first()) as { number: number; fields: object[] };
  await it.db('template_versions').insert({
    template_id: templateId,
    number: newest.number + 1,
    fields: JSON.stringify([
      ...newest.fields,
      { key, type: 'text', label: key, required: false, width: 'half', ...more },
    ]),
  });
}

const EACH: Readonly<Record<string, { sent: FormValues; validation?: object; options?: unknown }>> = {
  text: {
    sent: { min_length: 2, max_length: 10, pattern: '[A-Z]+', pattern_hint: '大写字母' },
    validation: { minLength: 2, maxLength: 10, pattern: '[A-Z]+', patternHint: '大写字母' },
  },
  textarea: { sent: { max_length: 500 }, validation: { maxLength: 500 } },
  radio: {
    sent: { 'options.0.label': '原路退回', 'options.1.label': '余额', 'options.1.value': 'balance' },
    options: [
      { value: 'yuan_lu_tui_hui', label: '原路退回' },
      { value: 'balance', label: '余额' },
    ],
  },
  checkbox: {
    sent: { 'options.0.label': '甲', allow_other: 'on' },
    validation: { allowOther: true },
    options: [{ value: 'jia', label: '甲' }],
  },
  select: {
    sent: { 'options.3.label': '甲', 'options.7.label': '乙' },
    options: [
      { value: 'jia', label: '甲' },
      { value: 'yi', label: '乙' },
    ],
  },
  multiselect: { sent: { 'options.0.label': '甲' }, options: [{ value: 'jia', label: '甲' }] },
  cascade: {
    sent: { tree: '浙江\n  杭州\n  宁波' },
    options: [
      {
        value: 'zhe_jiang',
        label: '浙江',
        children: [
          { value: 'hang_zhou', label: '杭州' },
          { value: 'ning_bo', label: '宁波' },
        ],
      },
    ],
  },
  number: {
    sent: { min: 0, max: '1,000.5', decimals: 1, unit: '件' },
    validation: { min: 0, max: 1000.5, decimals: 1, unit: '件' },
  },
  money: { sent: { min: '0.01' }, validation: { min: 0.01 } },
  date: { sent: { earliest: 'today-30', latest: 'today' }, validation: { min: 'today-30', max: 'today' } },
  datetime: { sent: { latest: '2026-12-31' }, validation: { max: '2026-12-31' } },
  time: { sent: { earliest: '09:00' }, validation: { min: '09:00' } },
  phone: { sent: {} },
  email: { sent: {} },
  url: { sent: {} },
  id_card: { sent: {} },
  switch: { sent: {} },
  file: { sent: { max_files: 3 }, validation: { maxFiles: 3 } },
  image: { sent: { max_files: 9 }, validation: { maxFiles: 9 } },
  user: { sent: {} },
  department: { sent: {} },
  group: {
    sent: {
      'fields.0.name': 'SKU',
      'fields.0.type': 'text',
      'fields.0.required': 'on',
      'fields.1.name': '原因',
      'fields.1.type': 'select',
      'fields.1.choices': '不想要了；质量问题',
      min_rows: 1,
      max_rows: 10,
    },
    validation: {
      minRows: 1,
      maxRows: 10,
      fields: [
        { key: 'sku', type: 'text', label: 'SKU', required: true, width: 'half' },
        {
          key: 'yuan_yin',
          type: 'select',
          label: '原因',
          required: false,
          width: 'half',
          options: [
            { value: 'bu_xiang_yao_le', label: '不想要了' },
            { value: 'zhi_liang_wen_ti', label: '质量问题' },
          ],
        },
      ],
    },
  },
};

test.each(Object.entries(EACH))(
  '%s is made, opened and saved again unchanged',
  async (type, { sent, ...kept }) => {
    const path = await make({ name: `新的 ${type}`, type, ...sent });
    const made = await fieldAt(path);
    expect(made).toMatchObject({ type, validation: kept.validation ?? {}, options: kept.options ?? [] });
    expect(made.key).toBe(`xin_de_${type}`);
    // Sent back as the page shows it.
    const page = (await admin.get(path)).page;
    const values: [string, string][] = page
      .querySelectorAll('form.g-edit :is(input, select, textarea)')
      .flatMap((input): [string, string][] => {
        const name = input.getAttribute('name') ?? '';
        // The row that a script copies is not sent.
        if (name === '' || name.includes('__row__')) return [];
        const box = ['checkbox', 'radio'].includes(input.getAttribute('type') ?? '');
        if (box) return input.hasAttribute('checked') ? [[name, input.getAttribute('value') ?? 'on']] : [];
        const chosen = input.querySelector('option[selected]')?.getAttribute('value');
        if (input.tagName === 'SELECT') return [[name, chosen ?? '']];
        return [
          [
            name,
            input.tagName === 'TEXTAREA'
              ? input.text.replace(/^\n/, '')
              : (input.getAttribute('value') ?? ''),
          ],
        ];
      });
    const again = await admin.submit(path, Object.fromEntries(values), { on: path });
    expect(again.status, again.page.querySelector('.g-note.g-bad')?.text).toBe(303);
    expect(await fieldAt(path)).toMatchObject({
      ...(kept.validation && { validation: kept.validation }),
      options: kept.options ?? [],
      key: made.key,
      version: 2,
    });
  },
);

describe('refused beside the field, and what was typed stays', () => {
  test.each<[string, FormValues, string]>([
    ['no name', { name: '', type: 'text' }, 'name'],
    ['no such type', { name: '甲', type: 'html' }, 'type'],
    ['a key of the product', { name: '甲', type: 'text', key: 'title' }, 'key'],
    ['a key that is taken', { name: '甲', type: 'text', key: 'refund_amount' }, 'key'],
    ['a pattern that blows up', { name: '甲', type: 'text', pattern: '^(a+)+$' }, 'pattern'],
    ['a choice without options', { name: '甲', type: 'select' }, 'options'],
    ['a tree with a jump', { name: '甲', type: 'cascade', tree: '一\n      四' }, 'tree'],
    ['limits the wrong way round', { name: '甲', type: 'number', min: 5, max: 4 }, 'max'],
  ])('%s', async (_name, values, field) => {
    await it
      .db('fields')
      .insert({ key: 'refund_amount', name: '退款金额', type: 'money' })
      .onConflict('key')
      .ignore();
    const answer = await admin.submit(NEW, values, { on: NEW });
    expect(answer.status).toBe(422);
    expect(
      answer.page.querySelector(`:is([data-field=${field}], [data-group=${field}]).g-bad`),
    ).not.toBeNull();
    expect(answer.page.querySelector('#f-name')?.getAttribute('value')).toBe(values['name']);
  });
});

describe('once a form was published with it', () => {
  test('its key stays, it can only become wider, and the forms follow', async () => {
    const path = await make({ name: '银行户名', type: 'text' });
    const { key } = await fieldAt(path);
    await place(key);
    const page = (await admin.get(path)).page;
    expect(page.querySelector('#f-key')).toBeNull();
    expect(
      page
        .querySelectorAll('#f-type option')
        .map((option) => option.getAttribute('value'))
        .filter(Boolean),
    ).toEqual(['text', 'textarea']);
    const narrow = await admin.submit(path, { name: '银行户名', type: 'number' }, { on: path, ...versioned });
    expect(narrow.status).toBe(422);
    const crafted = await admin.submit(
      path,
      { name: '银行户名', type: 'text', key: 'other_key' },
      { on: path, ...versioned },
    );
    expect(crafted.status).toBe(422);
    const wide = await admin.submit(path, { name: '开户人', type: 'textarea' }, { on: path, ...versioned });
    expect(wide.status).toBe(303);
    const newest = (await it
      .db('template_versions')
      .whereRaw('fields @> ?', [JSON.stringify([{ key }])])
      .orderBy('number', 'desc')
      .first()) as { fields: { key: string; label: string; type: string }[] };
    expect(newest.fields.find((field) => field.key === key)).toMatchObject({
      label: '开户人',
      type: 'textarea',
    });
  });

  test('an option that is taken out stays as a retired one', async () => {
    const path = await make({
      name: '渠道',
      type: 'select',
      'options.0.label': '线上',
      'options.1.label': '门店',
    });
    const { key, options } = await fieldAt(path);
    await place(key, { type: 'select', options });
    const sent = { name: '渠道', type: 'select', 'options.0.label': '官网', 'options.0.value': 'xian_shang' };
    expect((await admin.submit(path, sent, { on: path, ...versioned })).status).toBe(303);
    expect((await fieldAt(path)).options).toEqual([
      { value: 'xian_shang', label: '官网' },
      { value: 'men_dian', label: '门店', retired: true },
    ]);
  });

  test('it is retired only when no form asks for it, and never deleted', async () => {
    const path = await make({ name: '占用中', type: 'text' });
    const { key } = await fieldAt(path);
    await place(key);
    const refused = await admin.submit(`${path}/retire`, {}, { on: path, ...versioned });
    expect(refused.status).toBe(409);
    expect(refused.page.querySelector('.g-note.g-bad')?.text).toContain('模板');
    const crafted = await admin.submit(`${path}/delete`, { version: 1 }, { on: path });
    expect(crafted.status).toBe(409);
    expect(await fieldAt(path)).toBeDefined();
  });
});

test('one that no form ever had is retired, brought back and deleted', async () => {
  const path = await make({ name: '没用过', type: 'text' });
  expect((await admin.submit(`${path}/retire`, {}, { on: path, ...versioned })).status).toBe(303);
  expect((await fieldAt(path)).retired_at).not.toBeNull();
  expect((await admin.submit(`${path}/restore`, {}, { on: path, ...versioned })).status).toBe(303);
  expect((await admin.submit(`${path}/delete`, {}, { on: path, ...versioned })).location).toBe(
    '/admin/fields',
  );
  expect((await admin.get(path)).status).toBe(404);
});

test('two administrators at once: the second is told what the first changed', async () => {
  const path = await make({ name: '并发字段', type: 'text' });
  await admin.get(path);
  await admin.submit(path, { name: '并发字段一', type: 'text', version: 1 }, { on: path });
  const late = await admin.submit(
    path,
    { name: '并发字段', type: 'text', help: '填写说明', version: 1 },
    { on: path },
  );
  expect(late.status).toBe(409);
  expect(late.page.querySelector('.g-note.g-stop')?.text).toContain('并发字段一');
  expect(late.page.querySelector('#f-help')?.getAttribute('value')).toBe('填写说明');
});

test('the list finds by name, key and type', async () => {
  await make({ name: '独一无二的字段', type: 'email', key: 'very_unique' });
  for (const query of ['q=独一', 'q=VERY_uni', 'type=email&q=独一']) {
    expect((await admin.get(`/admin/fields?${query}`)).page.querySelectorAll('tbody tr')).toHaveLength(1);
  }
  expect((await admin.get('/admin/fields?type=phone&q=独一')).text).toContain('没有符合条件的字段');
  expect((await admin.get('/admin/fields?type=nonsense')).status).toBe(200);
});
