/** What an address says about the answers to one field, as it came: judged against the field only later (spec 07). */
export interface FieldCondition {
  readonly key: string;
  /** `f.key=…`, repeated: any of these. */
  readonly values: readonly string[];
  /** `f.key.op=begins`: the answer begins with one of the values. */
  readonly begins: boolean;
  /** `f.key.min=…` and `f.key.max=…`, both inclusive. */
  readonly min: string | null;
  readonly max: string | null;
}

const NAME = /^f\.([a-z][a-z0-9_]{0,62})(?:\.(min|max|op))?$/;
const VALUE_MAX = 200;
const VALUES_MAX = 100;
/** An address is kept, sent and put into other addresses: its conditions must not make it endless. */
const ALL_MAX = 1200;

/**
 * The conditions on custom fields in a query string, in the order of their fields. What begins with `f.` and can't be
 * read makes the whole unusable, and is named: a list without one of its filters would show too much.
 */
export function readFieldConditions(
  query: Readonly<Record<string, unknown>>,
): { readonly conditions: FieldCondition[] } | { readonly unusable: string } {
  const conditions = new Map<string, FieldCondition>();
  for (const [name, sent] of Object.entries(query)) {
    if (!name.startsWith('f.')) continue;
    const [, key, part] = NAME.exec(name) ?? [];
    const values = valuesIn(sent);
    if (key === undefined || values === null) return { unusable: name };
    const before = conditions.get(key) ?? { key, values: [], begins: false, min: null, max: null };
    const after = withPart(before, part, values);
    if (after === null) return { unusable: name };
    conditions.set(key, after);
  }
  const all = [...conditions.values()].filter(
    ({ values, min, max }) => values.length > 0 || min !== null || max !== null,
  );
  const [longest] = all;
  if (longest && new URLSearchParams(all.flatMap(writeFieldCondition)).toString().length > ALL_MAX)
    return { unusable: `f.${longest.key}` };
  return { conditions: all.sort((a, b) => (a.key < b.key ? -1 : 1)) };
}

/** The parameters of a condition, as `readFieldConditions` reads them. */
export function writeFieldCondition({ key, values, begins, min, max }: FieldCondition): [string, string][] {
  const name = `f.${key}`;
  return [
    ...values.map((value): [string, string] => [name, value]),
    ...(begins ? [[`${name}.op`, 'begins'] as [string, string]] : []),
    ...(min === null ? [] : [[`${name}.min`, min] as [string, string]]),
    ...(max === null ? [] : [[`${name}.max`, max] as [string, string]]),
  ];
}

function valuesIn(sent: unknown): string[] | null {
  const list: readonly unknown[] = Array.isArray(sent) ? sent : [sent];
  const texts = list.flatMap((each) => (typeof each === 'string' ? [each.trim()] : []));
  const fit = texts.every((text) => text.length <= VALUE_MAX && !/[\p{Cc}\p{Surrogate}]/u.test(text));
  if (texts.length !== list.length || texts.length > VALUES_MAX || !fit) return null;
  return [...new Set(texts.filter((text) => text !== ''))];
}

function withPart(
  condition: FieldCondition,
  part: string | undefined,
  values: readonly string[],
): FieldCondition | null {
  if (part === undefined) return { ...condition, values };
  const [value = null, ...more] = values;
  if (more.length > 0) return null;
  if (part === 'min') return { ...condition, min: value };
  if (part === 'max') return { ...condition, max: value };
  return value === null || value === 'is' || value === 'begins'
    ? { ...condition, begins: value === 'begins' }
    : null;
}
