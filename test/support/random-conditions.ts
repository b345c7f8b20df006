import fc from 'fast-check';
import type { Attribute, Catalogue } from '../../src/domain/conditions/catalogue.ts';
import type { Operator } from '../../src/domain/conditions/language.ts';
import type { OptionNode } from '../../src/domain/list/field-filter.ts';
import { VARIED_TEXTS } from './varied-tickets.ts';

/** Conditions by chance, as a form would send them: all that a catalogue offers, so that nothing new is forgotten. */

/** What there is of an attribute, as it stands there; whatever is not known is left to chance. */
export type Found = (attribute: Attribute) => readonly unknown[];

/** A text that stands there, or a piece of it, in another width or case; or any. */
function wordsOf(found: readonly unknown[]): fc.Arbitrary<string> {
  const texts = found.filter((each) => typeof each === 'string');
  const standing = fc.constantFrom(...VARIED_TEXTS, ...texts, ...texts, ...texts);
  return fc
    .oneof(
      fc.tuple(standing, fc.nat(3)).map(([text, how]) => disguised(text, how)),
      fc
        .tuple(standing, fc.nat(8), fc.integer({ min: 1, max: 6 }), fc.nat(3))
        .map(([text, from, length, how]) => disguised(pieceOf(text, from, length), how)),
      fc.string({ unit: 'grapheme', maxLength: 4 }),
    )
    .filter(isUsable);
}

function pieceOf(text: string, from: number, length: number): string {
  const characters = Array.from(text);
  return characters.slice(from % 3 === 0 ? 0 : from, from + length).join('');
}

function disguised(text: string, how: number): string {
  if (how === 0) return text.toUpperCase();
  if (how === 1) return text.toLowerCase();
  if (how === 2) return text.replace(/[!-~]/g, (each) => String.fromCharCode(each.charCodeAt(0) + 0xfee0));
  return text;
}

const isUsable = (text: string): boolean =>
  text.length <= 200 && text.normalize('NFKC').trim() !== '' && !/[\p{Cc}\p{Surrogate}]/u.test(text);

const phones = fc.constantFrom('13812342046', '+8613900001234', '010-12345678', '+1 650 253 0000');
const starts = fc.constantFrom('138', '+861', '010', '+1650', '+86 139', '2');
const days = fc.constantFrom(
  '2026-11-18',
  '2026-11-20',
  '2026-11-21',
  '2026-11-22',
  '2026-06-15',
  '2027-01-01',
);
const clocks = fc.constantFrom('00:00', '09:30', '12:00', '23:59');
const minutes = fc.constantFrom(1, 5, 60, 1440, 4320, 100_000, 5_000_000);
const anyNumber = fc.oneof(
  fc.integer({ min: -20, max: 20 }),
  fc.double({ min: -5, max: 100, noNaN: true }).map(rounded),
);

function rounded(value: number): number {
  return Math.round(value * 100) / 100 || 0;
}

function valuesOf(options: readonly OptionNode[]): string[] {
  return options.flatMap(({ value, children = [] }) => [value, ...valuesOf(children)]);
}

/** A value for an operator of an attribute, as somebody might type or choose it. */
function valueFor(
  attribute: Attribute,
  operator: Operator,
  found: readonly unknown[],
): fc.Arbitrary<unknown> {
  const { kind, options } = attribute;
  const words = wordsOf(found);
  const numbers = fc.oneof(
    anyNumber,
    fc.constantFrom(0, ...found.filter((each) => typeof each === 'number')),
  );
  switch (operator) {
    case 'empty':
    case 'filled':
      return fc.constant(null);
    case 'is':
      return fc.boolean();
    case 'within':
    case 'older_than':
      return minutes;
    case 'at_least':
    case 'at_most':
      if (kind === 'number') return numbers;
      return kind === 'time' ? clocks : days;
    case 'begins':
      return some(kind === 'phone' ? starts : words);
    case 'contains':
    case 'lacks':
      return some(words);
    case 'in':
    case 'not_in':
      if (options) return some(fc.constantFrom(...valuesOf(options)));
      if (kind === 'phone') return some(phones);
      if (kind === 'number') return some(numbers);
      return some(kind === 'tags' ? fc.constantFrom('vip', '投诉', 'a"b', "c'd", 'e\\f,{}') : words);
  }
}

function some(one: fc.Arbitrary<unknown>): fc.Arbitrary<unknown> {
  return fc.array(one, { minLength: 1, maxLength: 4 });
}

export function testOf(attribute: Attribute, operator: Operator, found: Found): fc.Arbitrary<unknown> {
  return fc.record({
    kind: fc.constant('test'),
    field: fc.constant(attribute.key),
    operator: fc.constant(operator),
    value: valueFor(attribute, operator, found(attribute)),
  });
}

/** Trees of groups of tests, also empty ones. */
export function conditionsOver({ attributes }: Catalogue, found: Found): fc.Arbitrary<unknown> {
  const test = fc
    .constantFrom(...attributes.flatMap((each) => each.operators.map((operator) => ({ each, operator }))))
    .chain(({ each, operator }) => testOf(each, operator, found));
  const { root } = fc.letrec<{ root: unknown; member: unknown }>((tie) => ({
    root: fc.record({
      kind: fc.constantFrom('all', 'any', 'none'),
      of: fc.array(tie('member'), { maxLength: 4, size: 'max' }),
    }),
    member: fc.oneof({ maxDepth: 3, withCrossShrink: true }, test, test, tie('root')),
  }));
  return root.map((each) => ({ version: 1, root: each }));
}
