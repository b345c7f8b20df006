import type { Knex } from 'knex';
import type { FieldOption, FieldValues } from '../../domain/form/field.ts';

export interface DepartmentNode {
  readonly id: number;
  readonly name: string;
  readonly parentId: number | null;
  /** 0 at the top. */
  readonly depth: number;
  /** Names from the top down to its own. */
  readonly path: readonly string[];
}

export interface DepartmentRow extends DepartmentNode {
  readonly leader: string | null;
  readonly leaderIsActive: boolean;
  readonly people: number;
  readonly groups: number;
}

/** Departments in the order of the tree; no company is so deep that a circle would not end here. */
const TREE = `with recursive tree as (
    select d.id, d.name, d.parent_id, d.leader_id, 0 as depth, array[d.position::bigint, d.id] as place,
      array[d.name] as path
    from departments d where d.parent_id is null
    union all
    select d.id, d.name, d.parent_id, d.leader_id, t.depth + 1, t.place || array[d.position::bigint, d.id],
      t.path || d.name
    from departments d join tree t on d.parent_id = t.id where t.depth < 50
  )`;

/** All departments as a tree, each with its leader and how many belong to it itself (spec 03). */
export async function findDepartments(db: Knex): Promise<DepartmentRow[]> {
  const { rows } = (await db.raw(
    `${TREE}
     select t.id, t.name, t.parent_id as "parentId", t.depth, t.path, l.name as leader,
       coalesce(l.active, true) as "leaderIsActive",
       (select count(*)::int from users u where u.department_id = t.id and u.active) as people,
       (select count(*)::int from groups g where g.department_id = t.id and g.active) as groups
     from tree t left join users l on l.id = t.leader_id order by t.place`,
  )) as { rows: DepartmentRow[] };
  return rows;
}

/** The same, without figures. */
export async function findDepartmentTree(db: Knex): Promise<DepartmentNode[]> {
  const { rows } = (await db.raw(
    `${TREE} select id, name, parent_id as "parentId", depth, path from tree order by place`,
  )) as { rows: DepartmentNode[] };
  return rows;
}

/** The departments as a list to choose from, the lower ones indented. */
export async function findDepartmentOptions(db: Knex): Promise<FieldOption[]> {
  return (await findDepartmentTree(db)).map(({ id, name, depth }) => ({
    value: String(id),
    label: '\u2003'.repeat(depth) + name,
  }));
}

export interface DepartmentRecord {
  readonly id: number;
  readonly name: string;
  readonly version: number;
  readonly parentId: number | null;
  /** As its form has them; `before` of the audit log. */
  readonly values: FieldValues;
}

/** One department; undefined when there is none. */
export async function findDepartment(db: Knex, id: number): Promise<DepartmentRecord | undefined> {
  const row = (await db('departments').where({ id }).first()) as
    | { id: number; name: string; version: number; parent_id: number | null; leader_id: number | null }
    | undefined;
  return (
    row && {
      id: row.id,
      name: row.name,
      version: row.version,
      parentId: row.parent_id,
      values: {
        name: row.name,
        ...(row.parent_id !== null && { parent_id: String(row.parent_id) }),
        ...(row.leader_id !== null && { leader_id: String(row.leader_id) }),
      },
    }
  );
}

/** What keeps a department from being deleted. */
export async function findContents(
  db: Knex,
  id: number,
): Promise<{ children: number; users: number; groups: number; hasHistory: boolean }> {
  const { rows } = (await db.raw(
    `select (select count(*)::int from departments where parent_id = :id) as children,
       (select count(*)::int from users where department_id = :id) as users,
       (select count(*)::int from groups where department_id = :id) as groups,
       exists (select 1 from tickets where creator_department_id = :id) as "hasHistory"`,
    { id },
  )) as { rows: { children: number; users: number; groups: number; hasHistory: boolean }[] };
  if (!rows[0]) throw new Error('the count answered nothing');
  return rows[0];
}
