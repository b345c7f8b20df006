const LONGEST = 40;
const SENTENCE = /^[^\n。！？!?；;]+/u;

/** A title for a complaint whose sheet has none: its first sentence, cut where it grows long (spec 06). */
export function titleFrom(description: string): string {
  const text = description.trim();
  const first = (SENTENCE.exec(text)?.[0] ?? text).replace(/\s+/g, ' ').trim();
  const characters = Array.from(first.slice(0, LONGEST * 4));
  return characters.length <= LONGEST ? first : `${characters.slice(0, LONGEST).join('').trimEnd()}…`;
}
