import { createHash } from 'node:crypto';
import type { Knex } from 'knex';
import { type ImportPlan, planImport } from '../../domain/category/plan-import.ts';
import { readImport, type ReadImport } from '../../domain/category/read-import.ts';
import type { TreeLimits } from '../../domain/category/tree.ts';
import type { Sheet } from '../../spreadsheet/read-sheet.ts';
import { type AdminTree, findAdminTree, findCategoryChoices } from './category-tree.query.ts';
import { columnNames, importWords } from './sheet-words.ts';

export interface SheetPlan extends ImportPlan {
  readonly unknownColumns: readonly string[];
  /** Of what is planned: the tree may change between looking and importing. */
  readonly digest: string;
}

export const readCategorySheet = (sheet: Sheet): ReadImport => readImport(sheet, columnNames());

/** What a spreadsheet would change in the tree as it is now (spec 02); nothing is written. */
export async function findImportPlan(
  db: Knex,
  sheet: Sheet,
  limits: TreeLimits,
  tree?: AdminTree,
): Promise<SheetPlan> {
  const { nodes } = tree ?? (await findAdminTree(db));
  const { rows, problems, unknown } = readCategorySheet(sheet);
  const plan = planImport(nodes, rows, importWords(await findCategoryChoices(db)), limits);
  const planned = [plan.created, plan.changed, plan.missing];
  return {
    ...plan,
    problems: [...problems, ...plan.problems].sort((a, b) => a.row - b.row),
    unknownColumns: unknown,
    digest: createHash('sha256').update(JSON.stringify(planned)).digest('base64url'),
  };
}
