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

export interface Concerned {
  readonly userId: number;
  readonly language: Language;
  /** New tickets that they have in hand. */
  readonly given: number;
  /** Tickets of others' making, in hand or in a pool of theirs, that something was appended to. */
  readonly appended: number;
}

/** Everyone whom an import gave tickets, or added something to theirs, but who imported them. */
export async function findConcerned(db: Knex, importId: number): Promise<Concerned[]> {
  const { rows } = (await db.raw(
    `with of_import as (select ?::bigint as id),
     touched as (
       select distinct r.ticket_id from import_rows r, of_import i where r.import_id = i.id and r.state = 'appended'
     ), told as (
       select t.assignee_id as user_id, t.id, 'given' as what from tickets t, of_import i
       where t.import_id = i.id and t.assignee_id is not null and t.status <> 'closed'
       union all
       select coalesce(t.assignee_id, m.user_id), t.id, 'appended'
       from touched join tickets t on t.id = touched.ticket_id cross join of_import i
       left join group_members m on t.assignee_id is null and m.group_id = t.group_id
       where t.import_id is distinct from i.id
     )
     select u.id as "userId", u.language, (count(*) filter (where what = 'given'))::int as given,
       (count(*) filter (where what = 'appended'))::int as appended
     from told join users u on u.id = told.user_id and u.active
     where u.id <> (select user_id from imports where id = ?)
     group by u.id order by u.id`,
    [importId, importId],
  )) as { rows: Concerned[] };
  return rows;
}
