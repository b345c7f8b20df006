import type { Knex } from 'knex';
import { departmentKey, plain } from '../../domain/people/user-sheet.ts';
import { findDepartmentTree } from '../departments/departments.query.ts';

/** What names in a sheet stand for, as ids in the form of a user. */
export interface Names {
  readonly departments: ReadonlyMap<string, string>;
  readonly groups: ReadonlyMap<string, string>;
  readonly roles: ReadonlyMap<string, string>;
}

/**
 * Departments by their path, and by their name alone where no other has it; groups in use by name; roles by name in
 * either language, or key.
 */
export async function findNames(db: Knex): Promise<Names> {
  const tree = await findDepartmentTree(db);
  const groups = (await db('groups').where('active', true).select('id', 'name')) as {
    id: number;
    name: string;
  }[];
  const roles = (await db('roles').select('id', 'key', 'name_zh', 'name_en')) as {
    id: number;
    key: string;
    name_zh: string;
    name_en: string;
  }[];
  const departments = new Map<string, string>();
  for (const { id, name } of tree) {
    const isOnly = tree.filter((each) => plain(each.name) === plain(name)).length === 1;
    if (isOnly) departments.set(plain(name), String(id));
  }
  for (const { id, path } of tree) departments.set(departmentKey(path.join('/')), String(id));
  return {
    departments,
    groups: new Map(groups.map(({ id, name }) => [plain(name), String(id)])),
    roles: new Map(
      roles.flatMap((role) =>
        [role.key, role.name_zh, role.name_en].map((name): [string, string] => [
          plain(name),
          String(role.id),
        ]),
      ),
    ),
  };
}
