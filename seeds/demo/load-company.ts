import type { Knex } from 'knex';
import { hashPassword } from '../../src/features/auth/passport.ts';
import type { Actor, Grants, Permission, Scope } from '../../src/domain/people/permissions.ts';
import { isBuiltIn } from '../../src/domain/form/built-in-fields.ts';
import type { FormField } from '../../src/domain/form/field.ts';
import { initialsOf, pinyinOf } from '../../src/domain/search/initials.ts';
import { CATEGORIES } from './company/categories.ts';
import { CATEGORY_LEAVES, type CategoryLeaf } from './company/category-leaves.ts';
import { customField } from './company/custom-field.ts';
import { DEPARTMENTS } from './company/departments.ts';
import { FIELDS } from './company/fields.ts';
import { DEFAULT_GROUP, GROUPS, REVIEW_GROUP } from './company/groups.ts';
import { TEMPLATES } from './company/templates.ts';
import type { CategorySeed, DepartmentSeed, RoleKey, StageKey } from './company/types.ts';
import { USERS } from './company/users.ts';
import { ROLES } from '../reference/roles.ts';

const PASSWORD = 'Gongdan-2026';

export interface LoadedGroup {
  readonly id: number;
  readonly key: string;
  readonly stage: StageKey;
  readonly members: readonly Actor[];
}

export interface LoadedLeaf {
  readonly id: number;
  readonly category: CategoryLeaf;
  readonly versionId: number;
  readonly groupKey: string;
}

export interface LoadedCompany {
  readonly groups: ReadonlyMap<string, LoadedGroup>;
  /** By path, e.g. `售后/订单问题/退款问题`. */
  readonly leaves: ReadonlyMap<string, LoadedLeaf>;
}

/** Puts the demonstration company into an empty database: people, forms, categories, settings. */
export async function loadCompany(trx: Knex.Transaction): Promise<LoadedCompany> {
  const users = await loadPeople(trx);
  const groups = await loadGroups(trx, users);
  const templates = await loadTemplates(trx);
  const ids = new Map<string, number>();
  await loadCategories(trx, CATEGORIES, { groups, templates, ids });
  const settings = {
    company_name: 'T 公司',
    review_group_id: idOf(groups, REVIEW_GROUP),
    default_group_id: idOf(groups, DEFAULT_GROUP),
  };
  await trx('settings').insert(
    Object.entries(settings).map(([key, value]) => ({ key, value: JSON.stringify(value) })),
  );
  return { groups, leaves: new Map(CATEGORY_LEAVES.map((leaf) => [leaf.path, loadedLeaf(leaf)])) };

  function loadedLeaf(category: CategoryLeaf): LoadedLeaf {
    const id = ids.get(category.path);
    const form = templates.get(category.template ?? '');
    if (id === undefined || !form) throw new Error(`${category.path} was not loaded`);
    return { id, category, versionId: form.versionId, groupKey: category.group ?? DEFAULT_GROUP };
  }
}

async function insert(trx: Knex.Transaction, table: string, row: Record<string, unknown>): Promise<number> {
  const [made] = (await trx(table).insert(row).returning('id')) as { id: number }[];
  if (!made) throw new Error(`insert into ${table} answered nothing`);
  return made.id;
}

async function loadPeople(trx: Knex.Transaction): Promise<Map<string, Actor>> {
  const departments = new Map<string, number>();
  await loadDepartments(trx, DEPARTMENTS, departments);
  const roles = (await trx('roles').select('id', 'key')) as { id: number; key: RoleKey }[];
  const passwordHash = await hashPassword(PASSWORD);
  const users = new Map<string, Actor>();
  for (const { username, name, roles: held, department, phone } of USERS) {
    const departmentId = departments.get(department) ?? null;
    const row = {
      ...{ username, name, phone, pinyin: pinyinOf(name) },
      department_id: departmentId,
      password_hash: passwordHash,
    };
    const id = await insert(trx, 'users', row);
    const own = roles.filter((role) => held.includes(role.key));
    await trx('user_roles').insert(own.map((role) => ({ user_id: id, role_id: role.id })));
    users.set(username, { id, name, username, departmentId, groupIds: [], grants: grantsOf(held) });
  }
  await nameLeaders(trx, DEPARTMENTS, departments, users);
  return users;
}

async function loadDepartments(
  trx: Knex.Transaction,
  seeds: readonly DepartmentSeed[],
  ids: Map<string, number>,
  parentId: number | null = null,
): Promise<void> {
  for (const [position, { name, children = [] }] of seeds.entries()) {
    const id = await insert(trx, 'departments', { name, parent_id: parentId, position });
    ids.set(name, id);
    await loadDepartments(trx, children, ids, id);
  }
}

