import { describe, expect, test } from 'vitest';
import { carryAnswers, parseMaskedForm, sensitiveInEither } from '../../../src/domain/form/conceal-form.ts';
import type { FieldType, FieldValue, FieldValues, FormField } from '../../../src/domain/form/field.ts';
import { MASK } from '../../../src/domain/form/mask.ts';
import { presentMasked } from '../../../src/domain/form/present-masked.ts';
import type { RawForm } from '../../../src/domain/form/raw-form.ts';
import { translator } from '../../../src/i18n.ts';
import { aField, TODAY } from './support.ts';

/** Forms that are filled in again by people who may not see all of their answers (spec 02). */

const t = translator('zh-CN');
const secret = (type: FieldType, extra: Partial<FormField> = {}): FormField =>
  aField(type, { sensitive: true, ...extra });

const show = (field: FormField, stored: FieldValue, raw?: RawForm, revealed?: string) => {
  const [shown] = presentMasked({ fields: [field], t, raw, stored: { it: stored }, isOwn: true, revealed });
  if (!shown) throw new Error('nothing was presented');
  return shown;
};

/** What a browser would send of the form untouched. */
const sentBack = (field: FormField, stored: FieldValue): RawForm => {
  const shown = show(field, stored);
  const chosen = shown.options.filter(({ selected }) => selected).map(({ value }) => value);
  return { it: shown.isGroup || shown.control === 'select' ? chosen : shown.value };
};

const parse = (field: FormField, raw: RawForm, stored: FieldValue | undefined) => {
  const values: FieldValues = stored === undefined ? {} : { it: stored };
  const parsed = parseMaskedForm([field], raw, values, { today: TODAY, stored: values });
  return parsed.ok ? parsed.values['it'] : parsed.problems['it']?.code;
};

const ANSWERS: readonly (readonly [FieldType, FieldValue, RawForm['it'], FieldValue])[] = [
  ['text', '6222021234567890', '6222029999999999', '6222029999999999'],
  ['textarea', '广东省深圳市\n南山区', '上海市', '上海市'],
  ['phone', '+8613812341234', '13900001111', '+8613900001111'],
  ['email', 'gu@example.com', 'li@example.com', 'li@example.com'],
  ['url', 'https://example.com/1', 'https://example.com/2', 'https://example.com/2'],
  ['number', 12, '13', 13],
  ['money', 1234.5, '99', 99],
  ['date', '2026-01-15', '2026-01-16', '2026-01-16'],
  ['datetime', '2026-01-16T10:26', '2026-01-17T10:26', '2026-01-17T10:26'],
  ['time', '09:30', '10:30', '10:30'],
  ['radio', 'a', 'b', 'b'],
  ['select', 'old', 'b', 'b'],
  ['checkbox', ['a', 'old'], ['b'], ['b']],
  ['multiselect', ['a', 'b'], ['c'], ['c']],
  ['switch', true, 'off', false],
  ['switch', false, 'on', true],
];

describe.each(ANSWERS)('%s %j', (type, stored, typed, read) => {
  const field = secret(type);

  test('is shown as a mask and nothing else', () => {
    const shown = show(field, stored);
    expect(shown.masked).toBe(true);
    const open = aField(type);
    const told = JSON.stringify({ ...shown, options: shown.options.filter(({ selected }) => selected) });
    for (const each of [stored].flat()) {
      if (typeof each !== 'boolean' && typeof each !== 'object')
        expect(told).not.toContain(`"${String(each)}"`);
    }
    expect(shown.options.map(({ value }) => value)).not.toContain('old');
    expect(shown.label).toBe(open.label);
  });

  test('comes back untouched and stays', () => {
    expect(parse(field, sentBack(field, stored), stored)).toEqual(stored);
  });

  test('can be replaced without having been seen', () => {
    expect(parse(field, { it: typed }, stored)).toEqual(read);
    expect(show(field, stored, { it: typed }).masked).toBe(false);
  });

  test('is shown in full where that was asked for', () => {
    const shown = show(field, stored, undefined, 'it');
    const [plain] = presentMasked({ fields: [aField(type)], t, stored: { it: stored }, isOwn: true });
    expect(shown).toEqual(plain);
  });

  test('typed again in full, it is a mask again', () => {
    const shown = presentMasked({ fields: [aField(type)], t, stored: { it: stored }, isOwn: true });
    const chosen = shown[0]?.options.filter(({ selected }) => selected).map(({ value }) => value) ?? [];
    const raw = { it: chosen.length > 0 ? chosen : shown[0]?.checked ? 'on' : (shown[0]?.value ?? '') };
    if (type !== 'switch') expect(show(field, stored, raw).masked).toBe(true);
  });
});

