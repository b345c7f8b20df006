import { describe, expect, test } from 'vitest';
import { judgePattern, matchesPattern } from '../../../src/domain/form/pattern.ts';
import { problemSentence } from '../../../src/domain/form/describe-problems.ts';
import { aField, parseOne, refused, translator, value } from './support.ts';

/** Patterns of text fields: judged when they are saved, matched in linear time (spec 02, decision 0018). */

const codeOf = (source: string): string => {
  const judged = judgePattern(source);
  return judged.ok ? 'ok' : judged.problem.code;
};

test.each([
  ['\\d{17}[\\dXx]', 'ok'],
  ['[A-Z]{2}\\d{6,8}', 'ok'],
  ['\\S+@\\S+', 'ok'],
  ['[一-龥]{2,}', 'ok'],
  ['\\p{Han}{2,4}', 'ok'],
  ['(?i)so-\\d+', 'ok'],
  ['(?P<year>\\d{4})-(?:a|b|ab)*', 'ok'],
  ['(a|aa)+$', 'ok'],
  ['', 'pattern_empty'],
  ['  ', 'pattern_empty'],
  ['a'.repeat(301), 'pattern_too_long'],
  ['a(', 'pattern_invalid'],
  ['[z-a]', 'pattern_invalid'],
  ['a++', 'pattern_invalid'],
  ['(?>a)', 'pattern_invalid'],
  ['\\u4e00', 'pattern_invalid'],
  ['a{2000}', 'pattern_invalid'],
  ['(a)\\1', 'pattern_back_reference'],
  ['(?<n>a)\\k<n>', 'pattern_back_reference'],
  ['(?=a)b', 'pattern_look_around'],
  ['a(?!b)', 'pattern_look_around'],
  ['(?<=a)b', 'pattern_look_around'],
  ['(?<!a)b', 'pattern_look_around'],
  ['^(a+)+$', 'pattern_nested'],
  ['(a*)*', 'pattern_nested'],
  ['([a-z]+){2,9}', 'pattern_nested'],
  ['(?i)(?P<n>(?:x+))+', 'pattern_nested'],
  ['x*'.repeat(26), 'pattern_too_many'],
  ['.{0,999}', 'pattern_too_large'],
  ['(?:ab?){200}.{300}', 'pattern_too_large'],
])('%s: %s', (source, code) => {
  expect(codeOf(source)).toBe(code);
});

test.each(['zh-CN', 'en'] as const)('each refusal is a sentence of its own in %s', async (language) => {
  const t = await translator(language);
  const sources = ['', 'a'.repeat(301), 'a(', '(a)\\1', '(?=a)', '(a+)+', 'x*'.repeat(26), '.{0,999}'];
  const sentences = sources.map((source) => {
    const judged = judgePattern(source);
    return judged.ok ? '' : problemSentence(undefined, judged.problem, t);
  });
  expect(new Set(sentences).size).toBe(sources.length);
  for (const sentence of sentences) expect(sentence).not.toMatch(/form\.problem|\{\{|^$/);
});

describe('matching', () => {
  test('the whole text must match', () => {
    expect(['12', 'a12', '12b', '1\n2', '12\n'].map((text) => matchesPattern('\\d+', text))).toEqual([
      ...[true, false, false, false, false],
    ]);
    expect(matchesPattern('a|ab', 'ab')).toBe(true);
    expect(matchesPattern('.{1}', '😀')).toBe(true);
  });

  test('a pattern that was never judged holds nobody up', () => {
    expect(matchesPattern('(a)\\1', 'anything')).toBe(true);
  });

  test('more patterns than are kept compiled work all the same', () => {
    for (let at = 0; at < 500; at += 1)
      expect(matchesPattern(`a{${(at % 400) + 1}}`, 'a')).toBe(at % 400 === 0);
  });
});

const LENGTH = 20_000;
const NASTY_TEXTS = [
  'a'.repeat(LENGTH),
  `${'a'.repeat(LENGTH - 1)}!`,
  'x'.repeat(LENGTH),
  '汉'.repeat(LENGTH),
  'ab1汉 '.repeat(LENGTH / 5),
  // No period for an automaton to settle into.
  Array.from({ length: LENGTH }, (_each, at) => 'abxy01'[((at * 2_654_435_761) >>> 7) % 6]).join(''),
];

// Also some that are refused: whatever is stored, an answer must not stop the server.
test.each([
  '^(a+)+$',
  '(a*)*b',
  '(a|aa)+$',
  '(?:a|b|ab)*c',
  '([a-z]+)*\\d',
  '(.*a){25}',
  '(a?){30}a{30}',
  '.*.*.*.*.*.*.*.*.*.*=',
  '(x+x+)+y',
  '.*a.{480}',
  '.*a.{240}|.*b.{240}',
  '(?:[ab]?x?){120}',
])('%s never blows up', (source) => {
  const times = NASTY_TEXTS.map((text) => {
    const began = performance.now();
    matchesPattern(source, text);
    return performance.now() - began;
  });
  // An engine that tries every way would take longer than the universe has; this bound is no measurement.
  expect(Math.max(...times)).toBeLessThan(10_000);
});

test.each(['text', 'textarea'] as const)('a %s field asks for its pattern last', (type) => {
  const field = aField(type, {
    pattern: 'SO-\\d{4}',
    patternHint: '以 SO- 开头，后面 4 位数字。',
    maxLength: 10,
  });
  expect(parseOne(field, ' SO-1234 ')).toEqual(value('SO-1234'));
  expect(parseOne(field, '')).toEqual({ empty: true });
  expect(parseOne(field, 'SO-12345')).toEqual(
    refused('pattern_hint', { hint: '以 SO- 开头，后面 4 位数字。' }),
  );
  expect(parseOne(field, 'SO-12345678')).toEqual(refused('too_long', { max: 10, length: 11 }));
  expect(parseOne(aField(type, { pattern: 'a' }), 'b')).toEqual(refused('pattern_mismatch'));
});

test('other types have none', () => {
  expect(parseOne(aField('email', { pattern: 'x' }), 'gu@example.com')).toEqual(value('gu@example.com'));
});
