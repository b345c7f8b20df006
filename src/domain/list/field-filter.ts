import type { FormField } from '../form/field.ts';
import { normalizePhone } from '../form/phone.ts';
import { OTHER, OTHER_PREFIX } from '../form/raw-form.ts';
import { isMoment } from '../form/read-date.ts';
import { readNumber } from '../form/read-number.ts';
import type { FieldCondition } from './field-condition.ts';

/** The ways in which answers can be filtered; each is one control of the filter menu (spec 07). */
export type FilterKind =
  'text' | 'phone' | 'choice' | 'tree' | 'number' | 'day' | 'time' | 'switch' | 'user' | 'department';

/** By field type (spec 02). What is missing can't be filtered sensibly: files, and rows of sub-fields. */
const KINDS: ReadonlyMap<string, FilterKind> = new Map([
  ['text', 'text'],
  ['textarea', 'text'],
  ['email', 'text'],
  ['url', 'text'],
  ['id_card', 'text'],
  ['phone', 'phone'],
  ['radio', 'choice'],
  ['checkbox', 'choice'],
  ['select', 'choice'],
  ['multiselect', 'choice'],
  ['cascade', 'tree'],
  ['number', 'number'],
  ['money', 'number'],
  ['date', 'day'],
  ['datetime', 'day'],
  ['time', 'time'],
  ['switch', 'switch'],
  ['user', 'user'],
  ['department', 'department'],
]);

export function filterKindOf(type: string): FilterKind | null {
  return KINDS.get(type) ?? null;
}

export const FILTERABLE_TYPES: readonly string[] = [...KINDS.keys()];

/** What an answer must be: one of these, or beginning with one of these, or within these bounds, both inclusive. */
export interface FieldFilter {
  readonly key: string;
  readonly equals: readonly (string | number | boolean)[];
  readonly beginnings: readonly string[];
  readonly min: string | number | null;
  readonly max: string | number | null;
}

/** An option; those of a cascade have more below them. */
export interface OptionNode {
  readonly value: string;
  readonly label: string;
  readonly retired?: boolean;
  readonly children?: readonly OptionNode[];
}

/** What a condition means for its field (spec 02, 07); null where it does not fit: such a filter finds nothing. */
export function readFieldFilter(field: FormField, condition: FieldCondition): FieldFilter | null {
  const { values, begins, min, max } = condition;
  const kind = filterKindOf(field.type);
  if (kind === null || (begins && kind !== 'text' && kind !== 'phone')) return null;
  if (kind === 'number' || kind === 'day' || kind === 'time') return readRange(field, kind, condition);
  if (min !== null || max !== null) return null;
  const filter = { key: field.key, equals: [], beginnings: [], min: null, max: null };
  switch (kind) {
    case 'text':
      return begins ? { ...filter, beginnings: values } : { ...filter, equals: values };
    case 'phone':
      return begins
        ? { ...filter, beginnings: values.map(phoneStart) }
        : { ...filter, equals: values.map(phoneOf) };
    case 'choice': {
      const others = field.allowOther === true && values.includes(OTHER) ? [OTHER_PREFIX] : [];
      return { ...filter, equals: values, beginnings: others };
    }
    case 'tree':
      return { ...filter, equals: values.flatMap((value) => leavesBelow(field.options ?? [], value)) };
    case 'switch':
      return all(
        values.map((value) => SWITCH.get(value)),
        (equals) => ({ ...filter, equals }),
      );
    case 'user':
    case 'department':
      return all(values.map(idOf), (equals) => ({ ...filter, equals }));
  }
}

const SWITCH: ReadonlyMap<string, boolean> = new Map([
  ['yes', true],
  ['no', false],
]);

function readRange(
  field: FormField,
  kind: 'number' | 'day' | 'time',
  condition: FieldCondition,
): FieldFilter | null {
  const { values, min, max } = condition;
  const read = (text: string): string | number | undefined =>
    kind === 'number' ? numberOf(field, text) : momentOf(field, text);
  const bounds = [min, max].map((text) => (text === null ? null : read(text)));
  const [low, high] = bounds;
  if (low === undefined || high === undefined) return null;
  if (values.length === 0)
    return { key: field.key, equals: [], beginnings: [], min: low, max: endOf(field, high) };
  if (low !== null || high !== null) return null;
  return all(values.map(read), (each) => {
    // A day as the answer of a moment is any time of it.
    const isDay = field.type === 'datetime';
    const [days, exact] = [each.filter((one) => isDay && String(one).length === 10), each];
    return {
      key: field.key,
      equals: exact.filter((one) => !days.includes(one)),
      beginnings: days.map(String),
      min: null,
      max: null,
    };
  });
}

function all<T, R>(values: readonly (T | undefined)[], make: (values: T[]) => R): R | null {
  const known = values.filter((value) => value !== undefined);
  return known.length === values.length ? make(known) : null;
}

function numberOf(field: FormField, text: string): number | undefined {
  const { unit } = field;
  const plain: FormField = {
    ...{ key: field.key, label: field.label, required: false, width: 'half', type: 'number' },
    ...(unit !== undefined && { unit }),
  };
  const reading = readNumber(text, plain);
  return reading.ok && typeof reading.value === 'number' ? reading.value : undefined;
}

function momentOf(field: FormField, text: string): string | undefined {
  if (field.type === 'time') return isMoment('time', text) ? text : undefined;
  if (isMoment('date', text)) return text;
  return field.type === 'datetime' && isMoment('datetime', text) ? text : undefined;
}

/** The last moment of a day stands behind all of them: moments are texts of one shape, and compare as texts. */
function endOf(field: FormField, bound: string | number | null): string | number | null {
  return field.type === 'datetime' && typeof bound === 'string' && bound.length === 10
    ? `${bound}T24`
    : bound;
}

/** The leaves at and below a node of a tree of options; a value that stands nowhere any more is its own leaf. */
function leavesBelow(options: readonly OptionNode[], value: string): string[] {
  const waiting = [...options];
  for (let node = waiting.pop(); node; node = waiting.pop()) {
    if (node.value === value) return leavesOf(node);
    waiting.push(...(node.children ?? []));
  }
  return [value];
}

function leavesOf(node: OptionNode): string[] {
  const children = node.children ?? [];
  return children.length === 0 ? [node.value] : children.flatMap(leavesOf);
}

function phoneOf(text: string): string {
  const phone = normalizePhone(text);
  return 'e164' in phone ? phone.e164 : text;
}

/** The beginning of a number as it is stored: numbers without a country are of this one. */
function phoneStart(text: string): string {
  const digits = text.replace(/[\s-]/g, '');
  return digits.startsWith('+') ? digits : `+86${digits.replace(/^0/, '')}`;
}

function idOf(text: string): number | undefined {
  return /^[1-9]\d{0,14}$/.test(text) ? Number(text) : undefined;
}
