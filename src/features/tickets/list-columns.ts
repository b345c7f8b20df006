import type { ListField } from './list-fields.query.ts';
import type { View } from './list-request.ts';

/** The columns that every list can have, in the order in which it opens. */
export const BUILT_IN_COLUMNS = [
  'sla',
  'number',
  'title',
  'customer',
  'category',
  'status',
  'priority',
  'who',
  'source',
  'created',
  'updated',
] as const;
export type BuiltInColumn = (typeof BUILT_IN_COLUMNS)[number];

/** A column by its name: one of the above, or `f.` and the key of a field. */
export interface ListColumn {
  readonly name: string;
  readonly field: ListField | null;
}

/** What a person sees of a view, in this order; `chosen` unless it is as the view opens for everyone. */
export interface ListColumns {
  readonly columns: readonly ListColumn[];
  readonly chosen: boolean;
}

/** Without these a row can't be told from others, nor opened. */
const LASTING: readonly string[] = ['number', 'title'];
export const isLasting = (name: string): boolean => LASTING.includes(name);

/** More than these nobody reads, and no screen shows. */
export const COLUMNS_MAX = 30;

const isBuiltIn = (name: string): name is BuiltInColumn =>
  (BUILT_IN_COLUMNS as readonly string[]).includes(name);

/** Columns by their names, each once; what is no column any more falls away, and what must stay comes first. */
export function columnsNamed(names: readonly string[], fields: readonly ListField[]): ListColumn[] {
  const all = [...LASTING.filter((name) => !names.includes(name)), ...new Set(names)];
  return all
    .flatMap((name): ListColumn[] => {
      if (isBuiltIn(name)) return [{ name, field: null }];
      const field = fields.find(({ key, inList }) => inList && name === `f.${key}`);
      return field ? [{ name, field }] : [];
    })
    .slice(0, COLUMNS_MAX);
}

/** The keys of the fields among names of columns. */
export function fieldKeysIn(names: readonly string[]): string[] {
  return names.flatMap((name) => (name.startsWith('f.') ? [name.slice(2)] : []));
}

/** Widths in pixels, for lists whose columns a person chose: they are scrolled, and none gives way. */
const WIDTHS: Readonly<Record<BuiltInColumn, number>> = {
  sla: 124,
  number: 136,
  title: 300,
  customer: 96,
  category: 112,
  status: 108,
  priority: 88,
  who: 104,
  source: 92,
  created: 124,
  updated: 124,
};
const FIELD_WIDTHS: Readonly<Record<string, number>> = { textarea: 200, text: 160, url: 200, datetime: 144 };
const FIELD_WIDTH = 128;

export function widthOf({ name, field }: ListColumn): number {
  if (field) return FIELD_WIDTHS[field.type] ?? FIELD_WIDTH;
  return isBuiltIn(name) ? WIDTHS[name] : FIELD_WIDTH;
}

/** What is remembered for one view of one person. */
export interface ColumnChoice {
  readonly view: View;
  readonly names: readonly string[];
}
