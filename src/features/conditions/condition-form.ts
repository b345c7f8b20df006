import { OPERATORS } from '../../domain/conditions/language.ts';
import type { RawForm } from '../../domain/form/parse-form.ts';
import { answersIn } from '../../domain/form/raw-form.ts';
import { Invalid } from '../../errors.ts';

/**
 * The conditions as a form has them (spec 04): of the shape of `Conditions`, whatever was typed, nothing judged yet.
 * Inputs are named by their place in the tree: `c.kind` of the root, `c.0.field`, `c.1.0.words` of a row in a group.
 */
export interface RawConditions {
  readonly version: 1;
  readonly root: RawGroup;
}

export interface RawGroup {
  readonly kind: string;
  readonly of: readonly RawCondition[];
}

export type RawCondition = RawGroup | RawTest;

export interface RawTest {
  readonly kind: 'test';
  /** '' while no attribute is chosen. */
  readonly field: string;
  readonly operator: string;
  readonly value: unknown;
  /** In which unit a span of time was typed; the value is in minutes. */
  readonly unit?: SpanUnit;
}

export function isRawGroup(node: RawCondition): node is RawGroup {
  return 'of' in node;
}

export function countTests(node: RawCondition): number {
  return isRawGroup(node) ? node.of.reduce((sum, each) => sum + countTests(each), 0) : 1;
}

/** How many levels of groups a node has. */
export function levelsIn(node: RawCondition): number {
  return isRawGroup(node) ? 1 + Math.max(0, ...node.of.map(levelsIn)) : 0;
}

/** Minutes of the units that spans of time are typed in. */
export const UNIT_MINUTES = { minutes: 1, hours: 60, days: 1440 } as const;
export type SpanUnit = keyof typeof UNIT_MINUTES;
export const SPAN_UNITS = Object.keys(UNIT_MINUTES) as readonly SpanUnit[];

/** How the value of an operator is typed. Each has inputs of its own, so that a new operator finds no strange value. */
export type ValueInput = 'any' | 'words' | 'bound' | 'span' | 'is' | 'none';

const VALUE_INPUTS: Readonly<Record<(typeof OPERATORS)[number], ValueInput>> = {
  in: 'any',
  not_in: 'any',
  contains: 'words',
  lacks: 'words',
  begins: 'words',
  empty: 'none',
  filled: 'none',
  at_least: 'bound',
  at_most: 'bound',
  within: 'span',
  older_than: 'span',
  is: 'is',
};

export function valueInputOf(operator: string): ValueInput {
  const known = OPERATORS.find((each) => each === operator);
  return known ? VALUE_INPUTS[known] : 'none';
}

/** Deeper than any conditions may be, so that these are refused in words, and shallow enough to walk. */
const DEEPEST = 12;
const INPUTS = ['kind', 'field', 'operator', 'any', 'words', 'bound', 'span', 'unit', 'is', 'find'] as const;
type Input = (typeof INPUTS)[number];
/** All others come once. */
const REPEATED: readonly Input[] = ['any'];

/** What was sent at one place of the tree. */
interface Sent {
  readonly inputs: Map<Input, readonly string[]>;
  readonly below: Map<number, Sent>;
}

/**
 * Reads the conditions of a form as they were typed (spec 04), for `readConditions` to judge. A form that has none
 * gives a tree that is refused, not one that holds for every ticket.
 * @param prefix what the names of their inputs begin with
 * @throws Invalid where no browser can have sent it
 */
export function readConditionForm(body: RawForm, prefix = 'c'): RawConditions {
  const root = gather(body, prefix);
  return { version: 1, root: groupOf(root, prefix) };
}

function gather(body: RawForm, prefix: string): Sent {
  const root: Sent = { inputs: new Map(), below: new Map() };
  for (const [name, answer] of Object.entries(body)) {
    if (!name.startsWith(`${prefix}.`)) continue;
    const steps = name.slice(prefix.length + 1).split('.');
    const input = INPUTS.find((each) => each === steps.at(-1));
    const places = steps.slice(0, -1);
    const values = answersIn(answer);
    const isSound = places.length <= DEEPEST && places.every((place) => /^\d{1,4}$/.test(place));
    if (!input || !isSound) throw refused(name, 'unknown_field');
    if (values.length > 1 && !REPEATED.includes(input)) throw refused(name, 'unusable');
    if (values.some((value) => /[\p{Cc}\p{Cs}]/u.test(value))) throw refused(name, 'unusable');
    placeAt(root, places.map(Number)).inputs.set(input, values);
  }
  return root;
}

function placeAt(root: Sent, places: readonly number[]): Sent {
  let at = root;
  for (const place of places) {
    const next = at.below.get(place) ?? { inputs: new Map(), below: new Map() };
    at.below.set(place, next);
    at = next;
  }
  return at;
}

function refused(name: string, code: string): Invalid {
  return new Invalid({ [name]: { code, params: { key: name.slice(0, 60) } } });
}

function groupOf({ inputs, below }: Sent, name: string): RawGroup {
  const places = [...below].sort(([a], [b]) => a - b);
  return {
    kind: inputs.get('kind')?.[0] ?? '',
    of: places.map(([place, sent]) => conditionOf(sent, `${name}.${place}`)),
  };
}

function conditionOf(sent: Sent, name: string): RawCondition {
  if (!sent.inputs.has('field')) return groupOf(sent, name);
  if (sent.below.size > 0 || sent.inputs.has('kind')) throw refused(name, 'unusable');
  const operator = sent.inputs.get('operator')?.[0] ?? '';
  return {
    kind: 'test',
    field: sent.inputs.get('field')?.[0] ?? '',
    operator,
    value: valueOf(operator, (input) => sent.inputs.get(input) ?? []),
    ...(valueInputOf(operator) === 'span' && { unit: unitIn(sent.inputs.get('unit')?.[0] ?? '') }),
  };
}

function valueOf(operator: string, sent: (input: Input) => readonly string[]): unknown {
  const first = (input: Input): string => sent(input)[0]?.trim() ?? '';
  switch (valueInputOf(operator)) {
    case 'any':
      // Of what can't be chosen from a list, the values are typed.
      return [...new Set([...sent('any'), ...wordsIn(first('words'))])];
    case 'words':
      return wordsIn(first('words'));
    case 'bound':
      return first('bound');
    case 'span':
      return minutesIn(first('span'), unitIn(first('unit'))) ?? first('span');
    case 'is':
      return first('is');
    case 'none':
      return null;
  }
}

/** Words stand between commas of either width, or between 、. */
function wordsIn(text: string): string[] {
  const words = text.split(/[,，、;；\n]/).map((word) => word.trim());
  return [...new Set(words.filter((word) => word !== ''))];
}

function unitIn(text: string): SpanUnit {
  return SPAN_UNITS.find((each) => each === text) ?? 'minutes';
}

/** Whole minutes of a number in digits of either width; null for all else. */
function minutesIn(amount: string, unit: SpanUnit): number | null {
  const plain = amount.normalize('NFKC');
  if (!/^\d{1,9}(\.\d{1,6})?$/.test(plain)) return null;
  return Math.round(Number(plain) * UNIT_MINUTES[unit]);
}
