import type { Knex } from 'knex';

export async function deleteExpiredSessions(db: Knex, now: Date): Promise<number> {
  return db('sessions').where('expire', '<', now).delete();
}

export async function deleteExpiredThrottles(db: Knex, now: Date): Promise<number> {
  return db('sign_in_throttle').where('expire', '<', now.getTime()).delete();
}

export async function markSignedIn(db: Knex, userId: number, at: Date): Promise<void> {
  await db('users').where('id', userId).update({ last_signed_in_at: at });
}

/** Ends every session of a person but one; the number makes those worthless that a request is just writing again. */
export async function endSessions(db: Knex, userId: number, except: string | null): Promise<number> {
  const [row] = (await db('users')
    .where('id', userId)
    .update({ session_epoch: db.raw('session_epoch + 1') })
    .returning('session_epoch')) as { session_epoch: number }[];
  const sessions = db('sessions').whereRaw(`sess -> 'passport' ->> 'user' = ?`, [String(userId)]);
  if (except !== null) void sessions.whereNot('sid', except);
  await sessions.delete();
  return row?.session_epoch ?? 0;
}
