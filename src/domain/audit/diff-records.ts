/** What stood there before, and after; null where there was nothing. */
export type Change = readonly [before: unknown, after: unknown];
export type Changes = Readonly<Record<string, Change>>;

/**
 * What differs between two states of a record, key by key (spec 03, audit log). Nothing, an empty text and an empty
 * list are the same; lists are compared in their order.
 */
export function diffRecords(
  before: Readonly<Record<string, unknown>>,
  after: Readonly<Record<string, unknown>>,
): Changes {
  const keys = [...new Set([...Object.keys(before), ...Object.keys(after)])];
  const entries = keys.flatMap((key): [string, Change][] => {
    const change = [tidy(valueAt(before, key)), tidy(valueAt(after, key))] as const;
    return JSON.stringify(change[0]) === JSON.stringify(change[1]) ? [] : [[key, change]];
  });
  return Object.fromEntries(entries);
}

function valueAt(record: Readonly<Record<string, unknown>>, key: string): unknown {
  return Object.hasOwn(record, key) ? record[key] : undefined;
}

function tidy(value: unknown): unknown {
  if (value === undefined || value === '') return null;
  return Array.isArray(value) && value.length === 0 ? null : value;
}
