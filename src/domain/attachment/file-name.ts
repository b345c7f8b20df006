/** Most characters of a kept name, counted as people count them; the table holds no more. */
const NAME_MAX = 255;
/** Longer than this, what follows the last dot is no extension. */
const EXTENSION_MAX = 10;

/** Control characters, halves of surrogate pairs, and marks that turn the reading direction (`exe.jpg` for `gpj.exe`). */
const UNSEEN =
  /[\p{Cc}\p{Surrogate}\u061c\u200b\u200e\u200f\u2028\u2029\u202a-\u202e\u2060\u2066-\u2069\ufeff]/gu;

/**
 * The name of an uploaded file as it is kept (spec 01, 10): the last part of a path, without what can't be seen, at
 * most 255 characters with its extension whole. Everything else stays as it was given, so that a name comes back as it
 * went in. Empty when nothing is left of it.
 */
export function cleanFileName(given: string): string {
  const base = given.replace(UNSEEN, '').split(/[/\\]/).at(-1) ?? '';
  // Windows drops dots and spaces at the end, and would open the file by another extension than the one judged.
  const name = base.trim().replace(/[.\s]+$/u, '');
  const characters = Array.from(name);
  if (characters.length <= NAME_MAX) return name;
  const extension = extensionOf(name);
  const tail = extension === '' ? '' : name.slice(-(extension.length + 1));
  return characters.slice(0, NAME_MAX - tail.length).join('') + tail;
}

/** What follows the last dot, in lower case; empty without one. */
export function extensionOf(name: string): string {
  const [, extension = ''] = /\.([A-Za-z0-9]+)$/.exec(name) ?? [];
  return extension.length > EXTENSION_MAX ? '' : extension.toLowerCase();
}
