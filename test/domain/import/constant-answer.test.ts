import { expect, test } from 'vitest';
import { constantAnswer, constantText } from '../../../src/domain/import/constant-answer.ts';

/** What the sheet lacks is said once for all rows (spec 06, step 2), also where several choices are meant. */

test.each([
  ['checkbox', ['规格参数', '库存到货']],
  ['multiselect', ['a', 'b', 'c']],
] as const)('each choice of a %s is kept', (type, answer) => {
  expect(constantAnswer({ type }, constantText([...answer]))).toEqual([...answer]);
});

test('a text stays one text, whatever its lines', () => {
  expect(constantAnswer({ type: 'textarea' }, constantText('一\n二'))).toBe('一\n二');
  expect(constantText(undefined)).toBe('');
  expect(constantText(['', '库存到货'])).toBe('库存到货');
});
