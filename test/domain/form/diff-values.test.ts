import { beforeAll, describe, expect, test } from 'vitest';
import { diffValues, valuesOfChange } from '../../../src/domain/form/diff-values.ts';
import type { FieldType, FieldValue, FieldValues, FormField } from '../../../src/domain/form/field.ts';
import type { Translate } from '../../../src/domain/form/translate.ts';
import { aField, translator } from './support.ts';

/** The field-by-field difference of an edit (spec 01, save). */

let t: Translate;
beforeAll(async () => {
  t = await translator('zh-CN');
});

function diff(field: FormField, from: FieldValue | undefined, to: FieldValue | undefined): unknown {
  const side = (value: FieldValue | undefined): { fields: FormField[]; values: FieldValues } => ({
    fields: [field],
    values: value === undefined ? {} : { it: value },
  });
  return diffValues(side(from), side(to), t);
}

test.each<[FieldType, Partial<FormField>, FieldValue | undefined, FieldValue | undefined, string, string]>([
  ['text', {}, '甲乙', '甲丙', '甲乙', '甲丙'],
  ['text', {}, undefined, '甲', '', '甲'],
  ['text', {}, '甲', undefined, '甲', ''],
  ['textarea', {}, '一\n二', '一\n三', '一\n二', '一\n三'],
  ['radio', {}, 'a', 'b', '甲', '乙'],
  ['select', {}, 'old', 'a', '旧项', '甲'],
  ['select', { allowOther: true }, 'a', 'other:自提', '甲', '其他（自提）'],
  ['checkbox', {}, ['a'], ['a', 'b'], '甲', '甲、乙'],
  ['multiselect', {}, ['a', 'b'], undefined, '甲、乙', ''],
  ['number', { unit: '件' }, 1, 2, '1 件', '2 件'],
  ['money', { unit: '元' }, 398, 428, '¥ 398.00', '¥ 428.00'],
  ['date', {}, '2026-11-24', '2026-11-25', '2026-11-24', '2026-11-25'],
  ['datetime', {}, '2026-11-24T10:26', undefined, '2026-11-24 10:26', ''],
  ['time', {}, undefined, '09:30', '', '09:30'],
  ['phone', {}, '+8613800138000', '+8613800138001', '13800138000', '13800138001'],
  ['email', {}, 'a@example.com', 'b@example.com', 'a@example.com', 'b@example.com'],
  ['url', {}, undefined, 'https://example.com', '', 'https://example.com'],
  ['switch', {}, false, true, '否', '是'],
  ['switch', {}, true, undefined, '是', ''],
])('%s %j: %j → %j', (type, extra, from, to, shownFrom, shownTo) => {
  const [change, ...more] = diff(aField(type, extra), from, to) as ReturnType<typeof diffValues>;
  expect(more).toEqual([]);
  expect(change).toMatchObject({ key: 'it', label: '项目', from: shownFrom, to: shownTo });
  // What was stored can be read back from the log.
  expect(change && valuesOfChange(change)).toEqual({ was: from, now: to });
});

test.each<[FieldType, FieldValue | undefined, FieldValue | undefined]>([
  ['text', '甲', '甲'],
  ['text', undefined, undefined],
  ['text', '', undefined],
  ['money', 428, 428],
  ['checkbox', ['b', 'a'], ['a', 'b']],
  ['checkbox', [], undefined],
  ['switch', false, undefined],
])('%s: %j and %j are the same', (type, from, to) => {
  expect(diff(aField(type), from, to)).toEqual([]);
});

describe('two forms', () => {
  const order = aField('text', { key: 'order', label: '订单' });
  const size = aField('number', { key: 'size', label: '尺寸' });
  const shop = aField('text', { key: 'shop', label: '店铺' });

  test('in the order of the new one; what only the old one has goes, and comes last', () => {
    const changes = diffValues(
      { fields: [size, order], values: { size: 3, order: 'E1' } },
      { fields: [shop, order], values: { shop: '甲店', order: 'E2' } },
      t,
    );
    expect(changes.map(({ label, from, to }) => [label, from, to])).toEqual([
      ['店铺', '', '甲店'],
      ['订单', 'E1', 'E2'],
      ['尺寸', '3', ''],
    ]);
  });

  test('a value that only changes its type says the same', () => {
    const text = aField('text', { key: 'size', label: '尺寸' });
    expect(
      diffValues({ fields: [size], values: { size: 3 } }, { fields: [text], values: { size: '3' } }, t),
    ).toEqual([]);
  });

  test('each value is shown as its own version shows it', () => {
    const old = aField('select', { key: 'kind', options: [{ value: 'x', label: '原名' }] });
    const now = aField('select', { key: 'kind', options: [{ value: 'y', label: '新名' }] });
    const [change] = diffValues(
      { fields: [old], values: { kind: 'x' } },
      { fields: [now], values: { kind: 'y' } },
      t,
    );
    expect(change).toMatchObject({ from: '原名', to: '新名', was: 'x', now: 'y' });
  });

  test('keys of the language itself are keys like any other', () => {
    const odd = aField('text', { key: 'constructor', label: '构造' });
    expect(diffValues({ fields: [odd], values: {} }, { fields: [odd], values: {} }, t)).toEqual([]);
  });
});
