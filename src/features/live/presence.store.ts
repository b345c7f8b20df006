import type { Knex } from 'knex';

/** Who has which ticket open. Every change is announced, so that all processes hear of it. */

export interface PresentRow {
  readonly connectionId: string;
  readonly ticketId: number;
  readonly userId: number;
}

const ANNOUNCE = `select pg_notify('gongdan', json_build_object('presence', ticket_id)::text)
  from (select distinct ticket_id from changed) each`;

/** Notes these connections as present; the tickets of those that are new are announced. */
export async function keepPresent(db: Knex, rows: readonly PresentRow[], now: Date): Promise<void> {
  // In one order everywhere, so that two processes never wait for each other in a circle.
  const sorted = [...rows].sort((a, b) => (a.connectionId < b.connectionId ? -1 : 1));
  await db.raw(
    `with kept as (
       insert into presence (connection_id, ticket_id, user_id, seen_at)
       select *, ?::timestamptz from unnest(?::uuid[], ?::bigint[], ?::bigint[])
       on conflict (connection_id) do update set seen_at = excluded.seen_at, ticket_id = excluded.ticket_id
         where presence.user_id = excluded.user_id
       returning ticket_id, xmax = 0 as is_new
     ), changed as (select ticket_id from kept where is_new) ${ANNOUNCE}`,
    [
      now,
      sorted.map((row) => row.connectionId),
      sorted.map((row) => row.ticketId),
      sorted.map((row) => row.userId),
    ],
  );
}

export async function removePresent(db: Knex, connectionIds: readonly string[]): Promise<void> {
  await db.raw(
    `with changed as (delete from presence where connection_id = any(?::uuid[]) returning ticket_id) ${ANNOUNCE}`,
    [[...connectionIds]],
  );
}

/** Those whose process died without a word. */
export async function removeStale(db: Knex, before: Date): Promise<void> {
  await db.raw(
    `with changed as (
       delete from presence where connection_id in
         (select connection_id from presence where seen_at < ? for update skip locked)
       returning ticket_id
     ) ${ANNOUNCE}`,
    [before],
  );
}

export async function updateTyping(
  db: Knex,
  { connectionId, userId }: { connectionId: string; userId: number },
  isTyping: boolean,
): Promise<void> {
  await db.raw(
    `with changed as (
       update presence set is_typing = :isTyping
       where connection_id = :connectionId and user_id = :userId and is_typing <> :isTyping returning ticket_id
     ) ${ANNOUNCE}`,
    { connectionId, userId, isTyping },
  );
}
