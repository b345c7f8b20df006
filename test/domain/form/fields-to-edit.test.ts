import { beforeAll, describe, expect, test } from 'vitest';
import { fieldsToEdit, fieldsToSave, lostAnswers } from '../../../src/domain/form/fields-to-edit.ts';
import type { FieldType, FieldValue, FormField } from '../../../src/domain/form/field.ts';
import { parseForm } from '../../../src/domain/form/parse-form.ts';
import { presentForm } from '../../../src/domain/form/present-form.ts';
import { rawFromValues } from '../../../src/domain/form/raw-form.ts';
import { rebaseForm } from '../../../src/domain/form/rebase-form.ts';
import type { Translate } from '../../../src/domain/form/translate.ts';
import { aField, OPTIONS, TODAY, translator } from './support.ts';

/** A form that was filled in before, and is filled in again. */

let t: Translate;
beforeAll(async () => {
  t = await translator('zh-CN');
});

describe('required', () => {
  const field = aField('text', { required: true });
  const read = (stored: Record<string, FieldValue>, raw: Record<string, string>): unknown => {
    const parsed = parseForm(fieldsToEdit([field], stored), raw, { today: TODAY, stored });
    return parsed.ok ? parsed.values : parsed.problems['it']?.code;
  };

  test('what was empty may stay empty', () => expect(read({}, { it: '' })).toEqual({}));
  test('what is there can not be taken away', () => expect(read({ it: '甲' }, { it: ' ' })).toBe('required'));
  test('it can be changed', () => expect(read({ it: '甲' }, { it: '乙' })).toEqual({ it: '乙' }));
});

test('a save leaves the phone alone: it is not even asked for', () => {
  const fields = [aField('text', { key: 'phone' }), aField('text', { key: 'order_number' })];
  expect(fieldsToSave(fields, {}).map(({ key }) => key)).toEqual(['order_number']);
  expect(parseForm(fieldsToSave(fields, {}), { phone: '1' }, { today: TODAY }).ok).toBe(false);
});

describe('what comes back untouched is not judged again', () => {
  test.each<[FieldType, Partial<FormField>, FieldValue]>([
    ['text', { maxLength: 2 }, '长过如今的限度'],
    ['textarea', { minLength: 9 }, '一\n二'],
    ['radio', {}, 'old'],
    ['select', {}, 'no longer there'],
    ['select', { allowOther: true }, 'other:自提'],
    ['checkbox', { maxLength: 1 }, ['a', 'old']],
    ['number', { max: 3 }, 12.5],
    ['money', { max: 100 }, 428],
    ['date', { min: 'today' }, '2026-11-01'],
    ['datetime', { max: 'today-30' }, '2026-11-24T10:26'],
    ['time', { max: '09:00' }, '10:26'],
    ['phone', {}, '+8613800138000'],
    ['switch', { required: true }, false],
  ])('%s %j: %j', (type, extra, value) => {
    const field = aField(type, extra);
    const stored = { it: value };
    const raw = rawFromValues([field], stored);
    // As browsers send it: line ends of their own.
    const sent = typeof raw['it'] === 'string' ? { ...raw, it: raw['it'].replace('\n', '\r\n') } : raw;
    const parsed = parseForm([field], sent, { today: TODAY, stored });
    expect(parsed).toEqual({ ok: true, values: stored });
  });

  test('but what is changed is', () => {
    const field = aField('date', { min: 'today' });
    const parsed = parseForm([field], { it: '2026-11-02' }, { today: TODAY, stored: { it: '2026-11-01' } });
    expect(parsed).toMatchObject({ ok: false, problems: { it: { code: 'too_early' } } });
  });

  test('nor is a repeated answer the stored one', () => {
    const parsed = parseForm([aField('text')], { it: ['甲', '甲'] }, { today: TODAY, stored: { it: '甲' } });
    expect(parsed).toMatchObject({ ok: false, problems: { it: { code: 'repeated' } } });
  });
});

test('a refused form still offers the stored choice, and none that it made up', () => {
  const field = aField('select');
  const offered = (stored: FieldValue): string[] =>
    presentForm({ fields: [field], t, raw: { it: 'made up' }, values: { it: stored } })[0]?.options.map(
      ({ value }) => value,
    ) ?? [];
  expect(offered('old')).toEqual(['', 'a', 'b', 'c', 'old']);
  expect(offered('gone')).toEqual(['', 'a', 'b', 'c', 'gone']);
});

describe('what another form has no place for', () => {
  const lost = (from: FormField, value: FieldValue, to: readonly FormField[]): string[] =>
    lostAnswers([from], { [from.key]: value }, to, t).map(({ label, text }) => `${label} ${text}`);

  test('a field that it lacks, as shown', () => {
    expect(lost(aField('money', { unit: '元' }), 428, [])).toEqual(['项目 ¥ 428.00']);
    expect(lost(aField('switch'), true, [])).toEqual(['项目 是']);
  });
  test('a choice that it does not offer', () => {
    const narrower = aField('select', { options: OPTIONS.slice(1) });
    expect(lost(aField('select'), 'a', [narrower])).toEqual(['项目 甲']);
    expect(lost(aField('select'), 'b', [narrower])).toEqual([]);
  });
  test('nothing that is empty, shared, or built in', () => {
    expect(lostAnswers([aField('text')], {}, [], t)).toEqual([]);
    expect(lost(aField('text'), '甲', [aField('textarea')])).toEqual([]);
    expect(lost(aField('text', { key: 'order_number' }), 'E1', [])).toEqual([]);
  });
});

describe('a form opened before a change of someone else', () => {
  const fields = [
    aField('text', { key: 'order' }),
    aField('money', { key: 'amount' }),
    aField('checkbox', { key: 'parts', allowOther: true }),
  ];
  const opened = { order: 'E1', amount: 398, parts: ['a'] };
  const stored = { order: 'E2', amount: 428, parts: ['a', 'other:插头'] };

  test('follows it where it was left alone', () => {
    const raw = { order: 'E1', amount: '398.00', parts: ['a'] };
    expect(rebaseForm(fields, raw, opened, stored)).toEqual({
      order: 'E2',
      amount: '428.00',
      parts: ['a', 'other'],
      parts_other: '插头',
    });
  });
  test('keeps what was typed, also an emptied answer', () => {
    const raw = { order: '', amount: '500', parts: 'b' };
    expect(rebaseForm(fields, raw, opened, stored)).toMatchObject(raw);
  });
});
