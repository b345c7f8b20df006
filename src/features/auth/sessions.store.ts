import type { Knex } from 'knex';

export async function deleteExpiredSessions(db: Knex, now: Date): Promise<number> {
  return db('sessions').where('expire', '<', now).delete();
}

export async function deleteExpiredThrottles(db: Knex, now: Date): Promise<number> {
  return db('sign_in_throttle').where('expire', '<', now.getTime()).delete();
}
