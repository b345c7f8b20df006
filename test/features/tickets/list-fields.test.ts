import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import {
  aField,
  type Answers,
  answeredTickets,
  TEXTS,
  withListFields,
} from '../../support/answered-tickets.ts';
import { openTestApp, type TestApp } from '../../support/app.ts';
import { chance } from '../../support/chance.ts';
import { aCompany, type Company } from '../../support/company.ts';
import type { Answer, HttpClient } from '../../support/http-client.ts';
import { aTicket } from '../../support/tickets.ts';

/** The list filtered by custom fields (spec 02, 07): exactly what looking at every ticket finds, whatever is asked. */

const TICKETS = 48;

let it: TestApp;
let company: Company;
let manager: HttpClient;
let tickets: Map<string, Answers>;

beforeAll(async () => {
  it = await openTestApp();
  company = await aCompany(it.db);
  await withListFields(it.db);
  tickets = await answeredTickets(it.db, company, TICKETS, 11);
  await aTicket(it.db, company);
  manager = it.client();
  await manager.signIn('manager');
});
afterAll(() => it.close());

const rowsOf = ({ page }: Answer): string[] =>
  page.querySelectorAll('tr[data-ticket]').map((row) => row.getAttribute('data-ticket') ?? '');
const chipsOf = ({ page }: Answer): string[] =>
  page.querySelectorAll('.g-chip:not(.g-add)').map((chip) => chip.text.trim().replace(/\s+/g, ' '));

const asQuery = (params: readonly (readonly [string, string])[]): string =>
  new URLSearchParams(params.map(([name, value]): [string, string] => [`f.${name}`, value])).toString();

async function find(query: string): Promise<{ numbers: string[]; answer: Answer }> {
  const answer = await manager.get(`/tickets?view=all&${query}`);
  expect([query, answer.status]).toEqual([query, 200]);
  return { numbers: rowsOf(answer).sort(), answer };
}

const naive = (fits: (answers: Answers) => boolean): string[] =>
  [...tickets].flatMap(([number, answers]) => (fits(answers) ? [number] : [])).sort();

type Params = readonly (readonly [string, string])[];
type Case = readonly [params: Params, fits: (value: never) => boolean, few?: true];

const has = (list: readonly string[], ...wanted: string[]): boolean =>
  list.some((each) => wanted.includes(each));

