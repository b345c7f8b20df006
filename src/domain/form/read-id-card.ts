import { isMoment } from './read-date.ts';
import type { Reading } from './reading.ts';
import { accepted, refused } from './reading.ts';

const WEIGHTS = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2] as const;
const CHECK_CHARACTERS = '10X98765432';
/** Nobody who is alive was born before. */
const FIRST_BIRTH = '1880-01-01';

/**
 * Reads the number of a Chinese identity card (spec 02): 18 characters with a real birthday and the check character of
 * GB 11643. Full-width characters and spaces between groups are how such numbers are pasted.
 * @param today `YYYY-MM-DD`: nobody is born later
 */
export function readIdCard(text: string, today: string): Reading {
  const number = text
    .replace(/[\uff01-\uff5e]/g, (character) => String.fromCharCode(character.charCodeAt(0) - 0xfee0))
    .replace(/[\s-]/g, '')
    .toUpperCase();
  if (/^\d{15}$/.test(number)) return refused('id_card_old');
  if (!/^[1-9]\d{16}[\dX]$/.test(number)) return refused('id_card_invalid');
  const birth = `${number.slice(6, 10)}-${number.slice(10, 12)}-${number.slice(12, 14)}`;
  if (!isMoment('date', birth) || birth < FIRST_BIRTH || birth > today) return refused('id_card_birth');
  return checkCharacterOf(number) === number.slice(17) ? accepted(number) : refused('id_card_checksum');
}

/** The last character that the first 17 digits lead to (GB 11643). */
export function checkCharacterOf(number: string): string {
  const sum = WEIGHTS.reduce((total, weight, index) => total + weight * Number(number[index]), 0);
  return CHECK_CHARACTERS[sum % 11] ?? '';
}
