import type { Knex } from 'knex';
import type { FieldOption } from '../../domain/form/field.ts';

/** Everyone as a list to choose from, by name; those who were deactivated are readable where they are chosen already. */
export async function findPeopleOptions(db: Knex, without: number | null = null): Promise<FieldOption[]> {
  return (await db('users')
    .whereNot('id', without ?? 0)
    .orderBy(['pinyin', 'id'])
    .select(
      db.raw('id::text as value'),
      db.raw("name || ' (' || username || ')' as label"),
      db.raw('not active as retired'),
    )) as FieldOption[];
}
