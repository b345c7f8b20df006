import type { Knex } from 'knex';
import type { ImportKind } from '../../domain/import/import-plan.ts';
import type { Language } from '../../i18n.ts';

/** Who hears of the end of an import (spec 06). */

export interface Importer {
  readonly userId: number;
  readonly name: string;
  readonly language: Language;
  readonly file: string;
  readonly kind: ImportKind;
}

export async function findImporter(db: Knex, importId: number): Promise<Importer> {
  const row = (await db('imports as i')
    .join('users as u', 'u.id', 'i.user_id')
    .where('i.id', importId)
    .first('u.id as userId', 'u.name', 'u.language', 'i.file_name as file', 'i.kind')) as
    Importer | undefined;
  if (!row) throw new Error(`import ${importId} vanished`);
  return row;
}

export interface Receiver {
  readonly userId: number;
  readonly language: Language;
  readonly groupId: number;
  readonly group: string;
  /** How many of its tickets wait in the pool of the group. */
  readonly count: number;
}

/** Everyone in a group into whose pool tickets came, but who imported them. */
export async function findReceivers(db: Knex, importId: number): Promise<Receiver[]> {
  const { rows } = (await db.raw(
    `select u.id as "userId", u.language, g.id as "groupId", g.name as "group", got.count
     from (select group_id, count(*) from tickets
           where import_id = ? and assignee_id is null and status <> 'closed' group by group_id) as got
     join groups g on g.id = got.group_id
     join group_members m on m.group_id = g.id
     join users u on u.id = m.user_id and u.active
     where u.id <> (select user_id from imports where id = ?)
     order by g.id, u.id`,
    [importId, importId],
  )) as { rows: Receiver[] };
  return rows;
}
