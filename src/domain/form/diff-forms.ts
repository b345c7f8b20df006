import type { FormField } from './field.ts';

/** A property of a field that two versions of a form have differently; undefined where it is not set. */
export interface PropertyChange {
  readonly property: keyof FormField;
  readonly from: unknown;
  readonly to: unknown;
}

export type FormChange =
  | { readonly kind: 'added' | 'removed' | 'moved'; readonly key: string; readonly label: string }
  | {
      readonly kind: 'changed';
      readonly key: string;
      readonly label: string;
      readonly properties: readonly PropertyChange[];
    };

/**
 * What one version of a form has otherwise than another (spec 02, history): fields that came and went, what was said
 * differently about those in both, and the fewest fields that have to move to get from one order to the other.
 */
export function diffForms(before: readonly FormField[], after: readonly FormField[]): FormChange[] {
  const old = new Map(before.map((field) => [field.key, field]));
  const now = new Map(after.map((field) => [field.key, field]));
  const stayed = new Set(
    longestCommon(
      before.filter(({ key }) => now.has(key)).map(({ key }) => key),
      after.filter(({ key }) => old.has(key)).map(({ key }) => key),
    ),
  );
  const changes = after.flatMap((field): FormChange[] => {
    const { key, label } = field;
    const was = old.get(key);
    if (!was) return [{ kind: 'added', key, label }];
    const properties = diffProperties(was, field);
    return [
      ...(properties.length > 0 ? [{ kind: 'changed' as const, key, label, properties }] : []),
      ...(stayed.has(key) ? [] : [{ kind: 'moved' as const, key, label }]),
    ];
  });
  const removed = before
    .filter(({ key }) => !now.has(key))
    .map(({ key, label }) => ({ kind: 'removed' as const, key, label }));
  return [...changes, ...removed];
}

function diffProperties(before: FormField, after: FormField): PropertyChange[] {
  const names = [...new Set([...Object.keys(before), ...Object.keys(after)])] as (keyof FormField)[];
  return names.flatMap((property) => {
    const [from, to] = [tidy(before[property]), tidy(after[property])];
    return JSON.stringify(from) === JSON.stringify(to) ? [] : [{ property, from, to }];
  });
}

/** An empty text and an empty list say nothing, nor does a switch that is off. */
function tidy(value: unknown): unknown {
  if (value === '' || value === false || value === null) return undefined;
  return Array.isArray(value) && value.length === 0 ? undefined : value;
}

/** The longest run of keys that stand in both lists in the same order. */
function longestCommon(before: readonly string[], after: readonly string[]): readonly string[] {
  const at = new Map(before.map((key, index) => [key, index]));
  // With every key in both lists once, it is the longest ascending run of positions.
  const best: { readonly keys: readonly string[]; readonly last: number }[] = [];
  for (const key of after) {
    const position = at.get(key) ?? -1;
    const before = best.filter(({ last }) => last < position);
    const longest = before.reduce<readonly string[]>(
      (most, { keys }) => (keys.length > most.length ? keys : most),
      [],
    );
    best.push({ keys: [...longest, key], last: position });
  }
  return best.reduce<readonly string[]>((most, { keys }) => (keys.length > most.length ? keys : most), []);
}
