import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { displayPhone, normalizePhone } from '../../../src/domain/form/phone.ts';

describe('normalizePhone', () => {
  test.each([
    ['13800138000', '+8613800138000'],
    [' 138 0013 8000 ', '+8613800138000'],
    ['138-0013-8000', '+8613800138000'],
    ['+86 13800138000', '+8613800138000'],
    ['008613800138000', '+8613800138000'],
    ['8613800138000', '+8613800138000'],
    ['１３８００１３８０００', '+8613800138000'],
    ['＋８６１３８００１３８０００', '+8613800138000'],
    ['19912345678', '+8619912345678'],
    ['010-12345678', '+861012345678'],
    ['(0571) 8888 8888', '+8657188888888'],
    ['400-800-8820', '+864008008820'],
    ['+852 5123 4567', '+85251234567'],
    ['+1 650 253 0000', '+16502530000'],
  ])('%s is %s', (typed, e164) => {
    expect(normalizePhone(typed)).toEqual({ e164 });
  });

  test.each([
    '138****1234',
    '138xxxx1234',
    '12345678901',
    '11111111111',
    '1380013800',
    '138001380001',
    '88888888',
    '12315',
    '0571-88888888 ext 801',
    '0571-88888888转801',
    '13800138000 / 13900139000',
    '打 13800138000',
    '微信号 abc',
    '',
    '\0',
    '9'.repeat(100_000),
  ])('%s is kept as text', (typed) => {
    expect(normalizePhone(` ${typed}`)).toEqual({ kept: typed });
  });

  test('never throws, and an identity is its own identity', () => {
    fc.assert(
      fc.property(
        fc.oneof(fc.string({ unit: 'binary' }), fc.stringMatching(/^[+0-9 ()*-]{5,18}$/)),
        (typed) => {
          const phone = normalizePhone(typed);
          if ('e164' in phone) {
            expect(normalizePhone(phone.e164)).toEqual(phone);
            expect(normalizePhone(displayPhone(phone.e164))).toEqual(phone);
          } else expect(phone.kept).toBe(typed.trim());
        },
      ),
      { numRuns: 500 },
    );
  });
});

test.each([
  ['+8613800138000', '13800138000'],
  ['+861012345678', '010 1234 5678'],
  ['+16502530000', '+1 650 253 0000'],
  ['138****1234', '138****1234'],
])('displayPhone(%s) is %s', (stored, shown) => {
  expect(displayPhone(stored)).toBe(shown);
});
