import type { Knex } from 'knex';
import { DAY_MS } from '../../domain/time/duration.ts';

/** More would say nothing new beside the ticket. */
const AT_MOST = 5;

/**
 * The tickets that make a new one a repeated complaint (spec 01): of the same customer, in the same top-level category,
 * created within so many days; ids, newest first. Without a phone and without a customer nobody is known to complain
 * again.
 * @param days 0 = never
 */
export async function findEarlierComplaints(
  db: Knex,
  complaint: {
    readonly phone: string | null;
    readonly customerId: number | null;
    readonly categoryId: number;
    readonly days: number;
    readonly now: Date;
  },
): Promise<number[]> {
  const { phone, customerId, categoryId, days, now } = complaint;
  if (days === 0 || (phone === null && customerId === null)) return [];
  const { rows } = (await db.raw(
    `with recursive up as (
       select id, parent_id from categories where id = :categoryId
       union all select c.id, c.parent_id from categories c join up on c.id = up.parent_id
     ), line as (
       select id from up where parent_id is null
       union all select c.id from categories c join line on c.parent_id = line.id
     )
     select t.id from tickets t
     where t.id = any(array(
         select id from tickets where phone = :phone
         union select id from tickets where customer_id = :customerId and created_at > :since
       ))
       and t.created_at > :since and t.category_id in (select id from line)
     order by t.created_at desc, t.id desc limit :limit`,
    { categoryId, phone, customerId, since: new Date(now.getTime() - days * DAY_MS), limit: AT_MOST },
  )) as { rows: { id: number }[] };
  return rows.map((row) => row.id);
}
