import type { Knex } from 'knex';
import type { Candidate, Familiar } from '../../domain/routing/choose-member.ts';

/**
 * Holds the duty of all members of the groups until the end of the transaction (spec 04): of all who give out tickets
 * there, each sees what the one before has given. Always in the order of their ids, and after the tickets.
 */
export async function holdMembers(trx: Knex.Transaction, groupIds: readonly number[]): Promise<void> {
  await trx.raw(
    `select 1 from duty where user_id in (select user_id from group_members where group_id = any(?))
     order by user_id for no key update`,
    [[...groupIds]],
  );
}

/**
 * The active members of groups, by group, as they are now. Who is about to give something out holds them first.
 * @param assignCapacity the setting: what holds for whoever has no capacity of their own; 0 = no limit
 */
export async function findCandidates(
  db: Knex,
  groupIds: readonly number[],
  assignCapacity: number,
): Promise<Map<number, Candidate[]>> {
  const { rows } = (await db.raw(
    `select m.group_id, u.id as "userId", u.name, coalesce(d.state, 'on_duty') as state, d.seen_at as "seenAt",
       d.given_at as "givenAt", coalesce(u.capacity, nullif(?::int, 0)) as capacity, m.turn,
       (select count(*)::int from tickets t
        where t.assignee_id = u.id and t.status <> 'closed' and t.status <> 'resolved') as load
     from group_members m join users u on u.id = m.user_id and u.active left join duty d on d.user_id = u.id
     where m.group_id = any(?)
     order by m.group_id, u.id`,
    [assignCapacity, [...groupIds]],
  )) as { rows: (Candidate & { group_id: number })[] };
  const found = new Map<number, Candidate[]>(groupIds.map((id) => [id, []]));
  for (const { group_id: groupId, ...candidate } of rows) found.get(groupId)?.push(candidate);
  return found;
}

/** Whose customer and order it is: of a stored ticket, or of one that is only thought of. */
export interface Case {
  readonly key: number;
  readonly groupId: number;
  /** The ticket itself does not count. */
  readonly ticketId: number | null;
  readonly customerId: number | null;
  readonly phone: string | null;
  readonly orderNumber: string;
}

/**
 * Who of the group last had a ticket of this customer in hand, and who one of this order (spec 04, `familiar`), by the
 * key of the case: the customer's first.
 */
export async function findFamiliar(db: Knex, cases: readonly Case[]): Promise<Map<number, Familiar[]>> {
  if (cases.length === 0) return new Map();
  const { rows } = (await db.raw(
    `select c.key, w.by, last.assignee_id as "userId"
     from jsonb_to_recordset(?) as
       c (key bigint, "groupId" bigint, "ticketId" bigint, "customerId" bigint, phone text, "orderNumber" text)
     cross join (values (1, 'customer'), (2, 'order')) as w (rank, by)
     cross join lateral (
       select a.assignee_id from assignments a
       join group_members m on m.group_id = c."groupId" and m.user_id = a.assignee_id
       join users u on u.id = a.assignee_id and u.active
       where a.accepted_at is not null and a.ticket_id <> coalesce(c."ticketId", 0)
         and a.ticket_id = any(case w.by
           when 'customer' then array(select id from tickets where customer_id = c."customerId"
             union select id from tickets where phone = c.phone)
           else array(select id from tickets where order_number = c."orderNumber" and c."orderNumber" <> '') end)
       order by a.accepted_at desc, a.id desc limit 1
     ) last
     order by c.key, w.rank`,
    [JSON.stringify(cases)],
  )) as { rows: (Familiar & { key: number })[] };
  const found = new Map<number, Familiar[]>();
  for (const { key, ...familiar } of rows) found.set(key, [...(found.get(key) ?? []), familiar]);
  return found;
}
