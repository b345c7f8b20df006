const BLANKS = /[\u00a0\u3000]/g;
/** What no database takes for text: controls other than tab and line feed, halves of surrogate pairs. */
const NO_TEXT = /(?![\t\n])\p{Cc}|\p{Surrogate}/gu;

/** Cells without any of these, which are nearly all, only need their ends trimmed. */
const SUSPECT = /[\0-\x08\x0b-\x1f\x7f-\xa0\u3000\ud800-\udfff]/;

/** A cell as it is worked with: trimmed, line breaks as line feeds, nothing in it that is no text. */
export function tidyCell(text: string): string {
  if (!SUSPECT.test(text)) return text.trim();
  return text
    .replace(/\r+\n?/g, '\n')
    .replace(BLANKS, ' ')
    .replace(NO_TEXT, '')
    .trim();
}
