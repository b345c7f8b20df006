import type { Knex } from 'knex';
import { growTree, type Tree, type TreeNode } from '../../domain/category/tree.ts';
import type { Priority } from '../../domain/ticket/status.ts';

/** A category with everything that an administrator keeps of it. */
export interface AdminNode extends TreeNode {
  readonly initials: string;
  readonly templateId: number | null;
  readonly templateName: string | null;
  readonly priority: Priority | null;
  readonly groupId: number | null;
  readonly groupName: string | null;
  readonly urgeMinutes: number | null;
  readonly active: boolean;
  readonly selectable: boolean;
  readonly version: number;
}

export type AdminTree = Tree<AdminNode> & { readonly nodes: readonly AdminNode[] };

/** The whole tree as administrators see it, those out of use as well: one statement (spec 02). */
export async function findAdminTree(db: Knex): Promise<AdminTree> {
  const nodes = (await db('categories as c')
    .leftJoin('templates as t', 't.id', 'c.template_id')
    .leftJoin('groups as g', 'g.id', 'c.default_group_id')
    .orderBy(['c.depth', 'c.position', 'c.id'])
    .select(
      'c.id',
      'c.parent_id as parentId',
      'c.depth',
      'c.name',
      'c.initials',
      'c.template_id as templateId',
      't.name as templateName',
      'c.default_priority as priority',
      'c.default_group_id as groupId',
      'g.name as groupName',
      'c.urge_interval_minutes as urgeMinutes',
      'c.active',
      'c.selectable',
      'c.version',
    )) as AdminNode[];
  return { ...growTree(nodes), nodes };
}

/** Which templates and groups a category may have; those out of use stay readable where they are chosen. */
export async function findCategoryChoices(db: Knex): Promise<{
  readonly templates: readonly Choice[];
  readonly groups: readonly Choice[];
}> {
  const of = (table: string): Promise<Choice[]> =>
    db(table).orderBy('name').select('id', 'name', 'active') as unknown as Promise<Choice[]>;
  const [templates, groups] = await Promise.all([of('templates'), of('groups')]);
  return { templates, groups };
}

export interface Choice {
  readonly id: number;
  readonly name: string;
  readonly active: boolean;
}

/** How many tickets lie in these categories, whatever their state. */
export async function countTicketsIn(db: Knex, ids: readonly number[]): Promise<number> {
  const [row] = (await db('tickets')
    .whereRaw('category_id = any(?)', [[...ids]])
    .count('* as count')) as { count: string }[];
  return Number(row?.count ?? 0);
}
