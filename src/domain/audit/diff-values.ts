import { diffRecords } from './diff-records.ts';

/** A change of one value of a record, taken apart so that people can read it (spec 03, audit log). */
export type ValueDiff =
  | { readonly kind: 'value'; readonly before: unknown; readonly after: unknown }
  /** A list of plain values: what was put in, what was taken out, or only another order. */
  | {
      readonly kind: 'set';
      readonly added: readonly unknown[];
      readonly removed: readonly unknown[];
      readonly moved: boolean;
    }
  /** A list of records, such as the options of a field. */
  | {
      readonly kind: 'items';
      readonly added: readonly Item[];
      readonly removed: readonly Item[];
      readonly changed: readonly { readonly item: Item; readonly changes: KeyedDiffs }[];
      readonly moved: boolean;
    }
  /** A record within the record. */
  | { readonly kind: 'record'; readonly changes: KeyedDiffs };

export type Item = Readonly<Record<string, unknown>>;
export type KeyedDiffs = readonly { readonly key: string; readonly diff: ValueDiff }[];

/** What an item is known by when it changes: the first of these that it has. */
const IDENTITY = ['value', 'key', 'field_id', 'field_key', 'id', 'number', 'name'] as const;

/** Takes the change of one value apart. Lists are compared item by item, wherever they stand. */
export function diffValues(before: unknown, after: unknown): ValueDiff {
  if (isList(before) || isList(after)) {
    const [was, is] = [listOf(before), listOf(after)];
    if (was && is)
      return [...was, ...is].every(isRecord) ? diffItems(was as Item[], is as Item[]) : diffSet(was, is);
  }
  const [was, is] = [before ?? {}, after ?? {}];
  if ((isRecord(before) || isRecord(after)) && isRecord(was) && isRecord(is))
    return { kind: 'record', changes: diffKeys(was, is) };
  return { kind: 'value', before, after };
}

function isList(value: unknown): value is readonly unknown[] {
  return Array.isArray(value);
}

/** Nothing is an empty list; anything else is none. */
function listOf(value: unknown): readonly unknown[] | null {
  if (value === null || value === undefined) return [];
  return isList(value) ? value : null;
}

function diffKeys(before: Item, after: Item): KeyedDiffs {
  return Object.entries(diffRecords(before, after)).map(([key, [was, is]]) => ({
    key,
    diff: diffValues(was, is),
  }));
}

function isRecord(value: unknown): value is Item {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function diffSet(before: readonly unknown[], after: readonly unknown[]): ValueDiff {
  const [was, is] = [before, after].map((list) => new Set(list.map((each) => JSON.stringify(each))));
  const added = after.filter((each) => !was?.has(JSON.stringify(each)));
  const removed = before.filter((each) => !is?.has(JSON.stringify(each)));
  return { kind: 'set', added, removed, moved: added.length + removed.length === 0 };
}

function diffItems(before: readonly Item[], after: readonly Item[]): ValueDiff {
  const identity = IDENTITY.find((key) => [...before, ...after].every((item) => Object.hasOwn(item, key)));
  const nameOf = (item: Item): string => JSON.stringify(identity === undefined ? item : item[identity]);
  const was = new Map(before.map((item) => [nameOf(item), item]));
  const is = new Map(after.map((item) => [nameOf(item), item]));
  const added = after.filter((item) => !was.has(nameOf(item)));
  const removed = before.filter((item) => !is.has(nameOf(item)));
  const changed = after.flatMap((item) => {
    const earlier = was.get(nameOf(item));
    const changes = earlier ? diffKeys(earlier, item) : [];
    return changes.length === 0 ? [] : [{ item, changes }];
  });
  const stayed = (list: readonly Item[], other: ReadonlyMap<string, Item>): string =>
    list
      .map(nameOf)
      .filter((name) => other.has(name))
      .join();
  return { kind: 'items', added, removed, changed, moved: stayed(before, is) !== stayed(after, was) };
}
