/** A cell that becomes a paragraph of a long text. */
export interface Paragraph {
  readonly heading: string;
  readonly text: string;
}

/** Chinese headings take a Chinese colon. */
const HAN = /\p{Script=Han}/u;
const COLON = String.fromCharCode(0xff1a);

/** Several columns as one text (spec 06): the first as it stands, each other as `heading：text`. */
export function joinTexts(paragraphs: readonly Paragraph[]): string {
  return paragraphs
    .map(({ heading, text }, index) => (index === 0 || heading === '' ? text : withHeading(heading, text)))
    .join('\n');
}

/** A text with what it is before it. */
export function withHeading(heading: string, text: string): string {
  return HAN.test(heading) ? heading + COLON + text : `${heading}: ${text}`;
}
