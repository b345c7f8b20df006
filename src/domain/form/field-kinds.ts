import type { FieldOption, FieldRow, FieldType, FieldValue, FormField } from './field.ts';

/** Rows at most where a group sets no limit of its own. */
export const MAX_ROWS = 20;
/** Files at most where a field sets no limit of its own. */
export const MAX_FILES = 9;

export function isFileField({ type }: Pick<FormField, 'type'>): boolean {
  return type === 'file' || type === 'image';
}

/** Stored as the number of a row of the database. */
export function isReference({ type }: Pick<FormField, 'type'>): boolean {
  return type === 'user' || type === 'department';
}

/** What a group may ask for in each row (spec 02): everything that is one cell of a table. */
export function fitsIntoRow(type: FieldType): boolean {
  return type !== 'group' && type !== 'file' && type !== 'image';
}

/** The rows of a stored group; none where the value is of another kind. */
export function rowsIn(value: FieldValue | undefined): readonly FieldRow[] {
  return Array.isArray(value) ? (value as readonly unknown[]).filter(isRow) : [];
}

/** The texts of a stored list; none where the value is of another kind. */
export function textsIn(value: FieldValue | undefined): readonly string[] {
  return Array.isArray(value)
    ? (value as readonly unknown[]).filter((each): each is string => typeof each === 'string')
    : [];
}

function isRow(each: unknown): each is FieldRow {
  return typeof each === 'object' && each !== null && !Array.isArray(each);
}

/** A leaf of a cascade with the labels above it. */
export interface Leaf {
  readonly value: string;
  /** From the top to the leaf itself. */
  readonly path: readonly string[];
  /** It, or something above it, is no longer offered. */
  readonly retired: boolean;
}

/** The leaves of a cascade in the order of the tree; a branch without children is one. */
export function leavesOf(
  options: readonly FieldOption[],
  above: readonly string[] = [],
  isRetired = false,
): readonly Leaf[] {
  return options.flatMap(({ value, label, children = [], retired = false }): readonly Leaf[] => {
    const path = [...above, label];
    const gone = isRetired || retired;
    return children.length === 0 ? [{ value, path, retired: gone }] : leavesOf(children, path, gone);
  });
}

/** The labels from the top of a cascade to a value, leaf or not; undefined where there is no such value. */
export function pathTo(options: readonly FieldOption[], wanted: string): readonly string[] | undefined {
  for (const { value, label, children = [] } of options) {
    if (value === wanted) return [label];
    const below = pathTo(children, wanted);
    if (below !== undefined) return [label, ...below];
  }
  return undefined;
}
