import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { FIELD_TYPES } from '../../../src/domain/form/field.ts';
import { formSchema, parseForm } from '../../../src/domain/form/parse-form.ts';
import { textsIn } from '../../../src/domain/form/field-kinds.ts';
import { rawFromValues } from '../../../src/domain/form/raw-form.ts';
import type { RawForm } from '../../../src/domain/form/raw-form.ts';
import { aField, long, parseOne, refused, TODAY, value } from './support.ts';

const context = { today: TODAY };

describe('其他 with free text', () => {
  const radio = aField('radio', { allowOther: true });
  const boxes = aField('checkbox', { allowOther: true, maxLength: 2 });

  test.each([
    [radio, 'other', ' 渠道\n退款 ', value('other:渠道 退款')],
    [radio, 'other:渠道', undefined, value('other:渠道')],
    [radio, 'other', '', refused('required_other')],
    [radio, 'other', undefined, refused('required_other')],
    [radio, 'other', '\0', refused('bad_characters', { context: 'nul' })],
    [radio, 'other', long(201), refused('too_long', { max: 200, length: 201 })],
    [radio, 'a', '写了又改选', value('a')],
    [boxes, ['other', 'a'], '长于两个字', value(['a', 'other:长于两个字'])],
    [boxes, ['other', 'other:x'], 'y', refused('repeated', { length: 2 })],
    [boxes, ['other', 'a', 'b'], '三', refused('too_many', { max: 2, chosen: 3 })],
  ] as const)('%o %s', (field, answer, other, expected) => {
    expect(parseOne(field, answer, other)).toEqual(expected);
  });

  test('the text alone is no answer, and no unknown field', () => {
    expect(parseForm([radio], { it_other: 'x' }, context)).toEqual({ ok: true, values: {} });
  });

  test('without allowOther the text is an unknown field', () => {
    const parsed = parseForm([aField('radio')], { it_other: 'x' }, context);
    expect(parsed).toEqual({
      ok: false,
      problems: { it_other: refused('unknown_field', { key: 'it_other' }) },
    });
  });
});

test('a retired option may stay where the ticket holds it already', () => {
  const stored = { it: 'old' };
  expect(parseForm([aField('select')], { it: 'old' }, { ...context, stored })).toEqual({
    ok: true,
    values: stored,
  });
  const list = { it: ['a', 'old'] };
  expect(parseForm([aField('checkbox')], list, { ...context, stored: list })).toEqual({
    ok: true,
    values: list,
  });
});

describe('visible when', () => {
  const fields = [
    // Before the field it depends on: the order must not matter.
    aField('text', { key: 'detail', required: true, visibleWhen: { field: 'reason', in: ['b'] } }),
    aField('select', { key: 'reason', required: true, visibleWhen: { field: 'outcome', in: ['a'] } }),
    aField('radio', { key: 'outcome', required: true }),
  ];

  test('a hidden field is dropped and never judged, whatever was sent for it', () => {
    const raw = { outcome: 'b', reason: ['no', 'such'], detail: '\0' };
    expect(parseForm(fields, raw, context)).toEqual({ ok: true, values: { outcome: 'b' } });
  });

  test('hidden through a hidden field, though that one was sent with the value', () => {
    expect(parseForm(fields, { outcome: 'b', reason: 'b' }, context)).toEqual({
      ok: true,
      values: { outcome: 'b' },
    });
  });

  test('visible: judged like any other', () => {
    const parsed = parseForm(fields, { outcome: 'a', reason: 'b' }, context);
    expect(parsed).toEqual({ ok: false, problems: { detail: refused('required') } });
  });

  test.each([
    [{ field: 'nowhere', in: ['', 'a'] }, {}, false],
    [{ field: 'it', in: ['', 'a'] }, {}, false],
    [{ field: 'flag', in: ['true'] }, { flag: 'on' }, true],
    [{ field: 'flag', in: ['true'] }, {}, false],
    [{ field: 'flag', in: ['false'] }, {}, true],
    [{ field: 'boxes', in: ['b'] }, { boxes: ['a', 'b'] }, true],
    [{ field: 'boxes', in: ['other'] }, { boxes: ['other'], boxes_other: 'x' }, true],
    [{ field: 'boxes', in: ['other'] }, { boxes: ['other:x'] }, true],
    [{ field: 'boxes', in: [''] }, {}, true],
    [{ field: 'amount', in: ['1000'] }, { amount: '1,000.00' }, true],
    [{ field: 'note', in: ['是'] }, { note: ' 是 ' }, true],
  ] as const)('%o with %o: %s', (visibleWhen, raw, visible) => {
    const all = [
      aField('text', { visibleWhen, required: true }),
      aField('switch', { key: 'flag' }),
      aField('checkbox', { key: 'boxes', allowOther: true }),
      aField('money', { key: 'amount' }),
      aField('text', { key: 'note' }),
    ];
    const parsed = parseForm(all, raw, context);
    expect(parsed.ok ? [] : Object.keys(parsed.problems)).toEqual(visible ? ['it'] : []);
  });

  test('a circle of conditions is hidden, not endless', () => {
    const circle = [
      aField('text', { key: 'one', required: true, visibleWhen: { field: 'two', in: ['', 'x'] } }),
      aField('text', { key: 'two', required: true, visibleWhen: { field: 'one', in: ['', 'x'] } }),
    ];
    expect(parseForm(circle, { one: 'x', two: 'x' }, context)).toEqual({ ok: true, values: {} });
  });
});

