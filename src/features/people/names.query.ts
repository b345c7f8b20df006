import type { Knex } from 'knex';

/** A person's name, for sentences. */
export async function findUserName(db: Knex, userId: number): Promise<string> {
  const row = (await db('users').where('id', userId).first('name')) as { name: string } | undefined;
  return row?.name ?? '';
}

export interface Named {
  readonly id: number;
  readonly name: string;
}

/** The departments for the list of a filter. */
export async function findDepartments(db: Knex): Promise<Named[]> {
  return (await db('departments').orderBy('name').select('id', 'name')) as Named[];
}

/** Active groups and people for the lists of a filter. */
export async function findPeopleAndGroups(db: Knex): Promise<{ people: Named[]; groups: Named[] }> {
  const [people, groups] = await Promise.all([
    db('users').where('active', true).orderBy('name').select('id', 'name') as Promise<Named[]>,
    db('groups').where('active', true).orderBy(['position', 'id']).select('id', 'name') as Promise<Named[]>,
  ]);
  return { people, groups };
}
