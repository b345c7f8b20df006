/** A category as the chooser searches it. */
export interface Searchable {
  readonly id: number;
  readonly name: string;
  /** Pinyin initials of the name, lower case. */
  readonly initials: string;
  readonly path: readonly string[];
}

/** A hit with the part of the name that matched, to be emphasised. */
export interface Hit<T extends Searchable> {
  readonly node: T;
  readonly from: number;
  readonly to: number;
}

/**
 * Finds categories by words of their path or by pinyin initials (spec 02: `退款` and `tk` both find 退款问题). Better
 * matches first: the beginning of the name, then its inside, then the names above it; ties stay in the tree's order.
 */
export function matchCategories<T extends Searchable>(
  nodes: readonly T[],
  typed: string,
  limit: number,
): Hit<T>[] {
  const wanted = plain(typed);
  if (wanted === '') return [];
  const ranked: { hit: Hit<T>; rank: number }[] = [];
  for (const node of nodes) {
    const byName = plain(node.name).indexOf(wanted);
    const byInitials = node.initials.indexOf(wanted);
    const at = byName >= 0 ? byName : byInitials;
    if (at >= 0) {
      const rank = (at === 0 ? 0 : 2) + (byName >= 0 ? 0 : 1);
      const places = [...node.name.matchAll(byName >= 0 ? /\S/gu : /[\p{L}\p{N}]/gu)];
      const [first, last] = [places[at], places[at + wanted.length - 1]];
      const to = last ? last.index + last[0].length : 0;
      ranked.push({ hit: { node, from: last ? (first?.index ?? 0) : 0, to }, rank });
    } else if (plain(node.path.join('')).includes(wanted)) {
      ranked.push({ hit: { node, from: 0, to: 0 }, rank: 4 });
    }
  }
  return ranked
    .sort((a, b) => a.rank - b.rank)
    .slice(0, limit)
    .map(({ hit }) => hit);
}

/** As it is compared: one width, lower case, no spaces. */
function plain(text: string): string {
  return text.normalize('NFKC').toLowerCase().replace(/\s+/g, '');
}
