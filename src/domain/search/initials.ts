import { pinyin } from 'pinyin-pro';

/** The pinyin initials of a name, lower case: `退款问题` → `tkwt`. Letters and digits stay, the rest falls away. */
export function initialsOf(name: string): string {
  return read(name, 'first');
}

/** How a name is typed in pinyin, in full and by initials: `林知夏` → `linzhixia lzx`. */
export function pinyinOf(name: string): string {
  return `${read(name, 'pinyin')} ${read(name, 'first')}`;
}

function read(name: string, pattern: 'pinyin' | 'first'): string {
  return pinyin(name.normalize('NFKC'), { pattern, toneType: 'none', type: 'array', nonZh: 'consecutive' })
    .join('')
    .toLowerCase()
    .replace(/[^a-z0-9]/g, '');
}
