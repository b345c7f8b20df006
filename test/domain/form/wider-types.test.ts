import { describe, expect, test } from 'vitest';
import { describeProblems } from '../../../src/domain/form/describe-problems.ts';
import { diffValues } from '../../../src/domain/form/diff-values.ts';
import { displayValue } from '../../../src/domain/form/display-value.ts';
import type { FieldType, FieldValue, FormField } from '../../../src/domain/form/field.ts';
import { lostAnswers } from '../../../src/domain/form/fields-to-edit.ts';
import { newFiles } from '../../../src/domain/form/new-files.ts';
import { parseForm } from '../../../src/domain/form/parse-form.ts';
import { presentForm } from '../../../src/domain/form/present-form.ts';
import { type RawAnswer, type RawForm, rawFromValues } from '../../../src/domain/form/raw-form.ts';
import { rebaseForm } from '../../../src/domain/form/rebase-form.ts';
import { keepSharedValues } from '../../../src/domain/form/shared-values.ts';
import type { Expected } from './support.ts';
import { aField, empty, parseOne, refused, TODAY, translator, TREE, value } from './support.ts';

/** Identity cards, cascades, people, files and groups (spec 02). */

const t = await translator('zh-CN');

type Row = readonly [type: FieldType, extra: Partial<FormField>, answer: RawAnswer, expected: Expected];

const ID_CARDS: readonly Row[] = [
  ['id_card', {}, '11010519491231002X', value('11010519491231002X')],
  ['id_card', {}, ' 11010519491231002x ', value('11010519491231002X')],
  ['id_card', {}, '１１０１０５１９４９１２３１００２Ｘ', value('11010519491231002X')],
  ['id_card', {}, '110105 19491231 002X', value('11010519491231002X')],
  ['id_card', {}, '440524188001010014', value('440524188001010014')],
  ['id_card', {}, '110105194912310021', refused('id_card_checksum')],
  ['id_card', {}, '11010519491231003X', refused('id_card_checksum')],
  ['id_card', {}, '110105490101002', refused('id_card_old')],
  ['id_card', {}, '１１０１０５４９０１０１００２', refused('id_card_old')],
  ['id_card', {}, '110105190002290021', refused('id_card_birth')],
  ['id_card', {}, '110105202613010021', refused('id_card_birth')],
  ['id_card', {}, '110105202611250021', refused('id_card_birth')],
  ['id_card', {}, '110105187912310021', refused('id_card_birth')],
  ['id_card', {}, '1101051949123100X2', refused('id_card_invalid')],
  ['id_card', {}, '01010519491231002X', refused('id_card_invalid')],
  ['id_card', {}, '1101051949123100', refused('id_card_invalid')],
  ['id_card', {}, 'abc', refused('id_card_invalid')],
  ['id_card', {}, 'a\0', refused('bad_characters', { context: 'nul' })],
  ['id_card', {}, '', empty],
  ['id_card', { required: true }, ' ', refused('required')],
];

const CHOICES: readonly Row[] = [
  ['cascade', {}, '330106', value('330106')],
  ['cascade', {}, '71', value('71')],
  ['cascade', {}, '3301', refused('invalid_choice')],
  ['cascade', {}, '330203', refused('invalid_choice')],
  ['cascade', {}, '__proto__', refused('invalid_choice')],
  ['cascade', {}, ['71', '330106'], refused('repeated', { length: 2 })],
  ['cascade', {}, '', empty],
  ['cascade', { required: true }, '', refused('required_choice')],
  ['user', {}, '7', value(7)],
  ['user', {}, '8', refused('invalid_choice')],
  ['user', {}, '999', refused('invalid_choice')],
  ['user', {}, '7.0', refused('invalid_choice')],
  ['user', { required: true }, '', refused('required_choice')],
  ['department', {}, '7', value(7)],
  ['department', {}, ['7', '8'], refused('repeated', { length: 2 })],
  ['department', {}, '', empty],
];

