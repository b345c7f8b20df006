/** Latin, Greek and Cyrillic letters; after NFKC there are no full-width ones. */
const LETTERS = /[A-Z\u00c0-\u052f]/g;

/**
 * A text as conditions compare it: width and case do not count (spec 04). The database folds in exactly the same way
 * (`fold_words`), whatever its version and locale: that is why the letters are listed.
 */
export function foldWords(text: string): string {
  return text.normalize('NFKC').replace(LETTERS, lower);
}

/** Letter by letter: the end of a Greek word is none of its business, nor a letter that would become two. */
function lower(letter: string): string {
  const small = letter.toLowerCase();
  return small.length === 1 ? small : letter;
}
