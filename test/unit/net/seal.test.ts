import { describe, expect, test } from 'vitest';
import { createSeal } from '../../../src/net/seal.ts';

const seal = createSeal('a secret of at least 32 characters, surely');

describe('what is sealed', () => {
  test.each(['', 'abc', '密钥 SEC🙂', 'x'.repeat(10_000)])('opens as it was: %j', (text) => {
    expect(seal.open(seal.seal(text))).toBe(text);
  });

  test('looks different each time, and does not show what it holds', () => {
    const [one, two] = [seal.seal('secret'), seal.seal('secret')];
    expect(one).not.toBe(two);
    expect(one).not.toContain('secret');
  });

  test('stays shut for another secret, when it was changed, and when it is something else', () => {
    const sealed = seal.seal('secret');
    const changed = `${sealed.slice(0, -2)}${sealed.endsWith('AA') ? 'BB' : 'AA'}`;
    expect(createSeal('another secret of at least 32 characters').open(sealed)).toBeNull();
    for (const text of [changed, sealed.slice(0, 10), '', 'secret', 'v1.', sealed.replace('v1.', 'v2.')]) {
      expect(seal.open(text), text).toBeNull();
    }
  });
});
