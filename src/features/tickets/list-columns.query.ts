import type { Knex } from 'knex';
import {
  BUILT_IN_COLUMNS,
  columnsNamed,
  fieldKeysIn,
  type ListColumn,
  type ListColumns,
} from './list-columns.ts';
import { findListFields } from './list-fields.query.ts';
import type { View } from './list-request.ts';

/** The columns of a view as a person has them (spec 07): as it opens for everyone, until they chose some. */
export async function findListColumns(db: Knex, userId: number, view: View): Promise<ListColumns> {
  const row = (await db('list_columns').where({ user_id: userId, view }).first('columns')) as
    { columns: string[] } | undefined;
  const names = row?.columns ?? BUILT_IN_COLUMNS;
  return { columns: await findColumnsNamed(db, names), chosen: row !== undefined };
}

/** Columns by their names, with their fields as they are now. */
export async function findColumnsNamed(db: Knex, names: readonly string[]): Promise<ListColumn[]> {
  return columnsNamed(names, await findListFields(db, fieldKeysIn(names)));
}
