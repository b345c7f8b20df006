import { DateTime } from 'luxon';
import { OTHER, OTHER_PREFIX } from '../form/raw-form.ts';
import type { OptionNode } from '../list/field-filter.ts';
import { MINUTE_MS } from '../time/duration.ts';
import { endOfDay, startOfDay } from '../time/format.ts';
import {
  type AttributeKind,
  BUILT_IN_ATTRIBUTES,
  fieldKeyOf,
  isBuiltInAttribute,
  kindOfAnswers,
} from './attributes.ts';
import { foldWords } from './fold-words.ts';
import type { ConditionTest } from './language.ts';
import type { ConditionWorld } from './subject.ts';

export type Atom = string | number | boolean;
export type Bound = string | number | Date;

/** What must be true of something that a ticket has, which may be several things: of one of them. */
export type Claim =
  | { readonly kind: 'present' }
  /** Is exactly one of these, or begins with exactly one of these. */
  | { readonly kind: 'equal'; readonly values: readonly Atom[]; readonly beginnings: readonly string[] }
  /** One of these texts, all folded. */
  | {
      readonly kind: 'text';
      readonly how: 'contains' | 'begins' | 'equals';
      readonly words: readonly string[];
    }
  /** Both bounds are inclusive, `before` is not. */
  | {
      readonly kind: 'range';
      readonly from: Bound | null;
      readonly to: Bound | null;
      readonly before: Bound | null;
    };

/** A test in the terms that evaluation and SQL share, so that both say the same. */
export interface Meaning {
  readonly claim: Claim;
  /** It holds where the claim does not. */
  readonly negated: boolean;
}

/**
 * What a test means in this world (spec 04); null where it means nothing: an attribute that is gone, a value that does
 * not fit. Such a test does not hold. Saved conditions were judged by `readConditions`, but the world moves on.
 */
export function meaningOf(test: ConditionTest, world: ConditionWorld): Meaning | null {
  const kind = kindIn(test.field, world);
  const claim = kind && claimOf(kind, test, world);
  const negated = test.operator === 'not_in' || test.operator === 'lacks' || test.operator === 'empty';
  return claim && { claim, negated };
}

function kindIn(field: string, world: ConditionWorld): AttributeKind | null {
  if (isBuiltInAttribute(field)) return BUILT_IN_ATTRIBUTES[field].kind;
  const type = world.fields.get(fieldKeyOf(field) ?? '')?.type;
  return type === undefined ? null : kindOfAnswers(type);
}

function claimOf(kind: AttributeKind, test: ConditionTest, world: ConditionWorld): Claim | null {
  const { operator, value } = test;
  switch (operator) {
    case 'empty':
    case 'filled':
      return { kind: 'present' };
    case 'in':
    case 'not_in':
      return Array.isArray(value) ? oneOf(kind, test.field, value as readonly Atom[], world) : null;
    case 'contains':
    case 'lacks':
      return textClaim('contains', value);
    case 'begins':
      return kind === 'phone' ? equal([], textsOf(value)) : textClaim('begins', value);
    case 'is':
      return typeof value === 'boolean' ? equal([value]) : null;
    default:
      return typeof value === 'number' || typeof value === 'string'
        ? rangeClaim(kind, test.field, operator, value, world)
        : null;
  }
}

function oneOf(kind: AttributeKind, field: string, values: readonly Atom[], world: ConditionWorld): Claim {
  const key = fieldKeyOf(field);
  if (kind === 'text') return textClaim('equals', values);
  if (key === null) return equal(values);
  const options = world.fields.get(key)?.options ?? [];
  if (kind === 'tree') return equal(values.flatMap((value) => atAndBelow(options, String(value))));
  if (kind === 'department') {
    return equal(values.flatMap((value) => atAndBelow(options, String(value)).map(Number)));
  }
  return equal(values, kind === 'choice' && values.includes(OTHER) ? [OTHER_PREFIX] : []);
}

