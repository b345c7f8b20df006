import type { Knex } from 'knex';
import { endSessions } from './sessions.store.ts';

/**
 * Signs a person out everywhere (spec 03), but for one session if need be. Inside the caller's transaction.
 * Answers the number that a session which stays must bear from now on.
 */
export function endAllSessions(db: Knex, userId: number, except: string | null = null): Promise<number> {
  return endSessions(db, userId, except);
}
