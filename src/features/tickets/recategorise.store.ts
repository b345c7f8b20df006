import type { Knex } from 'knex';

/** Many tickets to another category at once: a statement for all of them, each with its log entry. */

/** Waits for the actions that are under way on the tickets of a category. */
export async function lockTicketsOf(trx: Knex.Transaction, categoryId: number): Promise<void> {
  await trx.raw(
    `select count(*) from (select id from tickets where category_id = ? order by id for no key update) as held`,
    [categoryId],
  );
}

export interface Recategorised {
  readonly fromId: number;
  readonly toId: number;
  readonly actorId: number;
  readonly now: Date;
  readonly sourceIp: string | null;
  /** The difference as the log keeps it, the same for every ticket. */
  readonly changes: string;
}

/** Answers how many there were. Open pages are told of theirs once this is committed. */
export async function moveTickets(trx: Knex.Transaction, moved: Recategorised): Promise<number> {
  const { rows } = (await trx.raw(
    `with moved as (
       update tickets set category_id = :toId, version = version + 1, updated_at = greatest(updated_at, :now)
       where category_id = :fromId
       returning id, version, status, assignee_id, group_id, updated_at
     ), logged as (
       insert into ticket_events (ticket_id, seq, type, action, actor_id, occurred_at, from_status, to_status,
         from_assignee_id, to_assignee_id, from_group_id, to_group_id, changes, source_ip)
       select id, version, 'ticket_recategorised', 'recategorise', :actorId, updated_at, status, status,
         assignee_id, assignee_id, group_id, group_id, :changes::jsonb, :sourceIp
       from moved
     )
     select count(pg_notify('gongdan', json_build_object('ticket', id, 'version', version, 'by', :actorId::bigint)::text)) as count
     from moved`,
    { ...moved },
  )) as { rows: { count: number }[] };
  return Number(rows[0]?.count ?? 0);
}
