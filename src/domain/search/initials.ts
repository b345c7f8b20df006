import { pinyin } from 'pinyin-pro';

/** The pinyin initials of a name, lower case: `退款问题` → `tkwt`. Letters and digits stay, the rest falls away. */
export function initialsOf(name: string): string {
  return pinyin(name.normalize('NFKC'), {
    pattern: 'first',
    toneType: 'none',
    type: 'array',
    nonZh: 'consecutive',
  })
    .join('')
    .toLowerCase()
    .replace(/[^a-z0-9]/g, '');
}