/** Of each type: what is asked, and what a look at the stored answer says. */
const CASES: Readonly<Record<string, readonly Case[]>> = {
  text: [
    ...TEXTS.map((text): Case => [[['x_text', text]], (value: string) => value === text]),
    ...TEXTS.map((text): Case => [
      [
        ['x_text', text],
        ['x_text.op', 'begins'],
      ],
      (value: string) => value.startsWith(text),
    ]),
    [
      [
        ['x_text', '山海'],
        ['x_text', '-5'],
      ],
      (value: string) => value === '山海' || value === '-5',
    ],
  ],
  textarea: [
    [
      [
        ['x_textarea', '山海'],
        ['x_textarea.op', 'begins'],
      ],
      (value: string) => value.startsWith('山海'),
    ],
    [[['x_textarea', '山海']], () => false],
  ],
  radio: [
    [[['x_radio', 'app']], (value: string) => value === 'app'],
    [
      [
        ['x_radio', 'app'],
        ['x_radio', 'old'],
      ],
      (value: string) => value === 'app' || value === 'old',
    ],
    [[['x_radio', 'other']], (value: string) => value.startsWith('other:')],
    [[['x_radio', 'other:线下']], (value: string) => value === 'other:线下'],
  ],
  checkbox: [
    [[['x_checkbox', 'app']], (value: string[]) => has(value, 'app')],
    [
      [
        ['x_checkbox', 'app'],
        ['x_checkbox', 'web'],
      ],
      (value: string[]) => has(value, 'app', 'web'),
    ],
  ],
  select: [
    [[['x_select', 'old']], (value: string) => value === 'old'],
    [[['x_select', 'none']], () => false],
  ],
  multiselect: [
    [[['x_multiselect', 'old']], (value: string[]) => has(value, 'old')],
    [[['x_multiselect', 'other']], (value: string[]) => value.some((each) => each.startsWith('other:'))],
  ],
  cascade: [
    [[['x_cascade', 'zj']], (value: string) => has(['xh', 'yh', 'nb'], value)],
    [[['x_cascade', 'hz']], (value: string) => has(['xh', 'yh'], value)],
    [[['x_cascade', 'xh']], (value: string) => value === 'xh'],
    [
      [
        ['x_cascade', 'hz'],
        ['x_cascade', 'sh'],
      ],
      (value: string) => has(['xh', 'yh', 'sh'], value),
    ],
    [[['x_cascade', 'gone']], (value: string) => value === 'gone'],
  ],
  number: [
    [[['x_number.min', '-3']], (value: number) => value >= -3],
    [[['x_number.max', '3 件']], (value: number) => value <= 3],
    [
      [
        ['x_number.min', '-3'],
        ['x_number.max', '3'],
      ],
      (value: number) => value >= -3 && value <= 3,
    ],
    [[['x_number', '0']], (value: number) => value === 0],
    [
      [
        ['x_number', '-1'],
        ['x_number', '2'],
      ],
      (value: number) => value === -1 || value === 2,
    ],
    [
      [
        ['x_number.min', '9'],
        ['x_number.max', '-9'],
      ],
      () => false,
    ],
  ],
  money: [
    [[['x_money.min', '¥12.5']], (value: number) => value >= 12.5],
    [
      [
        ['x_money.min', '10'],
        ['x_money.max', '1,000.00'],
      ],
      (value: number) => value >= 10 && value <= 1000,
    ],
  ],
  date: [
    [[['x_date.min', '2026-06-15']], (value: string) => value >= '2026-06-15'],
    [
      [
        ['x_date.min', '2026-03-01'],
        ['x_date.max', '2026-08-31'],
      ],
      (value: string) => value >= '2026-03-01' && value <= '2026-08-31',
    ],
    [[['x_date', '2026-06-15']], (value: string) => value === '2026-06-15'],
  ],
  datetime: [
    [[['x_datetime.max', '2026-06-15']], (value: string) => value.slice(0, 10) <= '2026-06-15'],
    [[['x_datetime.min', '2026-06-15T12:00']], (value: string) => value >= '2026-06-15T12:00'],
    [[['x_datetime', '2026-06-15']], (value: string) => value.startsWith('2026-06-15')],
  ],
  time: [
    [
      [
        ['x_time.min', '09:00'],
        ['x_time.max', '17:30'],
      ],
      (value: string) => value >= '09:00' && value <= '17:30',
    ],
  ],
  phone: [
    [[['x_phone', '138 1234 2046']], (value: string) => value === '+8613812342046'],
    [
      [
        ['x_phone', '1381'],
        ['x_phone.op', 'begins'],
      ],
      (value: string) => value.startsWith('+861381'),
    ],
    [
      [
        ['x_phone', '010-1234'],
        ['x_phone.op', 'begins'],
      ],
      (value: string) => value.startsWith('+86101234'),
    ],
    [
      [
        ['x_phone', '+1'],
        ['x_phone.op', 'begins'],
      ],
      (value: string) => value.startsWith('+1'),
    ],
  ],
  email: [[[['x_email', 'gu@example.com']], (value: string) => value === 'gu@example.com']],
  url: [
    [
      [
        ['x_url', 'https://example.com/'],
        ['x_url.op', 'begins'],
      ],
      () => true,
    ],
  ],
  id_card: [
    [
      [
        ['x_id_card', '110'],
        ['x_id_card.op', 'begins'],
      ],
      (value: string) => value.startsWith('110'),
    ],
  ],
  switch: [
    [[['x_switch', 'yes']], (value: boolean) => value],
    [[['x_switch', 'no']], (value: boolean) => !value],
    [
      [
        ['x_switch', 'yes'],
        ['x_switch', 'no'],
      ],
      () => true,
    ],
  ],
};

describe.each(Object.entries(CASES))('%s', (type, cases) => {
  test.each(cases.map((each) => [asQuery(each[0]), each] as const))('%s', async (query, [, fits]) => {
    const key = `x_${type}`;
    const { numbers, answer } = await find(query);
    expect(numbers).toEqual(naive((answers) => Object.hasOwn(answers, key) && fits(answers[key] as never)));
    expect(chipsOf(answer)).toHaveLength(1);
  });
});

