import type { Knex } from 'knex';
import type { Sheet } from '../../spreadsheet/read-sheet.ts';

export interface StagedColumns {
  readonly user_id: number;
  readonly kind: string;
  readonly file_name: string;
  readonly sheet: Sheet;
  readonly created_at: Date;
}

export async function insertStaged(db: Knex, columns: StagedColumns): Promise<number> {
  const [row] = (await db('staged_imports')
    .insert({ ...columns, sheet: JSON.stringify(columns.sheet) })
    .returning('id')) as { id: number }[];
  if (!row) throw new Error('the import was not staged');
  return row.id;
}

/** Only a person's newest of a kind stay. */
export async function trimStaged(db: Knex, userId: number, kind: string, most: number): Promise<void> {
  const own = { user_id: userId, kind };
  const beyond = db('staged_imports').where(own).orderBy('id', 'desc').offset(most).select('id');
  await db('staged_imports').where(own).whereIn('id', beyond).delete();
}

export async function deleteStaged(db: Knex, id: number): Promise<void> {
  await db('staged_imports').where('id', id).delete();
}

export async function deleteOldStaged(db: Knex, before: Date): Promise<number> {
  return db('staged_imports').where('created_at', '<', before).delete();
}
