import { pinyin } from 'pinyin-pro';

const LONGEST = 40;

/**
 * The key of a new role, made from its English name, else from how its Chinese name is said, and never changed again:
 * `after_sales_lead`. A number follows where it is taken (spec 03).
 */
export function roleKey(
  names: { readonly zh: string; readonly en: string },
  taken: readonly string[],
): string {
  const said = pinyin(names.zh, { toneType: 'none', type: 'array' }).join(' ');
  const base = tidy(names.en) || tidy(said) || 'role';
  let key = base;
  for (let number = 2; taken.includes(key); number += 1) key = `${base}_${number}`;
  return key;
}

function tidy(name: string): string {
  return name
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, '_')
    .replaceAll(/^[^a-z]+|_+$/g, '')
    .slice(0, LONGEST);
}