test('a mask is never stored', () => {
  const card = secret('text');
  expect(parse(card, { it: '****9999' }, '6222021234567890')).toBe('mask_changed');
  expect(parse(card, { it: '****7890 建行' }, '6222021234567890')).toBe('mask_changed');
  expect(parse(card, { it: ' ****7890 ' }, '6222021234567890')).toBe('6222021234567890');
  // What a platform has masked is all that anyone knows.
  expect(parse(card, { it: '6222****7890' }, undefined)).toBe('6222****7890');
  expect(parse(card, { it: '6222****7890 建行' }, '6222****7890')).toBe('6222****7890 建行');
  expect(parse(aField('text'), { it: '****7890' }, '6222021234567890')).toBe('****7890');
});

test('an empty answer takes away what is there', () => {
  expect(parse(secret('text'), { it: '' }, '6222021234567890')).toBeUndefined();
  expect(parse(secret('text', { required: true }), { it: '' }, '6222021234567890')).toBe('required');
});

test('choices are added to those behind the mask', () => {
  expect(parse(secret('checkbox'), { it: [MASK, 'c'] }, ['a'])).toEqual(['a', 'c']);
  const other = secret('multiselect', { allowOther: true });
  expect(parse(other, { it: [MASK, 'a'] }, ['other:说明'])).toEqual(['a', 'other:说明']);
  expect(JSON.stringify(show(other, ['other:说明']))).not.toContain('说明');
});

test('of a type that can’t stand masked in an input, the answer can be kept or taken away', () => {
  const field = { ...secret('text'), type: 'cascade' as FieldType };
  const shown = show(field, '广东');
  expect(shown.options.map(({ value }) => value)).toEqual(['', MASK]);
  expect(JSON.stringify(shown)).not.toContain('广东');
});

describe('a field that depends on a masked one', () => {
  const dependent = aField('text', { key: 'more', visibleWhen: { field: 'it', in: ['a', 'true', '12'] } });
  const hiddenIn = (source: FormField, stored: FieldValue): unknown => {
    const fields = [source, dependent];
    const [, shown] = presentMasked({ fields, t, stored: { it: stored, more: '说明' }, isOwn: true });
    const [one] = [...(sentBack(source, stored)['it'] ?? [])];
    const sent = typeof sentBack(source, stored)['it'] === 'string' ? sentBack(source, stored)['it'] : one;
    return [shown?.hidden, (JSON.parse(shown?.visible?.in ?? '[]') as string[]).includes(String(sent))];
  };
  test.each<[FieldType, FieldValue, FieldValue]>([
    ['radio', 'a', 'b'],
    ['select', 'a', 'b'],
    ['checkbox', ['a'], ['b']],
    ['switch', true, false],
    ['number', 12, 13],
  ])('stays where the answer behind the mask of a %s puts it', (type, met, other) => {
    expect(hiddenIn(secret(type), met)).toEqual([false, true]);
    expect(hiddenIn(secret(type), other)).toEqual([true, false]);
  });
});

test('of an answer that another form offers in part, nothing is carried over', () => {
  const own = [secret('checkbox')];
  const other = [secret('checkbox', { options: [{ value: 'a', label: '甲' }] })];
  expect(carryAnswers({ it: ['a', 'b'] }, own, other)).toEqual({});
  expect(carryAnswers({ it: ['a'] }, own, other)).toEqual({ it: ['a'] });
});

test('sensitive in one form is sensitive in the other; a value of another type is a mask there', () => {
  const own = [secret('money')];
  const fields = sensitiveInEither([aField('text')], own);
  const raw = carryAnswers({ it: '12.00' }, own, fields);
  const [shown] = presentMasked({ fields, t, raw, stored: { it: 12 }, storedIn: own, isOwn: false });
  expect([shown?.masked, JSON.stringify(shown).includes('12')]).toEqual([true, false]);
});
