import type { Knex } from 'knex';
import type { CustomField } from '../../domain/form/custom-field.ts';

function columnsOf(field: CustomField): Record<string, unknown> {
  return {
    key: field.key,
    name: field.name,
    type: field.type,
    help: field.help === '' ? null : field.help,
    options: JSON.stringify(field.options),
    validation: JSON.stringify(field.validation),
    sensitive: field.sensitive,
    searchable: field.searchable,
    filterable: field.filterable,
    in_list: field.inList,
  };
}

export async function insertField(db: Knex, field: CustomField, at: Date): Promise<number> {
  const [row] = (await db('fields')
    .insert({ ...columnsOf(field), created_at: at, updated_at: at })
    .returning('id')) as { id: number }[];
  if (!row) throw new Error('the field was not inserted');
  return row.id;
}

/** False when the field has another version by now. */
export async function updateField(
  db: Knex,
  { id, version }: { readonly id: number; readonly version: number },
  field: CustomField,
  at: Date,
): Promise<boolean> {
  return changed(db, { id, version }, { ...columnsOf(field), updated_at: at });
}

/** Takes a field out of use, or back into it. */
export async function updateRetired(
  db: Knex,
  { id, version }: { readonly id: number; readonly version: number },
  retiredAt: Date | null,
): Promise<boolean> {
  return changed(db, { id, version }, { retired_at: retiredAt });
}

async function changed(
  db: Knex,
  { id, version }: { readonly id: number; readonly version: number },
  columns: Record<string, unknown>,
): Promise<boolean> {
  const count = await db('fields')
    .where({ id, version })
    .update({ ...columns, version: version + 1 });
  return count === 1;
}

export async function deleteField(
  db: Knex,
  { id, version }: { readonly id: number; readonly version: number },
): Promise<boolean> {
  return (await db('fields').where({ id, version }).delete()) === 1;
}
