import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { displayValue } from '../../../src/domain/form/display-value.ts';
import { FIELD_TYPES } from '../../../src/domain/form/field.ts';
import { aField, translator } from './support.ts';

const zh = await translator('zh-CN');
const en = await translator('en');

describe('displayValue', () => {
  test.each([
    [aField('text'), '<b>&', '<b>&', '<b>&'],
    [aField('textarea'), '一\n二', '一\n二', '一\n二'],
    [aField('radio'), 'a', '甲', '甲'],
    [aField('radio'), 'old', '旧项', '旧项'],
    [aField('select'), 'gone', 'gone', 'gone'],
    [aField('select', { allowOther: true }), 'other:渠道', '其他（渠道）', 'Other (渠道)'],
    [aField('select'), 'other:渠道', 'other:渠道', 'other:渠道'],
    [aField('checkbox', { allowOther: true }), ['a', 'other:x'], '甲、其他（x）', '甲, Other (x)'],
    [aField('multiselect'), [], '', ''],
    [aField('money'), 428, '¥ 428.00', '¥ 428.00'],
    [aField('money', { unit: '元' }), -1234567.5, '-¥ 1,234,567.50', '-¥ 1,234,567.50'],
    [aField('money', { unit: '美元' }), 5, '5.00 美元', '5.00 美元'],
    [aField('number', { unit: '件' }), 1200, '1,200 件', '1,200 件'],
    [aField('number', { decimals: 1 }), 3, '3.0', '3.0'],
    [aField('number'), 0.0000001, '0.0000001', '0.0000001'],
    [aField('date'), '2026-11-24', '2026-11-24', '2026-11-24'],
    [aField('datetime'), '2026-11-24T10:26', '2026-11-24 10:26', '2026-11-24 10:26'],
    [aField('time'), '09:30', '09:30', '09:30'],
    [aField('phone'), '+8613800138000', '13800138000', '13800138000'],
    [aField('email'), 'gu@example.com', 'gu@example.com', 'gu@example.com'],
    [aField('url'), 'https://example.com', 'https://example.com', 'https://example.com'],
    [aField('switch'), true, '是', 'Yes'],
    [aField('switch'), false, '否', 'No'],
    [aField('text'), undefined, '', ''],
  ] as const)('%o %o', (field, value, chinese, english) => {
    expect(displayValue(field, value, zh)).toBe(chinese);
    expect(displayValue(field, value, en)).toBe(english);
  });

  test('a page may write days its own way', () => {
    const format = { date: () => '11 月 24 日', dateTime: () => '今天 10:26' };
    expect(displayValue(aField('date'), '2026-11-24', zh, format)).toBe('11 月 24 日');
    expect(displayValue(aField('datetime'), '2026-11-24T10:26', zh, format)).toBe('今天 10:26');
  });

  test('a value that no longer fits its field is shown, not lost', () => {
    const anyValue = fc.oneof(fc.string(), fc.double(), fc.boolean(), fc.array(fc.string()));
    fc.assert(
      fc.property(fc.constantFrom(...FIELD_TYPES), anyValue, (type, value) => {
        const text = displayValue(aField(type), value, zh);
        if (typeof value === 'string' && value !== '') expect(text).not.toBe('');
      }),
    );
  });
});
