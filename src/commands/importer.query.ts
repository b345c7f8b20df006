import type { Knex } from 'knex';

/**
 * Who imports from the command line: the person of this username, else the longest-standing one who may import.
 * Undefined when there is none who is active.
 */
export async function findImporterId(db: Knex, username: string | undefined): Promise<number | undefined> {
  const query = db('users as u').where('u.active', true).orderBy('u.id').first('u.id');
  if (username === undefined)
    void query.whereExists(
      db('user_roles as r')
        .join('role_permissions as p', 'p.role_id', 'r.role_id')
        .whereRaw('r.user_id = u.id')
        .where('p.permission', 'ticket.import'),
    );
  else void query.whereRaw('lower(u.username) = lower(?)', [username]);
  return ((await query) as { id: number } | undefined)?.id;
}