describe('what no honest form sends', () => {
  test('keys that are no fields are told, next to the other problems', () => {
    const parsed = parseForm([aField('text', { required: true })], { status: 'closed', it: '' }, context);
    expect(parsed).toEqual({
      ok: false,
      problems: { it: refused('required'), status: refused('unknown_field', { key: 'status' }) },
    });
  });

  test('names of the prototype are fields or unknown like any other', () => {
    const hostile = Object.fromEntries([
      ['__proto__', 'x'],
      ['constructor', 'y'],
    ]);
    const parsed = parseForm([aField('text')], hostile, context);
    expect(parsed.ok ? [] : Object.keys(parsed.problems)).toEqual(['__proto__', 'constructor']);
    expect(parseForm([aField('text', { key: 'constructor', required: true })], {}, context).ok).toBe(false);
    const named = parseForm(
      [aField('text', { key: '__proto__' })],
      Object.fromEntries([['__proto__', 'x']]),
      context,
    );
    expect(named.ok && Object.entries(named.values)).toEqual([['__proto__', 'x']]);
    expect(parseForm([aField('select', { key: 'toString' })], {}, { ...context, stored: {} })).toEqual({
      ok: true,
      values: {},
    });
  });

  test('a long or broken key is cut for the sentence', () => {
    const parsed = parseForm([], { [`${long(100_000, 'k')}\ud800`]: 'x', '\ud83d\0': 'y' }, context);
    const keys = parsed.ok ? [] : Object.values(parsed.problems).map((problem) => problem.params['key']);
    expect(keys).toEqual([long(40, 'k'), '\ufffd\ufffd']);
  });

  test('the schema can stand inside another one, with the problems on its issues', () => {
    const result = formSchema([aField('text', { required: true })], context).safeParse({});
    expect(result.error?.issues).toMatchObject([
      { path: ['it'], message: 'required', params: { problem: refused('required') } },
    ]);
  });
});

describe('for any fields and any answers', () => {
  const anyText = fc.oneof(
    fc.string({ unit: 'binary' }),
    fc.string({ unit: 'grapheme' }),
    fc.array(fc.integer({ min: 0, max: 0xffff })).map((codes) => String.fromCharCode(...codes)),
    fc.constantFrom(
      'a',
      'b',
      'old',
      'other',
      'other:',
      'other:x',
      'on',
      '1e999',
      '2026-02-30',
      '１３８００１３８０００',
      '-.',
    ),
  );
  const anyAnswer = fc.oneof(anyText, fc.array(anyText, { maxLength: 4 }), fc.constant(undefined));
  const anyKey = fc.oneof(fc.constantFrom('it', 'it_other', 'x', '__proto__', 'constructor'), anyText);
  const anyField = fc
    .record(
      {
        key: fc.constantFrom('it', 'x', 'y', '__proto__', 'hasOwnProperty'),
        type: fc.constantFrom(...FIELD_TYPES),
        required: fc.boolean(),
        allowOther: fc.boolean(),
        min: fc.constantFrom('today', 'today-1', 5, '2020-01-01', '09:00', 'nonsense', Number.NaN),
        max: fc.constantFrom('today+99999', 10, 'x', '', Number.POSITIVE_INFINITY),
        minLength: fc.constantFrom(0, 1, 3),
        decimals: fc.constantFrom(0, 2, 200),
        visibleWhen: fc.record({
          field: fc.constantFrom('it', 'x', 'y', 'z'),
          in: fc.array(anyText, { maxLength: 3 }),
        }),
      },
      { requiredKeys: ['key', 'type', 'required'] },
    )
    .map(({ type, ...extra }) => aField(type, extra));
  const anyForm = fc.uniqueArray(anyField, { selector: (field) => field.key, maxLength: 4 });
  const anyRaw = fc
    .array(fc.tuple(anyKey, anyAnswer), { maxLength: 6 })
    .map((entries) => Object.fromEntries(entries));

  test('it never throws, and what it accepts can be stored', () => {
    fc.assert(
      fc.property(anyForm, anyRaw, (fields, raw) => {
        const parsed = parseForm(fields, raw, context);
        if (!parsed.ok) {
          expect(Object.keys(parsed.problems).length).toBeGreaterThan(0);
          return;
        }
        const text = JSON.stringify(parsed.values);
        const texts = Object.values(parsed.values).flatMap((each) =>
          typeof each === 'string' ? [each] : textsIn(each),
        );
        expect(() => encodeURIComponent(texts.join(''))).not.toThrow();
        expect(text).not.toContain('\\u0000');
        expect(text).not.toContain('null');
      }),
      { numRuns: 1000 },
    );
  });

  test('accepted values sent again give the same values', () => {
    fc.assert(
      fc.property(anyForm, anyRaw, (fields, raw) => {
        const first = parseForm(fields, raw, context);
        if (!first.ok) return;
        expect(parseForm(fields, rawFromValues(fields, first.values), context)).toEqual(first);
      }),
      { numRuns: 1000 },
    );
  });

  test('nor for bodies that no type allows', () => {
    fc.assert(
      fc.property(fc.json(), fc.constantFrom(...FIELD_TYPES), (body, type) => {
        expect(() => parseForm([aField(type)], smuggled(`{"it":${body}}`), context)).not.toThrow();
        expect(() => parseForm([aField(type)], smuggled(body), context)).not.toThrow();
      }),
    );
    const nested = parseForm([aField('text')], smuggled('{"it":{"deep":1}}'), context);
    expect(nested).toEqual({ ok: false, problems: { it: refused('unreadable') } });
    expect(parseForm([aField('text')], smuggled('[1]'), context).ok).toBe(false);
  });
});

/** What a client may send although the types say otherwise. */
function smuggled(json: string): RawForm {
  return JSON.parse(json) as RawForm;
}
