import type { Random } from './types.ts';

/** mulberry32: small, fast, and the same everywhere for the same seed. */
export function seededRandom(seed: number): Random {
  let state = seed >>> 0;
  const next = (): number => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
  const int = (min: number, max: number): number => min + Math.floor(next() * (max - min + 1));
  return {
    next,
    int,
    pick: <T>(items: readonly T[]): T => {
      const item = items[int(0, items.length - 1)];
      if (item === undefined) throw new Error('nothing to pick from');
      return item;
    },
    chance: (share) => next() < share,
  };
}

/** One of several, each as likely as its weight. */
export function pickWeighted<T>(random: Random, entries: readonly (readonly [item: T, weight: number])[]): T {
  const total = entries.reduce((sum, [, weight]) => sum + weight, 0);
  let left = random.next() * total;
  for (const [item, weight] of entries) {
    left -= weight;
    if (left < 0) return item;
  }
  throw new Error('nothing to pick from');
}

/** Some of the items, at least `least`, in their own order. */
export function pickSome<T>(random: Random, items: readonly T[], least: number, most: number): readonly T[] {
  const wanted = random.int(least, Math.min(most, items.length));
  const chosen = new Set<T>();
  while (chosen.size < wanted) chosen.add(random.pick(items));
  return items.filter((item) => chosen.has(item));
}

/** Digits as a text: order numbers, tracking numbers, … */
export function digits(random: Random, count: number): string {
  return Array.from({ length: count }, () => String(random.int(0, 9))).join('');
}
