import { foldName } from './fold-text.ts';
import { hashText } from './hash-text.ts';
import { survivorsOf, survivorsOfLost } from './mend-text.ts';

/** One thing that a row says: of which target, or of which column that no field takes; texts are compared folded. */
export interface Said {
  readonly about: string;
  readonly text: string;
  /** Of the customer's own words: as they came, where they can't be read, else null. */
  readonly lost?: string | null;
}

/** With fewer ideographs two rows may leave the same rest by chance. */
const FEWEST = 16;
const LOST = 'lost';

/**
 * The identity of a row (spec 06: no row is ever imported twice): `<hash>-<hash>`. The first half is of all that the
 * row says, whatever its column order; equal for a repaired row and its sound twin. The second half is of what of
 * the customer's own words survives garbling, or empty where that is too little: a garbled row that can't be read again
 * is `lost-<hash>`, and a twin of the sound row whose second half is the same.
 */
export function identityOf(said: readonly Said[], isLost: boolean): string | null {
  const parts: string[] = [];
  const leads: string[] = [];
  for (const { about, text, lost } of said) {
    const folded = foldName(text);
    if (folded === '') continue;
    parts.push(`${about}\u0001${folded}`);
    if (lost !== undefined) leads.push(lost === null ? survivorsOf(folded) : survivorsOfLost(lost));
  }
  if (parts.length === 0) return null;
  const rest = restOf(leads);
  if (isLost) return rest === '' ? null : `${LOST}-${rest}`;
  return `${hashText(parts.sort().join('\u0002'))}-${rest}`;
}

function restOf(leads: readonly string[]): string {
  const all = leads
    .filter((each) => each !== '')
    .sort()
    .join('.');
  return all.length < FEWEST ? '' : hashText(all);
}
