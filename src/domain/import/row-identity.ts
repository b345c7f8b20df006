import { foldName } from './fold-text.ts';
import { hashText } from './hash-text.ts';
import { type Mended, survivorsOf } from './mend-text.ts';

/** One thing that a row says: of which target, or of which column that no field takes; texts are compared folded. */
export interface Said {
  readonly about: string;
  readonly text: string;
}

/** A text that garbling hits hardest: what the customer wrote. */
export interface Told {
  readonly text: string;
  readonly state: Mended['state'];
}

/** With fewer ideographs two rows may leave the same rest by chance. */
const FEWEST = 16;
const LOST = 'lost';

/**
 * The identity of a row (spec 06: no row is ever imported twice): `<hash>-<hash>`. The first half is of all that the
 * row says, whatever its column order; equal for a repaired row and its sound twin. The second half is of what of
 * its own words survives garbling, or empty where that is too little: a garbled row that can't be read again is
 * `lost-<hash>`, and a twin of the sound row whose second half is the same.
 */
export function identityOf(said: readonly Said[], told: readonly Told[], isLost: boolean): string | null {
  const parts = said
    .map(({ about, text }) => `${about}\u0001${foldName(text)}`)
    .filter((part) => !part.endsWith('\u0001'))
    .sort();
  if (parts.length === 0) return null;
  const rest = restOf(told);
  if (isLost && rest === '') return null;
  return `${isLost ? LOST : hashText(parts.join('\u0002'))}-${rest}`;
}

function restOf(told: readonly Told[]): string {
  const leads = told
    .map(({ text, state }) => survivorsOf(state === 'lost' ? text : foldName(text), state))
    .filter((each) => each !== '')
    .sort();
  const all = leads.join('.');
  return all.length < FEWEST ? '' : hashText(all);
}