async function nameLeaders(
  trx: Knex.Transaction,
  seeds: readonly DepartmentSeed[],
  ids: ReadonlyMap<string, number>,
  users: ReadonlyMap<string, Actor>,
): Promise<void> {
  for (const { name, leader, children = [] } of seeds) {
    await trx('departments')
      .where('id', ids.get(name))
      .update({ leader_id: users.get(leader)?.id });
    await nameLeaders(trx, children, ids, users);
  }
}

/** Scopes of several roles add up. */
function grantsOf(roles: readonly RoleKey[]): Grants {
  const grants: Partial<Record<Permission, Scope[]>> = {};
  for (const { key, grants: given } of ROLES) {
    if (!roles.some((role) => role === key)) continue;
    for (const [permission, scope] of Object.entries(given)) {
      const own = permission as Permission;
      grants[own] = [...(grants[own] ?? []), scope];
    }
  }
  return grants;
}

async function loadGroups(
  trx: Knex.Transaction,
  users: ReadonlyMap<string, Actor>,
): Promise<Map<string, LoadedGroup>> {
  const ids = new Map<string, number>();
  for (const [position, { key, name, stage, department, dutyLeader }] of GROUPS.entries()) {
    const row = {
      name,
      stage_key: stage,
      position,
      department_id: trx('departments').where('name', department).select('id'),
      duty_leader_id: users.get(dutyLeader)?.id,
    };
    ids.set(key, await insert(trx, 'groups', row));
  }
  const groups = new Map<string, LoadedGroup>();
  for (const { key, stage, members: usernames, handsOverTo } of GROUPS) {
    const id = ids.get(key) ?? 0;
    const members = usernames.flatMap((username): Actor[] => {
      const actor = users.get(username);
      const own = GROUPS.filter((group) => group.members.includes(username));
      return actor ? [{ ...actor, groupIds: own.map((group) => ids.get(group.key) ?? 0) }] : [];
    });
    await trx('group_members').insert(members.map((member) => ({ group_id: id, user_id: member.id })));
    await trx('group_handovers').insert(
      handsOverTo.map((to) => ({ group_id: id, to_group_id: ids.get(to) })),
    );
    groups.set(key, { id, key, stage, members });
  }
  return groups;
}

interface LoadedTemplate {
  readonly id: number;
  readonly versionId: number;
}

async function loadTemplates(trx: Knex.Transaction): Promise<Map<string, LoadedTemplate>> {
  for (const field of FIELDS) {
    const { key, name, type, help = null, options = [], ...rest } = field;
    const { sensitive = false, searchable = false, filterable = false, inList = false, ...validation } = rest;
    await insert(trx, 'fields', {
      ...{ key, name, type, help, sensitive, searchable, filterable },
      in_list: inList,
      options: JSON.stringify(options),
      validation: JSON.stringify(validation),
    });
  }
  const templates = new Map<string, LoadedTemplate>();
  for (const { key, name, placements } of TEMPLATES) {
    const fields = placements.map((placement): FormField => {
      const { field, ...placed } = placement;
      // Of a built-in field only what the placement says is stored; the rest is the product's own.
      if (isBuiltIn(field)) return { key: field, ...placed } as FormField;
      const definition = FIELDS.find((each) => each.key === field);
      if (!definition) throw new Error(`template ${key} places ${field}, which is no field`);
      return customField(definition, placement);
    });
    const id = await insert(trx, 'templates', { name });
    const version = {
      ...{ template_id: id, number: 1 },
      ...{ fields: JSON.stringify(fields), placements: JSON.stringify(placements) },
    };
    templates.set(key, { id, versionId: await insert(trx, 'template_versions', version) });
  }
  return templates;
}

async function loadCategories(
  trx: Knex.Transaction,
  seeds: readonly CategorySeed[],
  known: {
    groups: ReadonlyMap<string, LoadedGroup>;
    templates: ReadonlyMap<string, LoadedTemplate>;
    /** Filled in here, by path. */
    ids: Map<string, number>;
  },
  parent: { id: number; depth: number; path: string } | null = null,
): Promise<void> {
  for (const [position, { name, template, priority, group, children = [] }] of seeds.entries()) {
    const depth = (parent?.depth ?? 0) + 1;
    const path = parent ? `${parent.path}/${name}` : name;
    const id = await insert(trx, 'categories', {
      name,
      initials: initialsOf(name),
      parent_id: parent?.id ?? null,
      depth,
      position,
      template_id: template === undefined ? null : known.templates.get(template)?.id,
      default_priority: priority ?? null,
      default_group_id: group === undefined ? null : idOf(known.groups, group),
      selectable: false,
    });
    known.ids.set(path, id);
    await loadCategories(trx, children, known, { id, depth, path });
  }
}

function idOf(groups: ReadonlyMap<string, LoadedGroup>, key: string): number {
  const group = groups.get(key);
  if (!group) throw new Error(`no group ${key}`);
  return group.id;
}