describe('people and departments', () => {
  test.each(['tier1', 'ops'] as const)('%s', async (person) => {
    const id = company.people[person];
    const { numbers, answer } = await find(`f.x_user=${id}`);
    expect(numbers).toEqual(naive((answers) => answers['x_user'] === id));
    expect(chipsOf(answer)[0]).toMatch(/^字段 x_user\p{Script=Han}+$/u);
  });

  test('a department', async () => {
    const { numbers, answer } = await find('f.x_department=1');
    expect(numbers).toEqual(naive((answers) => answers['x_department'] === 1));
    expect(chipsOf(answer)).toEqual(['字段 x_department客户服务中心']);
  });
});

test('several fields, and other filters beside them: all must fit', async () => {
  for (let seed = 1; seed <= 12; seed += 1) {
    const by = chance(seed);
    const low = by.below(20) - 20;
    const day = `2026-0${1 + by.below(9)}-15`;
    const choice = by.oneOf(['app', 'web', 'old']);
    const { numbers } = await find(
      asQuery([
        ['x_number.min', String(low)],
        ['x_date.max', day],
        ['x_multiselect', choice],
      ]) + (by.happens(0.5) ? '&priority=normal&priority=high&source=phone&status=open' : ''),
    );
    const fits = (answers: Answers): boolean =>
      Number(answers['x_number'] ?? NaN) >= low &&
      ((answers['x_date'] as string | undefined) ?? '9') <= day &&
      ((answers['x_multiselect'] as string[] | undefined) ?? []).includes(choice);
    expect(numbers).toEqual(naive(fits));
  }
});

test.each([
  ['priority=normal', TICKETS + 1],
  ['priority=low&priority=urgent', 0],
  ['priority=', TICKETS + 1],
  ['source=phone', TICKETS + 1],
  ['source=nowhere', 0],
])('%s', async (query, count) => {
  const { numbers, answer } = await find(query);
  expect(numbers).toHaveLength(count);
  expect(chipsOf(answer)).toHaveLength(query.endsWith('=') ? 0 : 1);
});

describe('what does not fit finds nothing, and stays as a chip that can be taken away', () => {
  test.each([
    'f.nobody=1',
    'f.x_secret=secret',
    'f.x_retired=retired',
    'f.x_unlisted=unlisted',
    'f.x_file=1',
    'f.x_group=a',
    'f.x_number=many',
    'f.x_number.min=1e999',
    'f.x_number.op=begins&f.x_number=1',
    'f.x_text.min=1',
    'f.x_date.min=2026-02-30',
    'f.x_date.max=tomorrow',
    'f.x_time.min=25:00',
    'f.x_switch=maybe',
    'f.x_user=0',
    'f.x_user=me',
    'f.x_user=99999999999999999999',
    'f.x_radio.min=app',
    'f.x_number=1&f.x_number.min=2',
    'f.constructor=1',
  ])('%s', async (query) => {
    const { numbers, answer } = await find(query);
    expect(numbers).toEqual([]);
    expect(chipsOf(answer)).toHaveLength(1);
    const out = answer.page.querySelector('.g-chip a')?.getAttribute('href') ?? '';
    expect(rowsOf(await manager.get(out))).toHaveLength(TICKETS + 1);
  });
});

test.each([
  'f.=1',
  'f.X=1',
  'f.x_text.like=1',
  'f.x_text.op=contains',
  'f.x_text.op=begins&f.x_text.op=is',
  'f.x_number.min=1&f.x_number.min=2',
  'f.x_text=%00',
  `f.x_text=${'x'.repeat(201)}`,
  `f.x_text=${'%E9%80%80'.repeat(150)}`,
  'f.__proto__=1',
  'f.x[a]=1',
  'priority=later',
  'priority=low&priority=x',
  'source=a&source=b',
])('%s is refused in words', async (query) => {
  const { status, page } = await manager.get(`/tickets?view=all&${query}`);
  expect([status, page.text.includes('的内容不正确，请返回后重试。')]).toEqual([422, true]);
});

