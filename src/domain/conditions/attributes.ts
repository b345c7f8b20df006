import { type FilterKind, filterKindOf } from '../list/field-filter.ts';
import type { Operator } from './language.ts';

/** What kind of thing an attribute is: which tests there are of it, and what their values look like (spec 04). */
export type AttributeKind =
  | 'category'
  | 'choice'
  | 'tags'
  | 'group'
  | 'person'
  | 'department'
  | 'text'
  | 'phone'
  | 'number'
  /** An instant, or the answer to a field that asks for a day, with a time or without. */
  | 'moment'
  /** A time of day, `HH:MM`. */
  | 'time'
  /** The leaf of a cascade. */
  | 'tree'
  | 'switch'
  | 'working_hours';

interface BuiltIn {
  readonly kind: AttributeKind;
  /** A ticket may be without it. */
  readonly optional?: true;
}

/** Everything that conditions can look at but custom fields, in the order in which it is offered (spec 04). */
export const BUILT_IN_ATTRIBUTES = {
  category: { kind: 'category' },
  source: { kind: 'choice' },
  priority: { kind: 'choice' },
  status: { kind: 'choice' },
  stage: { kind: 'choice', optional: true },
  group: { kind: 'group', optional: true },
  assignee: { kind: 'person', optional: true },
  creator: { kind: 'person' },
  department: { kind: 'department', optional: true },
  customer_level: { kind: 'choice', optional: true },
  customer_tags: { kind: 'tags', optional: true },
  customer_region: { kind: 'text', optional: true },
  customer_name: { kind: 'text', optional: true },
  phone: { kind: 'phone', optional: true },
  order_number: { kind: 'text', optional: true },
  title: { kind: 'text' },
  description: { kind: 'text' },
  tags: { kind: 'tags', optional: true },
  created_at: { kind: 'moment' },
  updated_at: { kind: 'moment' },
  closed_at: { kind: 'moment', optional: true },
  status_since: { kind: 'moment' },
  urged_count: { kind: 'number' },
  appended_count: { kind: 'number' },
  returned_count: { kind: 'number' },
  reopened_count: { kind: 'number' },
  hop_count: { kind: 'number' },
  is_repeat: { kind: 'switch' },
  sla_state: { kind: 'choice' },
  working_hours: { kind: 'working_hours' },
} as const satisfies Readonly<Record<string, BuiltIn>>;

export type BuiltInAttribute = keyof typeof BUILT_IN_ATTRIBUTES;

export const BUILT_IN_ATTRIBUTE_KEYS = Object.keys(BUILT_IN_ATTRIBUTES) as BuiltInAttribute[];

export function isBuiltInAttribute(field: string): field is BuiltInAttribute {
  return Object.hasOwn(BUILT_IN_ATTRIBUTES, field);
}

/** Whether a ticket may be without it; answers always may be missing. */
export function isOptional(key: BuiltInAttribute): boolean {
  const attribute: BuiltIn = BUILT_IN_ATTRIBUTES[key];
  return attribute.optional === true;
}

const FIELD = /^f\.([a-z][a-z0-9_]{0,62})$/;

/** The key of the custom field that an attribute is the answer to; null where it is none. */
export function fieldKeyOf(field: string): string | null {
  return FIELD.exec(field)?.[1] ?? null;
}

const FIELD_KINDS: Readonly<Record<FilterKind, AttributeKind>> = {
  text: 'text',
  phone: 'phone',
  choice: 'choice',
  tree: 'tree',
  number: 'number',
  day: 'moment',
  time: 'time',
  switch: 'switch',
  user: 'person',
  department: 'department',
};

/** What the answers to fields of a type are; null for files and rows, of which there are no tests. */
export function kindOfAnswers(type: string): AttributeKind | null {
  const kind = filterKindOf(type);
  return kind && FIELD_KINDS[kind];
}

const PRESENCE: readonly Operator[] = ['empty', 'filled'];

const OPERATORS: Readonly<Record<AttributeKind, readonly Operator[]>> = {
  category: ['in', 'not_in'],
  choice: ['in', 'not_in'],
  tags: ['in', 'not_in'],
  group: ['in', 'not_in'],
  person: ['in', 'not_in'],
  department: ['in', 'not_in'],
  text: ['contains', 'lacks', 'begins', 'in', 'not_in'],
  phone: ['in', 'not_in', 'begins'],
  number: ['at_least', 'at_most', 'in', 'not_in'],
  moment: ['within', 'older_than', 'at_least', 'at_most'],
  time: ['at_least', 'at_most'],
  tree: ['in', 'not_in'],
  switch: ['is'],
  working_hours: ['is'],
};

/** The tests that there are of a kind, in the order in which they are offered; presence only of what may be missing. */
export function operatorsOf(kind: AttributeKind, optional = true): readonly Operator[] {
  return optional ? [...OPERATORS[kind], ...PRESENCE] : OPERATORS[kind];
}
