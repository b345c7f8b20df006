import type { Translate } from '../../i18n.ts';

const PARTS = ['label', 'values', 'members'] as const;
type Part = (typeof PARTS)[number];
/** They stand for the parts while the phrase is looked up; no phrase holds them. */
const marks: Readonly<Record<Part, string>> = { label: '\ue000', values: '\ue001', members: '\ue002' };

/**
 * A phrase of the locale `sentence` with its parts. Where a Chinese and a Latin character or a digit meet there is a
 * space between them, as the locale has it everywhere; only the parts at hand know whether they do.
 */
export function fillSentence(t: Translate, key: string, parts: Partial<Record<Part, string>>): string {
  const phrase = t(`sentence.${key}`, marks);
  const pieces = phrase.split(/([\ue000-\ue002])/).map((piece) => {
    const part = PARTS.find((each) => marks[each] === piece);
    return part === undefined ? piece : (parts[part] ?? '');
  });
  return glued(pieces);
}

/** `A、B 或 C`. */
export function joinWords(words: readonly string[], t: Translate): string {
  const pieces = words.flatMap((word, index) => {
    if (index === 0) return [word];
    return [t(index === words.length - 1 ? 'sentence.last_separator' : 'sentence.separator'), word];
  });
  return glued(pieces);
}

/** A span of minutes in the largest unit that it is a whole number of. */
export function tellDuration(minutes: number, t: Translate): string {
  if (minutes % 1440 === 0) return t('sentence.days', { count: minutes / 1440 });
  if (minutes % 60 === 0) return t('sentence.hours', { count: minutes / 60 });
  return t('sentence.minutes', { count: minutes });
}

function glued(pieces: readonly string[]): string {
  return pieces.reduce((text, piece) => text + (touches(text, piece) ? ' ' : '') + piece, '');
}

function touches(left: string, right: string): boolean {
  return (
    (/\p{Script=Han}$/u.test(left) && /^[\p{Script=Latin}\d]/u.test(right)) ||
    (/[\p{Script=Latin}\d]$/u.test(left) && /^\p{Script=Han}/u.test(right))
  );
}
