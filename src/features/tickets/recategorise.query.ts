import type { Knex } from 'knex';

/**
 * Unfinished tickets of one category whose phone has an unfinished ticket in another one: both can't be there (spec 01,
 * duplicate check).
 */
export async function findCollisions(
  db: Knex,
  { fromId, toId }: { fromId: number; toId: number },
  limit: number,
): Promise<string[]> {
  const { rows } = (await db.raw(
    `select s.number from tickets s join tickets o on o.phone = s.phone and o.category_id = :toId
     where s.category_id = :fromId and s.phone is not null
       and s.status not in ('resolved', 'closed') and o.status not in ('resolved', 'closed')
     order by s.id limit :limit`,
    { fromId, toId, limit },
  )) as { rows: { number: string }[] };
  return rows.map(({ number }) => number);
}
