import { expect, test } from 'vitest';
import { makeChoiceKey } from '../../../src/domain/choice/make-choice-key.ts';

/** Keys of entries are made from what they are called, once (spec 09: keys are stable). */

test.each([
  [{ zh: '抖音', en: 'Douyin' }, [], 'douyin'],
  [{ zh: '抖音', en: '抖音' }, [], 'dou_yin'],
  [{ zh: '缺货', en: 'Out of stock!' }, [], 'out_of_stock'],
  [{ zh: '缺货', en: 'Out of stock' }, ['out_of_stock'], 'out_of_stock_2'],
  [{ zh: '缺货', en: 'Out of stock' }, ['out_of_stock', 'out_of_stock_2'], 'out_of_stock_3'],
  [{ zh: '12345', en: '12345' }, [], '12345'],
  [{ zh: '😀', en: '😀' }, [], 'entry'],
  [{ zh: 'Café', en: 'Café' }, [], 'cafe'],
  [{ zh: '很', en: 'x'.repeat(300) }, [], 'x'.repeat(40)],
])('%o beside %o: %s', (labels, taken, key) => {
  expect(makeChoiceKey(labels, new Set(taken))).toBe(key);
});
