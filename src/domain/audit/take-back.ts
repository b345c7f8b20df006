import type { Changes } from './diff-records.ts';

/**
 * What a record was, from what it is: the changes since then taken back (decision 0020).
 * @param since oldest first
 */
export function takeBack(
  now: Readonly<Record<string, unknown>>,
  since: readonly { readonly changes: Changes }[],
): Readonly<Record<string, unknown>> {
  const was = new Map(Object.entries(now));
  for (const { changes } of [...since].reverse()) {
    for (const [key, [before]] of Object.entries(changes)) {
      if (key === 'version') continue;
      if (before === null) was.delete(key);
      else was.set(key, before);
    }
  }
  return Object.fromEntries(was);
}
