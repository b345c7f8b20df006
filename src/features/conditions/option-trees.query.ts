import type { Knex } from 'knex';
import type { OptionNode } from '../../domain/list/field-filter.ts';

interface Row {
  readonly id: number;
  readonly parent_id: number | null;
  readonly name: string;
  readonly retired: boolean;
}

/** The departments as a tree to choose from, in their order. */
export async function findDepartmentNodes(db: Knex): Promise<OptionNode[]> {
  const rows = (await db('departments')
    .orderBy(['position', 'id'])
    .select('id', 'parent_id', 'name', db.raw('false as retired'))) as Row[];
  return growOptions(rows);
}

/** The categories, those out of use as well: tickets are in them. */
export async function findCategoryNodes(db: Knex): Promise<OptionNode[]> {
  const rows = (await db('categories')
    .orderBy(['depth', 'position', 'id'])
    .select('id', 'parent_id', 'name', db.raw('not active as retired'))) as Row[];
  return growOptions(rows);
}

function growOptions(rows: readonly Row[]): OptionNode[] {
  const children = new Map<number | null, Row[]>();
  for (const row of rows) {
    const siblings = children.get(row.parent_id);
    if (siblings) siblings.push(row);
    else children.set(row.parent_id, [row]);
  }
  const below = (parent: number | null): OptionNode[] =>
    (children.get(parent) ?? []).map(({ id, name, retired }) => {
      const nodes = below(id);
      return {
        ...{ value: String(id), label: name },
        ...(retired && { retired }),
        ...(nodes.length > 0 && { children: nodes }),
      };
    });
  return below(null);
}