const FILES: readonly Row[] = [
  ['file', {}, '11', value(['11'])],
  ['image', {}, ['11', '12', '11'], value(['11', '12'])],
  ['file', {}, '13', refused('file_gone')],
  ['file', {}, ['11', 'x'], refused('file_gone')],
  ['file', { maxFiles: 1 }, ['11', '12'], refused('too_many_files', { max: 1, chosen: 2 })],
  [
    'image',
    {},
    Array.from({ length: 5000 }, (_, n) => `${n}`),
    refused('too_many_files', { max: 9, chosen: 5000 }),
  ],
  ['image', {}, [], empty],
  ['image', { required: true }, undefined, refused('required_file')],
];

test.each(
  [...ID_CARDS, ...CHOICES, ...FILES].map((row) => [JSON.stringify(row).slice(0, 110), row] as const),
)('%s', (_name, [type, extra, answer, expected]) => {
  expect(parseOne(aField(type, extra), answer)).toEqual(expected);
});

function parseAgain(field: FormField, raw: RawForm, stored: FieldValue): FieldValue | string | undefined {
  const parsed = parseForm([field], raw, { today: TODAY, stored: { it: stored } });
  return parsed.ok ? parsed.values['it'] : parsed.problems['it']?.code;
}

test.each([
  [aField('cascade'), '330203'],
  [aField('cascade'), 'gone'],
  [aField('user'), 8],
  [aField('user'), 12345],
  [aField('file'), ['99']],
  [aField('id_card'), '110105490101002'],
] as const)('what is stored may stay although it is no longer offered: %o', (field, stored) => {
  expect(parseAgain(field, rawFromValues([field], { it: stored }), stored)).toEqual(stored);
});

test('a field for files keeps those it has, and takes no others than the sender’s own', () => {
  const field = aField('file');
  expect(parseAgain(field, { it: ['99', '11'] }, ['99'])).toEqual(['99', '11']);
  expect(parseAgain(field, { it: ['98', '11'] }, ['99'])).toBe('file_gone');
});

test('the uploads that are new, each once', () => {
  const fields = [aField('file'), aField('image', { key: 'that' })];
  expect(newFiles({ it: ['1'] }, { fields, values: { it: ['1', '2'], that: ['2', '3'] } })).toEqual({
    it: ['2'],
    that: ['3'],
  });
});

describe('how they are shown', () => {
  test.each([
    [aField('cascade'), '330106', '浙江 / 杭州 / 西湖'],
    [aField('cascade'), '330203', '浙江 / 宁波 / 海曙'],
    [aField('cascade'), 'gone', 'gone'],
    [aField('user'), 7, '林知夏'],
    [aField('user'), 8, '韩屿'],
    [aField('user'), 9, '#9'],
    [aField('file'), ['11', '99'], '正面.png、#99'],
    [aField('id_card'), '11010519491231002X', '11010519491231002X'],
    [
      aField('group'),
      [{ sku: 'A', count: 1200, why: 'a' }, { sku: 'B' }],
      '货号：A，数量：1,200，原因：破损；货号：B',
    ],
  ] as const)('%o %o', (field, stored, shown) => {
    expect(displayValue(field, stored, t)).toBe(shown);
  });

  test('the tree of a cascade once, its leaves below what leads to them', () => {
    const [field] = presentForm({ fields: [aField('cascade')], t, values: { it: '330106' } });
    expect(field?.optionGroups).toEqual([
      {
        label: '浙江 / 杭州',
        options: [
          { value: '330106', label: '西湖', selected: true },
          { value: '330102', label: '上城', selected: false },
        ],
      },
      { label: undefined, options: [{ value: '71', label: '台湾', selected: false }] },
    ]);
  });

  test('all districts of the country are read and presented in no time', () => {
    const options = Array.from({ length: 34 }, (_, p) => ({
      value: `p${p}`,
      label: `省${p}`,
      children: Array.from({ length: 10 }, (__, c) => ({
        value: `p${p}c${c}`,
        label: `市${c}`,
        children: Array.from({ length: 9 }, (___, d) => ({ value: `p${p}c${c}d${d}`, label: `区${d}` })),
      })),
    }));
    const field = aField('cascade', { options });
    const start = performance.now();
    expect(parseOne(field, 'p33c9d8')).toEqual(value('p33c9d8'));
    presentForm({ fields: [field], t, values: { it: 'p33c9d8' } });
    expect(performance.now() - start).toBeLessThan(2000);
  });

  test('a retired person is offered only to the ticket that names them', () => {
    const labels = (values: Record<string, FieldValue>): string[] =>
      presentForm({ fields: [aField('user')], t, values })[0]?.options.map(({ label }) => label) ?? [];
    expect(labels({})).toEqual(['请选择', '林知夏']);
    expect(labels({ it: 8 })).toEqual(['请选择', '林知夏', '韩屿']);
  });
});

