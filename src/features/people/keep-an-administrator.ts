import type { Knex } from 'knex';
import { Refused } from '../../errors.ts';
import { hasAdministrator, lockAdministrators } from '../roles/administrators.query.ts';

/**
 * Runs a change that could take the right to configure away from somebody, so that somebody always keeps it (spec 03):
 * such changes wait for one another, and the one that would leave nobody is refused. Inside the caller's transaction.
 * @throws Refused 409 last_administrator
 */
export async function keepAnAdministrator<T>(db: Knex.Transaction, change: () => Promise<T>): Promise<T> {
  await lockAdministrators(db);
  const result = await change();
  if (!(await hasAdministrator(db))) throw new Refused(409, 'last_administrator');
  return result;
}
