import type { FieldProblem, FormField } from './field.ts';
import type { Reading } from './reading.ts';
import { accepted, EMPTY, refused } from './reading.ts';

/** Most characters (code points) where a field sets no limit of its own. */
export const TEXT_MAX = 200;
export const TEXTAREA_MAX = 20_000;
export const EMAIL_MAX = 254;
export const URL_MAX = 2000;

/** With the u flag a surrogate pair is one character: only a half of a pair that stands alone matches. */
const LONE_SURROGATE = /\p{Surrogate}/u;
/** Nothing that can be seen: spaces, zero-width characters, direction marks. */
const BLANK = /^[\s\p{Default_Ignorable_Code_Point}]*$/u;

/** Length as people count it: an emoji outside the basic plane is one character, not two. */
function countCharacters(text: string): number {
  let count = 0;
  for (const character of text) if (character !== '') count += 1;
  return count;
}

/** True for text in which there is nothing to see, so that three spaces don't count as an answer. */
export function isBlank(text: string): boolean {
  return BLANK.test(text);
}

/** Characters that can't be stored, told apart so that the sentence can say which (spec 10). */
export function badCharacters(text: string): FieldProblem | undefined {
  if (text.includes('\0')) return { code: 'bad_characters', params: { context: 'nul' } };
  if (hasControl(text)) return { code: 'bad_characters', params: { context: 'control' } };
  if (LONE_SURROGATE.test(text)) return { code: 'bad_characters', params: { context: 'broken' } };
  return undefined;
}

/** C0 controls but tab and line breaks: no text needs them, and neither XML nor a terminal bears them. */
function hasControl(text: string): boolean {
  for (let index = 0; index < text.length; index += 1) {
    const code = text.charCodeAt(index);
    if (code < 32 && code !== 9 && code !== 10 && code !== 13) return true;
  }
  return false;
}

/** Line ends as `\n`, no space at both ends. Everything between stays as it was typed. */
export function tidyLines(text: string): string {
  return text.replace(/\r\n?/g, '\n').trim();
}

/** A single line: line breaks that came with pasted text become spaces. */
export function tidyLine(text: string): string {
  return text.replace(/\r\n|\r|\n/g, ' ').trim();
}

/** Length of a tidied answer against the limits of its field. */
export function checkLength(
  text: string,
  limits: Pick<FormField, 'minLength' | 'maxLength'>,
  fallbackMax: number,
): Reading {
  const max = limits.maxLength ?? fallbackMax;
  const length = countCharacters(text);
  if (length > max) return refused('too_long', { max, length });
  const min = limits.minLength ?? 0;
  if (length < min) return refused('too_short', { min, length });
  return accepted(text);
}

/** An answer left empty: nothing, or a problem where the field is required. */
export function readEmpty(field: FormField, code = 'required'): Reading {
  return field.required ? refused(code) : EMPTY;
}
