/**
 * Fills the placeholders of a message text, `{number}` and the like (spec 05). What nobody knows stays as it is
 * written, so that a wrong placeholder is seen rather than swallowed.
 */
export function fillTemplate(text: string, words: Readonly<Record<string, string>>): string {
  return text.replace(/\{([a-z_]+)\}/g, (whole, name: string) =>
    Object.hasOwn(words, name) ? (words[name] ?? whole) : whole,
  );
}
