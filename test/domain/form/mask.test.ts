import { describe, expect, test } from 'vitest';
import { FIELD_TYPES, type FieldType, type FieldValue } from '../../../src/domain/form/field.ts';
import { displayMasked, isSensitive, looksMasked, MASK, maskShown } from '../../../src/domain/form/mask.ts';
import { translator } from '../../../src/i18n.ts';
import { aField, CHOICE_TYPES, OPTIONS } from './support.ts';

/** What of a sensitive answer everyone may see (spec 02). */

const t = translator('zh-CN');

test.each<[FieldType, FieldValue, string]>([
  ['phone', '+8613812341234', '138****1234'],
  ['phone', '+861012345678', '010****5678'],
  ['phone', '+16502530000', '165****0000'],
  ['phone', '12345', '****45'],
  ['phone', '110', MASK],
  ['email', 'gu.xiao@example.com', 'g****@example.com'],
  ['email', 'g@example.com', '****@example.com'],
  ['email', 'nobody', 'n****y'],
  ['text', '6222021234567890123', '****0123'],
  ['text', '6222 0212 3456 7890', '****7890'],
  ['text', '11010519491231002X', '****002X'],
  ['text', '13812341234', '****1234'],
  ['text', '1234567', '1****7'],
  ['text', '张三', '张****'],
  ['text', '欧阳娜娜', '欧****'],
  ['text', '一二三四五六', '一****六'],
  ['text', '😀b😀', '😀****'],
  ['text', '张', MASK],
  ['text', '0', MASK],
  ['textarea', '广东省深圳市\n南山区科技园 1 号', '广****号'],
  ['url', 'https://example.com/u/9', 'h****9'],
  ['number', 12, MASK],
  ['number', 0, MASK],
  ['money', 1234.5, MASK],
  ['date', '2026-01-15', MASK],
  ['datetime', '2026-01-16T10:26', MASK],
  ['time', '09:30', MASK],
  ['switch', true, MASK],
  ['switch', false, MASK],
  ['radio', 'a', MASK],
  ['select', 'old', MASK],
  ['checkbox', ['a', 'b'], `${MASK}、${MASK}`],
  ['checkbox', ['a'], MASK],
])('%s %j is shown as %s', (type, value, shown) => {
  expect(displayMasked(aField(type, { sensitive: true }), value, t)).toBe(shown);
});

test('an ID card keeps its first three and its last four', () => {
  expect(maskShown('id_card' as FieldType, '11010519491231002X', '11010519491231002X', t)).toBe(
    '110****002X',
  );
});

test('each row, and each input of a row, is masked by itself; what has no rule says nothing at all', () => {
  const rows = [
    { sku: 'A1029384', quantity: 2, reason: '' },
    { sku: '6222021234567890', quantity: 1, reason: '破损' },
  ];
  expect(maskShown('group' as FieldType, rows, 'x', t)).toBe(`A****4 ${MASK}、****7890 ${MASK} 破****`);
  for (const type of ['group', 'cascade', 'file', 'user', 'toString', '__proto__'])
    expect(maskShown(type as FieldType, 'secret', 'secret', t)).toBe(MASK);
});

test('free text behind a choice is masked, too', () => {
  const field = aField('select', { options: OPTIONS, allowOther: true, sensitive: true });
  expect(displayMasked(field, 'other:说给您一人听', t)).toBe(MASK);
});

describe('never more than the rule allows', () => {
  const longest = 4;
  test.each(FIELD_TYPES)('%s', (type) => {
    for (const value of ['甲乙丙丁戊己庚辛', '6222021234567890123', 'abcdefgh']) {
      const shown = displayMasked(aField(type, { sensitive: true }), value, t);
      for (let at = 0; at + longest < value.length; at += 1)
        expect(shown).not.toContain(value.slice(at, at + longest + 1));
    }
  });

  test('nothing stays nothing', () => {
    for (const type of FIELD_TYPES)
      expect(displayMasked(aField(type, { sensitive: true }), undefined, t)).toBe('');
  });
});

test('only what is marked is sensitive, and nothing that is built in', () => {
  expect(isSensitive(aField('text'))).toBe(false);
  expect(isSensitive(aField('text', { sensitive: true }))).toBe(true);
  expect(isSensitive(aField('text', { key: 'title', sensitive: true }))).toBe(false);
  expect(displayMasked(aField('text'), '张三', t)).toBe('张三');
});

test('a mask is known by its stars or dots', () => {
  expect(['138****1234', MASK, 'a****'].every(looksMasked)).toBe(true);
  expect(['5 * 3', '**', '…', ''].some(looksMasked)).toBe(false);
});

test('every choice type is covered', () => {
  for (const type of CHOICE_TYPES)
    expect(displayMasked(aField(type, { sensitive: true }), 'a', t)).toBe(MASK);
});
