/**
 * Text search by pairs of characters (docs/decisions/0005): whatever is typed is found anywhere in the text, in
 * Chinese and in Latin, without a dictionary. The last character of each run stands alone, so that a search for a
 * single character finds it too (by prefix).
 */

const RUN = /[\p{L}\p{N}]+/gu;

function runsOf(text: string): string[][] {
  return [...text.normalize('NFKC').toLowerCase().matchAll(RUN)].map((match) => [...match[0]]);
}

/** The terms under which a text is indexed: distinct, without order. */
export function indexTerms(text: string): string[] {
  const terms = new Set<string>();
  for (const run of runsOf(text)) {
    run.forEach((character, at) => terms.add(character + (run[at + 1] ?? '')));
  }
  return [...terms];
}

/**
 * The search for a text as a PostgreSQL tsquery literal, or null when it holds nothing to search for.
 * Terms consist of letters and digits alone, so quoting them is safe.
 */
export function searchQuery(text: string): string | null {
  const parts = runsOf(text.slice(0, 100)).flatMap((run) =>
    run.length === 1
      ? [`'${run[0] ?? ''}':*`]
      : run.slice(0, -1).map((character, at) => `'${character}${run[at + 1] ?? ''}'`),
  );
  return parts.length === 0 ? null : [...new Set(parts)].join(' & ');
}
