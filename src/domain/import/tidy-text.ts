/** Line breaks and tabs are text; other controls, invisible marks and the halves of broken characters are not. */
const CONTROLS = /(?![\t\n\r])\p{Cc}|[\ufeff\u200b\u2060\u202a-\u202e]|\p{Surrogate}/gu;
const ODD_SPACES = /[\u00a0\u2000-\u200a\u202f\u205f\t]+| {2,}/g;
const FULL_WIDTH = /[\uff01-\uff5e\u3000]/;

export interface Tidied {
  readonly text: string;
  /** The kinds of what was tidied (locales: `import_problem.cleaning`). */
  readonly kinds: readonly TidyKind[];
}
export type TidyKind = 'control' | 'spaces' | 'width';

/** A text without what nobody typed on purpose (spec 06, "Cleaning on the way"): controls, odd spaces, lines' ends. */
export function tidyText(text: string, isLong: boolean): Tidied {
  const kinds: TidyKind[] = [];
  const visible = text.replace(CONTROLS, '');
  if (visible !== text) kinds.push('control');
  const lines = visible.replace(/\r\n?|\u2028|\u2029/g, '\n');
  const spaced = isLong ? lines : lines.replace(ODD_SPACES, ' ');
  if (spaced !== lines) kinds.push('spaces');
  return { text: spaced.trim(), kinds };
}

/** A code or number with the digits and letters of a keyboard, whatever width they were typed in. */
export function narrow(text: string): Tidied {
  if (!FULL_WIDTH.test(text)) return { text, kinds: [] };
  return { text: text.normalize('NFKC').trim(), kinds: ['width'] };
}
