const BLANKS = /[\u00a0\u3000]/g;
/** What no database takes for text: controls other than tab and line feed, halves of surrogate pairs. */
const NO_TEXT = /(?![\t\n])\p{Cc}|\p{Surrogate}/gu;

/** A cell as it is worked with: trimmed, line breaks as line feeds, nothing in it that is no text. */
export function tidyCell(text: string): string {
  if (text === '') return text;
  return text
    .replace(/\r+\n?/g, '\n')
    .replace(BLANKS, ' ')
    .replace(NO_TEXT, '')
    .trim();
}
