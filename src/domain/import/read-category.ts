import { foldName, shorten } from './fold-text.ts';
import { type FindByName, findInTree, type Found } from './find-by-name.ts';
import type { ImportCategory, ImportConfig } from './import-config.ts';
import type { ImportPlan } from './import-plan.ts';
import { meaningOf, meaningsOf } from './read-answer.ts';

export type ReadCategory =
  | { readonly category: ImportCategory }
  | {
      readonly code: string;
      readonly text: string;
      readonly params: Readonly<Record<string, string | number>>;
    };

/** A heading that says which level of the tree it is. */
const LEVELS: readonly RegExp[] = [
  /一级|第1级|1级|大类|level1|l1/,
  /二级|第2级|2级|中类|level2|l2/,
  /三级|第3级|3级|小类|level3|l3/,
  /四级|第4级|4级|细类|level4|l4/,
  /五级|第5级|5级|level5|l5/,
];

/** The level that a heading names, counted from 0; undefined where it names none. */
export function levelOf(heading: string): number | undefined {
  const level = LEVELS.findIndex((pattern) => pattern.test(foldName(heading)));
  return level < 0 ? undefined : level;
}

/**
 * How the category is read from the cells of its columns (spec 06): by what somebody said the text means, as a path in
 * one cell or one level a column, by a name that only one category has, or the constant.
 */
export function openCategoryReader(
  plan: Pick<ImportPlan, 'constants' | 'values'>,
  config: Pick<ImportConfig, 'categories'>,
): (cells: readonly string[]) => ReadCategory {
  const byId = new Map(config.categories.map((category) => [String(category.id), category]));
  const find = findInTree(config.categories.map(({ id, path }) => ({ value: String(id), path })));
  const meanings = meaningsOf(plan.values['category']);
  const read = (cells: readonly string[]): ReadCategory => {
    const text = cells.join(' / ');
    const id = text === '' ? plan.constants['category'] : meaningOf(meanings, text);
    if (text === '' && (id === undefined || id === '')) return refuse('category_missing', '');
    const found: Found = id !== undefined && id !== '' ? { kind: 'one', value: id } : findPath(find, cells);
    if (found.kind === 'several')
      return refuse('value_unknown', text, { context: 'several', count: found.count });
    if (found.kind === 'none') return refuse('value_unknown', text, { context: 'category' });
    const category = byId.get(found.value);
    return category ? { category } : refuse('category_gone', text);
  };
  return remembering(read);
}

/** Columns that don't name their level may stand in any order. */
function findPath(find: FindByName, cells: readonly string[]): Found {
  const found = find(cells.join('/'));
  if (found.kind !== 'none' || cells.length < 2 || cells.length > 4) return found;
  for (const order of orders(cells)) {
    const other = find(order.join('/'));
    if (other.kind === 'one') return other;
  }
  return found;
}

function orders(cells: readonly string[]): string[][] {
  if (cells.length < 2) return [[...cells]];
  return cells.flatMap((cell, index) =>
    orders(cells.filter((_other, at) => at !== index)).map((rest) => [cell, ...rest]),
  );
}

const MOST_REMEMBERED = 5000;

/** A file names the same few categories again and again. */
function remembering(read: (cells: readonly string[]) => ReadCategory): typeof read {
  const known = new Map<string, ReadCategory>();
  return (cells) => {
    const key = cells.join('\u0000');
    const before = known.get(key);
    if (before) return before;
    const now = read(cells);
    if (known.size < MOST_REMEMBERED) known.set(key, now);
    return now;
  };
}

function refuse(
  code: string,
  text: string,
  params: Readonly<Record<string, string | number>> = {},
): ReadCategory {
  return { code: `import:${code}`, text: shorten(text), params: { text: shorten(text), ...params } };
}
