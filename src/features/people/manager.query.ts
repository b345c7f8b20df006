import type { Knex } from 'knex';

/**
 * The manager of a person (spec 03): the one set on the person, else the leader of their department, else of the
 * nearest department above. One who was deactivated is passed over, as is the person: nobody manages themselves.
 * Everything that asks for a manager asks here. Null when there is none.
 */
export async function findManager(
  db: Knex,
  userId: number,
): Promise<{ readonly id: number; readonly name: string } | null> {
  const { rows } = (await db.raw(
    `with recursive up as (
       select d.id, d.parent_id, d.leader_id, 1 as far from departments d join users u on u.department_id = d.id
         where u.id = :person
       union all
       -- No company is that deep: departments that stand in a circle end here.
       select d.id, d.parent_id, d.leader_id, up.far + 1 from departments d join up on d.id = up.parent_id
         where up.far < 50
     ), candidates as (
       select u.manager_id as id, 0 as far from users u where u.id = :person
       union all select leader_id, far from up
     )
     select m.id, m.name from candidates c join users m on m.id = c.id
       where m.active and m.id <> :person order by c.far limit 1`,
    { person: userId },
  )) as { rows: { id: number; name: string }[] };
  return rows[0] ?? null;
}
