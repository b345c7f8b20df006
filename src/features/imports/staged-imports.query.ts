import type { Knex } from 'knex';
import type { Sheet } from '../../spreadsheet/read-sheet.ts';

export interface Staged {
  readonly id: number;
  readonly fileName: string;
  readonly sheet: Sheet;
}

/** A spreadsheet that this person uploaded; undefined once it was imported, or has expired. */
export async function findStaged(
  db: Knex,
  { id, userId, kind }: { id: number; userId: number; kind: string },
): Promise<Staged | undefined> {
  return (await db('staged_imports')
    .where({ id, user_id: userId, kind })
    .first('id', 'file_name as fileName', 'sheet')) as Staged | undefined;
}
