import type { Knex } from 'knex';

/**
 * Whose ticket it is, as reminders say it (spec 05): department and name of whoever has it in hand; while nobody has,
 * of its group.
 */
export async function findHolder(
  db: Knex,
  ticketId: number,
): Promise<{ readonly department: string; readonly agent: string }> {
  const { rows } = (await db.raw(
    `select coalesce(ud.name, gd.name, g.name, '') as department, coalesce(u.name, g.name, '') as agent
     from tickets t left join users u on u.id = t.assignee_id left join departments ud on ud.id = u.department_id
     left join groups g on g.id = t.group_id left join departments gd on gd.id = g.department_id
     where t.id = ?`,
    [ticketId],
  )) as { rows: { department: string; agent: string }[] };
  const [row] = rows;
  if (!row) throw new Error(`ticket ${ticketId} vanished`);
  return row;
}
