/** A text as it is compared: width, case, invisible characters and runs of spaces do not count (spec 06). */
export function foldText(text: string): string {
  return text
    .normalize('NFKC')
    .replace(/[\p{Cf}\p{Cc}\s]+/gu, ' ')
    .trim()
    .toLowerCase();
}

/** A name as it is compared: no space counts at all, as in `Complaint ID` and `complaint_id`. */
export function foldName(text: string): string {
  return PLAIN.test(text) ? text : foldText(text).replace(/[\s_]+/g, '');
}

/** Folded already, as most names and many texts are: looking is faster than folding. */
const PLAIN = /^[0-9a-z\u4e00-\u9fa5]*$/;

/** The beginning of a text, for a report: never half a character. */
export function shorten(text: string, max = 80): string {
  if (text.length <= max) return text;
  return `${Array.from(text.slice(0, max * 2))
    .slice(0, max)
    .join('')}…`;
}