describe('a group', () => {
  const group = aField('group', { minRows: 1, maxRows: 3 });
  const parse = (raw: RawForm, field = group): ReturnType<typeof parseForm> =>
    parseForm([field], raw, { today: TODAY });

  test('rows in the order of their numbers, gaps and empty rows left out', () => {
    expect(
      parse({
        'it.9.sku': 'B',
        'it.2.sku': ' A ',
        'it.2.count': '1,200',
        'it.5.sku': ' \u3000',
        'it.5.why': '',
        'it.999999999.sku': 'C',
      }),
    ).toEqual({ ok: true, values: { it: [{ sku: 'A', count: 1200 }, { sku: 'B' }, { sku: 'C' }] } });
  });

  test('each bad cell is told, by the row as it is shown again', () => {
    const raw = { 'it.3.sku': 'A', 'it.3.count': '0', 'it.8.count': 'x', 'it.8.why': 'zzz' };
    const parsed = parse(raw);
    expect(parsed).toEqual({
      ok: false,
      problems: {
        'it.0.count': { code: 'too_small', params: { min: 1 } },
        'it.1.sku': { code: 'required', params: {} },
        'it.1.count': { code: 'number_invalid', params: {} },
        'it.1.why': { code: 'invalid_choice', params: {} },
      },
    });
    if (parsed.ok) return;
    expect(describeProblems([group], parsed.problems, t)[0]).toEqual({
      key: 'it.0.count',
      label: '项目 第 1 行 数量',
      id: 'f-it.0.count',
      sentence: '不能小于 1。',
    });
    const [shown] = presentForm({ fields: [group], t, raw, problems: parsed.problems });
    expect(
      shown?.rows?.filled.map((cells) => cells.map(({ name, value: text, error }) => [name, text, error])),
    ).toEqual([
      [
        ['it.0.sku', 'A', undefined],
        ['it.0.count', '0', '不能小于 1。'],
        ['it.0.why', '', undefined],
      ],
      [
        ['it.1.sku', '', '请填写货号。'],
        ['it.1.count', 'x', '请填写数字，例如 1234.5。'],
        ['it.1.why', 'zzz', '请从列出的选项中选择原因。'],
      ],
    ]);
  });

  test.each([
    [{ ...group, required: true }, 0, 'required_rows'],
    [group, 0, undefined],
    [group, 4, 'too_many_rows'],
    [aField('group', { minRows: 2 }), 1, 'too_few_rows'],
    [aField('group'), 21, 'too_many_rows'],
    [aField('group'), 20, undefined],
  ] as const)('so many rows: %#', (field, count, code) => {
    const cells = Array.from({ length: count }, (_, row): [string, string] => [`it.${row}.sku`, 'A']);
    const parsed = parse(Object.fromEntries(cells), field);
    expect(parsed.ok ? undefined : parsed.problems['it']?.code).toBe(code);
  });

  test.each([
    'it.__proto__.sku',
    'it.0.__proto__',
    'it.0.constructor',
    'it.0.sku.x',
    'it.0',
    'it',
    'it.-1.sku',
    'it.1e3.sku',
    'it.9999999999.sku',
    'it..sku',
    'it.0.why_other',
    '__proto__.0.sku',
  ])('%s is no input of it, and told as such', (name) => {
    const parsed = parse(Object.fromEntries([[name, 'x']]));
    expect(parsed).toMatchObject({ ok: false });
    expect(Object.values(parsed.ok ? {} : parsed.problems)).toMatchObject([{ code: 'unknown_field' }]);
    expect(({} as Record<string, unknown>)['sku']).toBeUndefined();
  });

  test('ten thousand keys, five times what a request may bring, take no time worth speaking of', () => {
    const raw = Object.fromEntries(Array.from({ length: 10_000 }, (_, n) => [`it.${n}.sku`, 'A']));
    const start = performance.now();
    expect(parse(raw).ok).toBe(false);
    expect(performance.now() - start).toBeLessThan(2000);
  });

  test('a choice retired since stays in its row, also after one above was removed', () => {
    const stored = { it: [{ sku: 'A' }, { sku: 'B', why: 'gone' }] };
    const parsed = parseForm([group], { 'it.1.sku': 'B2', 'it.1.why': 'gone' }, { today: TODAY, stored });
    expect(parsed).toEqual({ ok: true, values: { it: [{ sku: 'B2', why: 'gone' }] } });
  });

  test('as many rows are drawn as are filled or needed, spare ones for who has no script', () => {
    const rows = (values: Record<string, FieldValue>): (number | undefined)[] => {
      const [shown] = presentForm({ fields: [group], t, values });
      return [shown?.rows?.filled.length, shown?.rows?.spare.length, shown?.rows?.blank.length];
    };
    expect(rows({})).toEqual([1, 2, 3]);
    expect(rows({ it: [{ sku: 'A' }, { sku: 'B' }] })).toEqual([2, 1, 3]);
    expect(rows({ it: [{ sku: 'A' }, { sku: 'B' }, { sku: 'C' }] })).toEqual([3, 0, 3]);
  });

  const change = (before: readonly FieldValue[], after: readonly FieldValue[]): string[] =>
    diffValues(
      { fields: [group], values: { it: before as FieldValue } },
      { fields: [group], values: { it: after as FieldValue } },
      t,
    ).flatMap(({ from, to }) => [from, to]);
  const [a, b, c] = [{ sku: 'A' }, { sku: 'B', count: 2 }, { sku: 'C' }];

  test.each([
    [[a, b, c], [a, b, c], []],
    [
      [a, b],
      [{ count: 0, sku: 'A' }, b],
      ['第 1 行（货号：A）', '第 1 行（货号：A，数量：0）'],
    ],
    [
      [a, b, c],
      [a, { sku: 'B', count: 3 }, c],
      ['第 2 行（货号：B，数量：2）', '第 2 行（货号：B，数量：3）'],
    ],
    [
      [a, b, c],
      [a, c],
      ['第 2 行（货号：B，数量：2）', '第 2 行（无）'],
    ],
    [[a], [a, c], ['第 2 行（无）', '第 2 行（货号：C）']],
    [[], [a], ['', '货号：A']],
    [[a, c], [], ['货号：A；货号：C', '']],
  ] as const)('which row changed: %#', (before, after, told) => {
    expect(change(before as never, after as never)).toEqual(told);
  });

  test('a change keeps the stored rows, to go back to', () => {
    const [line] = diffValues(
      { fields: [group], values: { it: [a, b] } },
      { fields: [group], values: { it: [a] } },
      t,
    );
    expect(line).toMatchObject({ was: [a, b], now: [a] });
  });

  test('left alone, it follows what someone else changed meanwhile; touched, it stays as typed', () => {
    const opened = { it: [a] };
    const stored = { it: [a, b] };
    const sent = rawFromValues([group], opened);
    expect(rebaseForm([group], sent, opened, stored)).toEqual(rawFromValues([group], stored));
    const typed = { 'it.0.sku': 'Z' };
    expect(rebaseForm([group], typed, opened, stored)).toEqual(typed);
  });

  test('of another form that asks for fewer things, those that both ask for are kept', () => {
    const fewer = aField('group', { fields: [{ ...aField('text'), key: 'sku' }] });
    const raw = rawFromValues([group], { it: [a, b] });
    expect(keepSharedValues(raw, [group], [fewer])).toEqual({ 'it.0.sku': 'A', 'it.1.sku': 'B' });
    expect(lostAnswers([group], { it: [a, b] }, [fewer], t)).toHaveLength(1);
    expect(lostAnswers([group], { it: [a] }, [fewer], t)).toEqual([]);
  });
});

test('a choice of a cascade is kept while the other form has it', () => {
  const other = aField('cascade', { options: [TREE[1]] });
  expect(keepSharedValues({ it: '71' }, [aField('cascade')], [other])).toEqual({ it: '71' });
  expect(keepSharedValues({ it: '330106' }, [aField('cascade')], [other])).toEqual({});
});
