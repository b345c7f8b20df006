import { pinyin } from 'pinyin-pro';
import { BUILT_IN_KEYS } from './built-in-fields.ts';

/** Letters, digits and underscores, beginning with a letter: what the database takes, and every input name. */
const KEY = /^[a-z][a-z0-9_]{0,39}$/;

/**
 * Names that a custom field must not have: the built-in fields, the controls of the pages that stand around a form,
 * and what every object of JavaScript has.
 */
const RESERVED: readonly string[] = [
  ...BUILT_IN_KEYS,
  ...['attachments', 'attachment_ids', 'category_id', 'template_version_id', 'version', 'intent'],
  ...['submission_key', 'files', 'remark', 'number', 'status', 'tags', 'values', 'next', 'q', 'upgrade'],
  ...['constructor', 'prototype'],
];

/** Whether a key can be that of a custom field (spec 02). */
export function isUsableKey(key: string): boolean {
  return KEY.test(key) && !RESERVED.includes(key) && !key.endsWith('_other');
}

/** A key made from a name: 退款金额 → `tui_kuan_jin_e`; a number follows where that one is taken. */
export function keyFrom(name: string, isTaken: (key: string) => boolean, fallback = 'field'): string {
  const words = slugOf(name).slice(0, 34).replace(/_+$/, '');
  const start = /^[a-z]/.test(words) ? words : `${fallback}${words === '' ? '' : `_${words}`}`;
  for (let count = 1; ; count += 1) {
    const key = count === 1 ? start : `${start}_${count}`;
    if (!isTaken(key)) return key;
  }
}

/** Pinyin and Latin letters, in lower case, words joined by underscores; empty where a name has neither. */
function slugOf(name: string): string {
  return pinyin(name.normalize('NFKC'), { toneType: 'none', type: 'array', nonZh: 'consecutive', v: true })
    .join('_')
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, '_')
    .replaceAll(/^_+|_+$/g, '');
}
