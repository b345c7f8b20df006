import { describe, expect, test } from 'vitest';
import { isUsableKey, keyFrom } from '../../../src/domain/form/field-key.ts';

/** Keys of custom fields (spec 02): made from the name, stable, and never one the product needs for itself. */

const none = (): boolean => false;

describe('a key made from a name', () => {
  test.each([
    ['退款金额', 'tui_kuan_jin_e'],
    ['订单 SKU 编号', 'ding_dan_sku_bian_hao'],
    ['Refund amount', 'refund_amount'],
    ['2 次退款', 'field_2_ci_tui_kuan'],
    ['！？', 'field'],
    ['ＳＫＵ', 'sku'],
  ])('%s → %s', (name, key) => {
    expect(keyFrom(name, none)).toBe(key);
    expect(isUsableKey(keyFrom(name, none))).toBe(true);
  });

  test('a taken one gets a number', () => {
    const taken = new Set(['tui_kuan', 'tui_kuan_2']);
    expect(keyFrom('退款', (key) => taken.has(key))).toBe('tui_kuan_3');
  });

  test('a very long name still gives a usable one', () => {
    expect(isUsableKey(keyFrom('很'.repeat(100), none))).toBe(true);
  });
});

test.each([
  'title',
  'phone',
  'version',
  'category_id',
  'template_version_id',
  'constructor',
  'attachment_ids',
  'reason_other',
  'Big',
  '1st',
  '_x',
  'a-b',
  'a'.repeat(41),
  '',
])('%s is no key of a custom field', (key) => {
  expect(isUsableKey(key)).toBe(false);
});
