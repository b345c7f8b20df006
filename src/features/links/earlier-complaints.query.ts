import type { Knex } from 'knex';
import { DAY_MS } from '../../domain/time/duration.ts';

/** More would say nothing new beside the ticket. */
const AT_MOST = 5;

export interface Complaint {
  readonly phone: string | null;
  readonly customerId: number | null;
  readonly categoryId: number;
}

/**
 * The tickets that make new ones repeated complaints (spec 01): of the same customer, in the same top-level category,
 * created within so many days; ids by complaint, newest first. Without a phone and without a customer nobody is known
 * to complain again.
 * @param days 0 = never
 */
export async function findEarlierComplaints(
  db: Knex,
  complaints: readonly Complaint[],
  { days, now }: { readonly days: number; readonly now: Date },
): Promise<number[][]> {
  const known = complaints.flatMap((complaint, at) =>
    complaint.phone === null && complaint.customerId === null ? [] : [{ at, ...complaint }],
  );
  const found = complaints.map((): number[] => []);
  if (days === 0 || known.length === 0) return found;
  const { rows } = (await db.raw(
    `select c.at, e.id from jsonb_to_recordset(:known) as
       c (at int, phone text, "customerId" bigint, "categoryId" bigint)
     cross join lateral (
       with recursive up as (
         select id, parent_id from categories where id = c."categoryId"
         union all select k.id, k.parent_id from categories k join up on k.id = up.parent_id
       ), line as (
         select id from up where parent_id is null
         union all select k.id from categories k join line on k.parent_id = line.id
       )
       select t.id, t.created_at from tickets t
       where t.id = any(array(
           select id from tickets where phone = c.phone
           union select id from tickets where customer_id = c."customerId" and created_at > :since
         ))
         and t.created_at > :since and t.category_id in (select id from line)
       order by t.created_at desc, t.id desc limit :limit
     ) e order by c.at, e.created_at desc, e.id desc`,
    { known: JSON.stringify(known), since: new Date(now.getTime() - days * DAY_MS), limit: AT_MOST },
  )) as { rows: { at: number; id: number }[] };
  for (const { at, id } of rows) found[at]?.push(id);
  return found;
}
