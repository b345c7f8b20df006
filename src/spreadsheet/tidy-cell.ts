const BLANKS = /[\u00a0\u3000]/g;
/**
 * What is no text: controls other than tab and line feed, halves of surrogate pairs. Those from 0x80 on stay: they are
 * bytes of a text that was read in a wrong encoding, and it can be repaired only with them.
 */
const NO_TEXT = /[\0-\x08\x0b-\x1f\x7f]|\p{Surrogate}/gu;

/** Cells without any of these, which are nearly all, only need their ends trimmed. */
const SUSPECT = /[\0-\x08\x0b-\x1f\x7f\xa0\u3000\ud800-\udfff]/;

/** A cell as it is worked with: trimmed, line breaks as line feeds, nothing in it that is no text. */
export function tidyCell(text: string): string {
  if (!SUSPECT.test(text)) return text.trim();
  return text
    .replace(/\r+\n?/g, '\n')
    .replace(BLANKS, ' ')
    .replace(NO_TEXT, '')
    .trim();
}
