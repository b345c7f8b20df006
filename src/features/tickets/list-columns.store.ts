import type { Knex } from 'knex';
import type { ColumnChoice } from './list-columns.ts';

export async function upsertListColumns(
  db: Knex,
  userId: number,
  { view, names }: ColumnChoice,
): Promise<void> {
  await db('list_columns')
    .insert({ user_id: userId, view, columns: [...names] })
    .onConflict(['user_id', 'view'])
    .merge();
}

export async function deleteListColumns(db: Knex, userId: number, view: string): Promise<void> {
  await db('list_columns').where({ user_id: userId, view }).delete();
}