function equal(values: readonly Atom[], beginnings: readonly string[] = []): Claim {
  return { kind: 'equal', values, beginnings };
}

function textClaim(how: 'contains' | 'begins' | 'equals', value: unknown): Claim {
  return { kind: 'text', how, words: typeof value === 'object' && value !== null ? foldAll(value) : [] };
}

/** The words of a condition are folded once: hundreds of rules are asked about ticket after ticket. */
function foldAll(value: object): readonly string[] {
  // No word at all would stand in everything.
  const words = foldedWords.get(value) ?? textsOf(value).flatMap((text) => foldWords(text) || []);
  foldedWords.set(value, words);
  return words;
}
const foldedWords = new WeakMap<object, readonly string[]>();

function textsOf(value: unknown): string[] {
  return Array.isArray(value) ? (value as readonly unknown[]).filter((each) => typeof each === 'string') : [];
}

/** A node and everything below it; a value that stands nowhere any more stands for itself. */
function atAndBelow(options: readonly OptionNode[], value: string): readonly string[] {
  let subtrees = known.get(options);
  if (!subtrees) {
    subtrees = new Map();
    for (const node of options) gather(node, subtrees);
    known.set(options, subtrees);
  }
  return subtrees.get(value) ?? [value];
}

/** Of each tree only once: hundreds of rules look at the same districts of the country. */
const known = new WeakMap<readonly OptionNode[], Map<string, readonly string[]>>();

function gather(
  { value, children = [] }: OptionNode,
  subtrees: Map<string, readonly string[]>,
): readonly string[] {
  const subtree = [value, ...children.flatMap((child) => gather(child, subtrees))];
  subtrees.set(value, subtree);
  return subtree;
}

const ANY = { kind: 'range', from: null, to: null, before: null } as const;

function rangeClaim(
  kind: AttributeKind,
  field: string,
  operator: 'at_least' | 'at_most' | 'within' | 'older_than',
  value: number | string,
  world: ConditionWorld,
): Claim | null {
  if (kind !== 'moment') {
    const fits = typeof value === (kind === 'number' ? 'number' : 'string');
    if (!fits || operator === 'within' || operator === 'older_than') return null;
    return operator === 'at_least' ? { ...ANY, from: value } : { ...ANY, to: value };
  }
  const type = world.fields.get(fieldKeyOf(field) ?? '')?.type;
  if (operator === 'at_least' || operator === 'at_most') {
    return typeof value === 'string' ? dayClaim(operator, value, type, world.zone) : null;
  }
  if (typeof value !== 'number') return null;
  const since = new Date(world.now.getTime() - value * MINUTE_MS);
  // What lies ahead is not within: answers may, the moments of a ticket never do.
  const [from, to] =
    type === undefined ? [since, null] : [localText(since, type, world), localText(world.now, type, world)];
  if (Number.isNaN(since.getTime())) return null;
  return operator === 'within' ? { ...ANY, from, to } : { ...ANY, before: from };
}

/** Days of a ticket's own moments begin in the installation's zone; answers are texts of that zone already. */
function dayClaim(
  operator: 'at_least' | 'at_most',
  day: string,
  type: string | undefined,
  zone: string,
): Claim | null {
  if (type !== undefined) {
    // Behind the last minute of that day, as texts compare.
    return operator === 'at_least' ? { ...ANY, from: day } : { ...ANY, before: `${day}T24` };
  }
  const bound = operator === 'at_least' ? startOfDay(day, zone) : endOfDay(day, zone);
  if (bound === null) return null;
  return operator === 'at_least' ? { ...ANY, from: bound } : { ...ANY, before: bound };
}

function localText(at: Date, type: string, { zone }: ConditionWorld): string {
  const local = DateTime.fromJSDate(at, { zone });
  return local.toFormat(type === 'date' ? 'yyyy-MM-dd' : "yyyy-MM-dd'T'HH:mm");
}
