import type { Knex } from 'knex';
import { defineField, type FieldDefinition } from '../../domain/form/define-field.ts';
import type { FormField } from '../../domain/form/field.ts';
import type { FieldCondition } from '../../domain/list/field-condition.ts';
import { type FieldFilter, FILTERABLE_TYPES, readFieldFilter } from '../../domain/list/field-filter.ts';

/** A custom field as lists use it: how its answers are shown, and what administrators allow with it (spec 02). */
export interface ListField extends FormField {
  readonly filterable: boolean;
  readonly inList: boolean;
}

interface FieldRow extends FieldDefinition {
  filterable: boolean;
  in_list: boolean;
}

/** Those of the fields with these keys that are not retired, in the order asked for. */
export async function findListFields(db: Knex, keys: readonly string[]): Promise<ListField[]> {
  if (keys.length === 0) return [];
  const rows = (await db('fields')
    .whereNull('retired_at')
    .whereRaw('key = any(?)', [[...keys]])
    .select(
      'key',
      'name',
      'type',
      'help',
      'options',
      'validation',
      'sensitive',
      'filterable',
      'in_list',
    )) as FieldRow[];
  const byKey = new Map(rows.map((row) => [row.key, toListField(row)]));
  return keys.flatMap((key) => byKey.get(key) ?? []);
}

/** What the conditions of a list mean; null for a field that is gone, or that a value does not fit. */
export async function findFieldFilters(
  db: Knex,
  conditions: readonly FieldCondition[],
): Promise<(FieldFilter | null)[]> {
  const fields = await findListFields(
    db,
    conditions.map(({ key }) => key),
  );
  return conditions.map((condition) => {
    const field = fields.find(({ key, filterable }) => filterable && key === condition.key);
    return field ? readFieldFilter(field, condition) : null;
  });
}

export interface FieldName {
  readonly key: string;
  readonly name: string;
}

/** The fields that can be filtered by, or shown as columns, by their names. */
export async function findFieldNames(db: Knex, use: 'filterable' | 'in_list'): Promise<FieldName[]> {
  return (await db('fields')
    .whereNull('retired_at')
    .where(use, true)
    .modify((query) => {
      if (use === 'filterable')
        void query.where('sensitive', false).whereRaw('type = any(?)', [[...FILTERABLE_TYPES]]);
    })
    .orderBy('id')
    .select('key', 'name')) as FieldName[];
}

function toListField(row: FieldRow): ListField {
  return {
    ...defineField(row),
    // A column shows a sensitive answer masked; a filter would let it be guessed, bit by bit.
    ...{ filterable: row.filterable && !row.sensitive, inList: row.in_list },
  };
}
