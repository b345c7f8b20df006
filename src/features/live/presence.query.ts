import type { Knex } from 'knex';

export interface Present {
  readonly name: string;
  readonly typing: boolean;
}

/** Not heard of for so long: gone, however that happened. */
export const STALE_MS = 60_000;

/** Who else has a ticket open, each person once, those who type first (spec 07). */
export async function findPresent(
  db: Knex,
  { ticketId, exceptId, now }: { ticketId: number; exceptId: number; now: Date },
): Promise<Present[]> {
  return (await db('presence as p')
    .join('users as u', 'u.id', 'p.user_id')
    .where('p.ticket_id', ticketId)
    .where('p.seen_at', '>', new Date(now.getTime() - STALE_MS))
    .whereNot('p.user_id', exceptId)
    .groupBy('u.id', 'u.name')
    .orderByRaw('bool_or(p.is_typing) desc, u.name')
    .select('u.name', db.raw('bool_or(p.is_typing) as typing'))) as Present[];
}
