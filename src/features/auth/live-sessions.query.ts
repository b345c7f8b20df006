import type { Knex } from 'knex';

/** Of these sessions, those that are still good: not signed out, not run out, of an active user (spec 03). */
export async function findLiveSessions(db: Knex, ids: readonly string[], now: Date): Promise<Set<string>> {
  const rows = (await db('sessions as s')
    .joinRaw(`join users as u on u.id = (s.sess -> 'passport' ->> 'user')::bigint and u.active`)
    .whereRaw('s.sid = any(?)', [[...ids]])
    .where('s.expire', '>', now)
    .select('s.sid')) as { sid: string }[];
  return new Set(rows.map(({ sid }) => sid));
}
