import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { indexTerms, searchQuery } from '../../src/domain/search/terms.ts';

/** What PostgreSQL does with the two: every part of the query must be among the terms, `:*` as a beginning. */
function finds(typed: string, text: string): boolean {
  const query = searchQuery(typed);
  if (query === null) return false;
  const terms = indexTerms(text);
  return query.split(' & ').every((part) => {
    const [, term = '', prefix] = /^'([^']*)'(:\*)?$/.exec(part) ?? [];
    return prefix ? terms.some((each) => each.startsWith(term)) : terms.includes(term);
  });
}

describe('indexTerms', () => {
  test.each([
    ['退款问题', ['退款', '款问', '问题', '题']],
    ['退', ['退']],
    ['iPhone 15', ['ip', 'ph', 'ho', 'on', 'ne', 'e', '15', '5']],
    ['退款，退款', ['退款', '款']],
    ['ＶＩＰ', ['vi', 'ip', 'p']],
    ['𠮷野家', ['𠮷野', '野家', '家']],
    ["it's", ['it', 't', 's']],
    ['', []],
    [' ，。!😀', []],
  ])('%s', (text, terms) => {
    expect(indexTerms(text).sort()).toEqual([...terms].sort());
  });
});

describe('searchQuery', () => {
  test.each([
    ['退款', `'退款'`],
    ['退', `'退':*`],
    ['退款问题', `'退款' & '款问' & '问题'`],
    ['顾 退款', `'顾':* & '退款'`],
    ['退款退款', `'退款' & '款退'`],
    ['ＧＤ', `'gd'`],
    ['', null],
    ['   ', null],
    ['%_\\*', null],
    ["'", null],
    ['😀', null],
  ])('%s: %s', (typed, query) => {
    expect(searchQuery(typed)).toBe(query);
  });

  test('of a long text takes the beginning', () => {
    expect(searchQuery('款'.repeat(100_000))).toBe(`'款款'`);
    const cut = searchQuery(`${'a'.repeat(99)}😀`);
    expect(cut).toBe(`'aa'`);
  });
});

test.each([
  ['退款', '申请退款被拒', true],
  ['款被', '申请退款被拒', true],
  ['拒', '申请退款被拒', true],
  ['退', '申请退款被拒', true],
  ['被退', '申请退款被拒', false],
  ['APP', 'app 闪退', true],
  ['闪退 app', 'APP闪退', true],
  ['12', '订单 20261122', true],
  ['x', '退款', false],
])('%s in %s: %s', (typed, text, found) => {
  expect(finds(typed, text)).toBe(found);
});

const character = fc.constantFrom(...'退款问题客户订单abcXYZ019 ，-\'"&|!:*()\\😀');
const text = fc.string({ unit: character, maxLength: 40 });

test('whatever stands in a text is found by typing it', () => {
  fc.assert(
    fc.property(text, fc.nat(39), fc.integer({ min: 1, max: 12 }), (whole, from, length) => {
      const typed = [...whole].slice(from, from + length).join('');
      if (searchQuery(typed) !== null) expect(finds(typed, whole)).toBe(true);
    }),
    { seed: 1, numRuns: 2000 },
  );
});

test('no query can be anything but quoted letters and digits', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary', maxLength: 120 }), (typed) => {
      const query = searchQuery(typed);
      if (query !== null)
        expect(query).toMatch(/^'[\p{L}\p{N}]{1,2}'(:\*)?( & '[\p{L}\p{N}]{1,2}'(:\*)?)*$/u);
    }),
    { seed: 2, numRuns: 2000 },
  );
});
