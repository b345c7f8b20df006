import type { FieldOption, FormField } from '../form/field.ts';
import { leavesOf } from '../form/field-kinds.ts';
import type { ImportConfig } from './import-config.ts';
import { foldName } from './fold-text.ts';

/** What a name of the sheet stands for: one value, several that can't be told apart, or nothing that is known. */
export type Found =
  | { readonly kind: 'one'; readonly value: string }
  | { readonly kind: 'several'; readonly count: number }
  | { readonly kind: 'none' };

export type FindByName = (text: string) => Found;

export interface Named {
  readonly value: string;
  /** Names from the top level down. */
  readonly path: readonly string[];
}

/** What people write between the levels of a path; names may hold some of them, so both sides are written alike. */
const SEPARATORS = /[/\\>|→›»→\-–—_·:：、]+/gu;
const NONE: Found = { kind: 'none' };

/** A path as it is compared: `售后 ＞ 订单问题 - 退款问题` and `售后/订单问题/退款问题` are the same. */
function foldPath(text: string): string {
  return foldName(text)
    .replace(SEPARATORS, '/')
    .replace(/^\/+|\/+$/g, '');
}

/**
 * Finds things in a tree by their whole path, or by the last names of it where only one thing ends so (spec 06: a
 * category as one text, or its leaf alone).
 */
export function findInTree(entries: readonly Named[]): FindByName {
  const whole = new Map<string, Set<string>>();
  const ends = new Map<string, Set<string>>();
  for (const { value, path } of entries) {
    for (const start of path.keys()) {
      const key = foldPath(path.slice(start).join('/'));
      if (key !== '') add(start === 0 ? whole : ends, key, value);
    }
  }
  return (text) => {
    const key = foldPath(text);
    const values = whole.get(key) ?? ends.get(key);
    if (values === undefined) return NONE;
    const [value = ''] = values;
    return values.size === 1 ? { kind: 'one', value } : { kind: 'several', count: values.size };
  };
}

/** Finds the options that can still be chosen, by label or stored value. */
export function findAmong(options: readonly FieldOption[]): FindByName {
  const labels = new Map<string, Set<string>>();
  const stored = new Map<string, Set<string>>();
  for (const { value, label, retired } of options) {
    if (retired === true) continue;
    add(labels, foldName(label), value);
    add(stored, foldName(value), value);
  }
  return (text) => {
    const key = foldName(text);
    const values = labels.get(key) ?? stored.get(key);
    if (values === undefined || key === '') return NONE;
    const [value = ''] = values;
    return values.size === 1 ? { kind: 'one', value } : { kind: 'several', count: values.size };
  };
}

/** Finds what a field offers, in either language of the product's own lists; the leaves of a cascade by their paths. */
export function findInField(field: FormField, config: Pick<ImportConfig, 'translated'>): FindByName {
  const options = field.options ?? [];
  if (field.type === 'cascade') {
    const leaves = leavesOf(options).filter(({ retired }) => !retired);
    const find = findInTree(leaves);
    const values = new Set(leaves.map(({ value }) => value));
    return (text) => (values.has(text) ? { kind: 'one', value: text } : find(text));
  }
  const offered = new Set(options.filter(({ retired }) => retired !== true).map(({ value }) => value));
  const translated = Object.hasOwn(config.translated, field.key) ? (config.translated[field.key] ?? []) : [];
  return findAmong([...options, ...translated.filter(({ value }) => offered.has(value))]);
}

function add(index: Map<string, Set<string>>, key: string, value: string): void {
  const values = index.get(key);
  if (values) values.add(value);
  else index.set(key, new Set([value]));
}