test('empty inputs of a form, and what is none of ours, ask for nothing', async () => {
  const { numbers, answer } = await find(
    'f.x_text=&f.x_text.op=begins&f.x_number.min=&f.x_number.max=&ff=1&fx.y=2',
  );
  expect(numbers).toHaveLength(TICKETS + 1);
  expect(chipsOf(answer)).toEqual([]);
});

test('chips say field and value in words', async () => {
  const chip = async (query: string): Promise<string | undefined> => chipsOf((await find(query)).answer)[0];
  expect(await chip('f.x_radio=app&f.x_radio=other')).toBe('字段 x_radio应用、其他');
  expect(await chip('f.x_cascade=hz')).toBe('字段 x_cascade浙江 / 杭州');
  expect(await chip('f.x_number.min=1&f.x_number.max=2')).toBe('字段 x_number1 至 2');
  expect(await chip('f.x_switch=no')).toBe('字段 x_switch否');
  expect(await chip('f.x_text=%E5%B1%B1&f.x_text.op=begins')).toBe('字段 x_text山…');
  expect(await chip('f.x_switch=maybe')).toBe('字段 x_switch不能这样筛选');
});

test('"all that match", the pages of a ticket and the list agree', async () => {
  const list = 'f.x_checkbox=app&f.x_checkbox=web&f.x_number.min=0';
  const { numbers } = await find(list);
  const matching = await manager.get(
    `/tickets/bulk/close?all=1&from=${encodeURIComponent(`view=all&${list}`)}`,
  );
  const picks = matching.page.querySelector('input[name=pick]')?.getAttribute('value') ?? '';
  expect(
    picks
      .split(',')
      .map((pick) => pick.split(':')[0])
      .sort(),
  ).toEqual(numbers);
  expect(numbers.length).toBeGreaterThan(3);
});

describe('the filter menu', () => {
  test('offers what can be filtered, found by name and by initials', async () => {
    const { page } = await manager.get('/tickets/filter?from=view%3Dall');
    const names = page.querySelectorAll('.g-fieldlist a').map((link) => link.text.trim());
    expect(names).toContain('字段 x_cascade');
    for (const key of ['x_file', 'x_image', 'x_group', 'x_secret', 'x_retired', 'x_unlisted'])
      expect(names).not.toContain(`字段 ${key}`);
    const hits = async (q: string): Promise<string[]> =>
      (await manager.get(`/tickets/filter?q=${encodeURIComponent(q)}`)).page
        .querySelectorAll('.g-fieldlist a')
        .map((link) => link.text.trim());
    expect(await hits('MONEY')).toEqual(['字段 x_money']);
    expect((await hits('zd')).length).toBe(names.length);
    expect(await hits('没有这个')).toEqual([]);
  });

  test('with 500 fields stays short', async () => {
    for (let index = 0; index < 500; index += 1)
      await aField(it.db, `many_${index}`, { type: 'text', name: `很多字段 ${index}` });
    const { text, page } = await manager.get('/tickets/filter');
    expect(text.length).toBeLessThan(60_000);
    expect(page.text).toContain('请输入名称查找。');
    const list = await manager.get('/tickets?view=all');
    expect(list.text).not.toContain('很多字段');
    await it.db('fields').where('key', 'like', 'many%').delete();
  });

  test.each(Object.keys(CASES))('the control of %s leads to the list it says', async (type) => {
    const from = 'view=all&status=open&f.x_text=%E5%B1%B1%E6%B5%B7&sort=created';
    const { status, page } = await manager.get(
      `/tickets/filter?field=x_${type}&from=${encodeURIComponent(from)}`,
    );
    expect(status).toBe(200);
    const form = page.querySelector('form[action="/tickets"]:has([name^="f."]:not([type=hidden]))');
    const hidden = form?.querySelectorAll('input[type=hidden]').map((input) => input.getAttribute('name'));
    expect(hidden).toEqual(
      type === 'text' ? ['view', 'status', 'sort'] : ['view', 'status', 'f.x_text', 'sort'],
    );
  });

  test.each(['x_file', 'x_secret', 'nobody', '%00', '__proto__'])('%s has none', async (field) => {
    const { status } = await manager.get(`/tickets/filter?field=${field}`);
    expect([404, 422]).toContain(status);
  });
});
