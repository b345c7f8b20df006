import type { Knex } from 'knex';
import { chance } from './chance.ts';
import type { Company } from './company.ts';
import { changeTicket, insertWholeTicket } from './raw-tickets.ts';

/** Tickets with answers to a field of every type, for lists that filter by them, show them and export them. */

export type Answers = Readonly<Record<string, unknown>>;

const OPTIONS = [
  { value: 'app', label: '应用' },
  { value: 'web', label: '网页' },
  { value: 'old', label: '旧渠道', retired: true },
];

const AREAS = [
  {
    value: 'zj',
    label: '浙江',
    children: [
      {
        value: 'hz',
        label: '杭州',
        children: [
          { value: 'xh', label: '西湖' },
          { value: 'yh', label: '余杭' },
        ],
      },
      { value: 'nb', label: '宁波' },
    ],
  },
  { value: 'sh', label: '上海' },
];

interface Seed {
  readonly type: string;
  readonly options?: unknown;
  readonly validation?: Readonly<Record<string, unknown>>;
}

/** Keyed `x_` and the type. */
const FIELD_SEEDS: readonly Seed[] = [
  { type: 'text' },
  { type: 'textarea' },
  { type: 'radio', options: OPTIONS, validation: { allowOther: true } },
  { type: 'checkbox', options: OPTIONS },
  { type: 'select', options: OPTIONS },
  { type: 'multiselect', options: OPTIONS, validation: { allowOther: true } },
  { type: 'cascade', options: AREAS },
  { type: 'number', validation: { unit: '件' } },
  { type: 'money', validation: { unit: '元' } },
  { type: 'date' },
  { type: 'datetime' },
  { type: 'time' },
  { type: 'phone' },
  { type: 'email' },
  { type: 'url' },
  { type: 'id_card' },
  { type: 'switch' },
  { type: 'user' },
  { type: 'department' },
  { type: 'file' },
  { type: 'image' },
  { type: 'group' },
];

/** Every one of them filterable and in lists, whether or not that makes sense. */
export async function withListFields(db: Knex): Promise<void> {
  for (const { type, options = [], validation = {} } of FIELD_SEEDS)
    await aField(db, `x_${type}`, { type, options, validation });
  await aField(db, 'x_secret', { type: 'text', sensitive: true });
  await aField(db, 'x_retired', { type: 'text', retired_at: new Date() });
  await aField(db, 'x_unlisted', { type: 'text', filterable: false, in_list: false });
}

export async function aField(db: Knex, key: string, row: Readonly<Record<string, unknown>>): Promise<void> {
  const { options = [], validation = {}, ...rest } = row;
  await db('fields').insert({
    ...{ key, name: `字段 ${key}`, filterable: true, in_list: true },
    ...rest,
    ...{ options: JSON.stringify(options), validation: JSON.stringify(validation) },
  });
}

/** So many tickets with answers by chance, gaps and odd characters among them; their answers by number. */
export async function answeredTickets(
  db: Knex,
  company: Company,
  count: number,
  seed: number,
): Promise<Map<string, Answers>> {
  const made = new Map<string, Answers>();
  await db.transaction(async (trx) => {
    for (let index = 0; index < count; index += 1) {
      const answers = answersByChance(company, seed + index);
      const id = await insertWholeTicket(trx, company);
      await changeTicket(trx, id, { values: JSON.stringify(answers) });
      const { number } = (await trx('tickets').where('id', id).first('number')) as { number: string };
      made.set(number, answers);
    }
  });
  return made;
}

export const TEXTS = [
  '山海',
  '山海旗舰店',
  '=1+1',
  '-5',
  '@x',
  '100%',
  'a"b\\c',
  "it's",
  '$.x',
  '😀 好',
  '_',
];

export function answersByChance(company: Company, seed: number): Answers {
  const by = chance(seed * 7919);
  const pad = (number: number): string => String(number).padStart(2, '0');
  const day = (): string => `2026-${pad(1 + by.below(12))}-${pad(1 + by.below(28))}`;
  const clock = (): string => `${pad(by.below(24))}:${pad(by.below(60))}`;
  const one = (): string => by.oneOf(['app', 'web', 'old']);
  const all: Answers = {
    x_text: by.oneOf(TEXTS),
    x_textarea: `${by.oneOf(TEXTS)}\n第二行`,
    x_radio: by.happens(0.2) ? 'other:线下' : one(),
    x_checkbox: by.oneOf([['app'], ['web'], ['app', 'web'], []]),
    x_select: one(),
    x_multiselect: by.oneOf([['app'], ['web', 'other:外壳'], ['app', 'old']]),
    x_cascade: by.oneOf(['xh', 'yh', 'nb', 'sh', 'gone']),
    x_number: by.below(40) - 20,
    x_money: by.below(10_000) / 100,
    x_date: day(),
    x_datetime: `${day()}T${clock()}`,
    x_time: clock(),
    x_phone: by.oneOf(['+8613812342046', '+8613900001234', '+861012345678', '+16502530000']),
    x_email: by.oneOf(['gu@example.com', 'a.b+c@example.com']),
    x_url: by.oneOf(['https://example.com/p?id=1&x=2', 'https://example.com/']),
    x_id_card: by.oneOf(['11010519491231002X', '440524188001010014']),
    x_switch: by.happens(0.5),
    x_user: by.oneOf([company.people.tier1, company.people.ops]),
    x_department: 1,
    x_file: [1, 2],
    x_image: [3],
    x_group: [{ sku: 'a', quantity: 2 }],
    x_secret: 'secret',
    x_pin: 731942,
    x_retired: 'retired',
    x_unlisted: 'unlisted',
  };
  return Object.fromEntries(Object.entries(all).filter(() => !by.happens(0.15)));
}
