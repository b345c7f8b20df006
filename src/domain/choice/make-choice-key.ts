import { pinyin } from 'pinyin-pro';

const KEY_MAX = 40;

/**
 * The key of a new entry, made once from what it is called and kept whatever it is called later (spec 09: keys are
 * stable): the English label, else the pinyin of the Chinese one; with a number when it is taken.
 */
export function makeChoiceKey(
  labels: { readonly zh: string; readonly en: string },
  taken: ReadonlySet<string>,
): string {
  const spelled = pinyin(labels.zh, { toneType: 'none', type: 'array', nonZh: 'consecutive' }).join(' ');
  const base = slugOf(labels.en) || slugOf(spelled) || 'entry';
  for (let number = 1; ; number += 1) {
    const key = number === 1 ? base : `${base}_${number}`;
    if (!taken.has(key)) return key;
  }
}

function slugOf(text: string): string {
  const slug = text
    .normalize('NFKD')
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '_')
    .slice(0, KEY_MAX);
  return slug.replace(/^_|_$/g, '');
}
