import type { Knex } from 'knex';
import { hashPassword } from '../../src/features/auth/passport.ts';
import type { Actor, Grants } from '../../src/domain/people/permissions.ts';
import { isBuiltIn } from '../../src/domain/form/built-in-fields.ts';
import type { FormField } from '../../src/domain/form/field.ts';
import { initialsOf } from '../../src/domain/search/initials.ts';
import { CATEGORIES } from './company/categories.ts';
import { FIELDS } from './company/fields.ts';
import { DEPARTMENTS, GROUPS, PEOPLE } from './company/people.ts';
import { TEMPLATE_ALIASES, TEMPLATES } from './company/templates.ts';
import type { CategorySeed, StageKey } from './company/types.ts';
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
  readonly name: string;
  readonly templateKey: string;
  readonly versionId: number;
  readonly fields: readonly FormField[];
  readonly groupKey: string;
  readonly priority: 'low' | 'normal' | 'high' | 'urgent';
}

export interface LoadedCompany {
  readonly groups: ReadonlyMap<string, LoadedGroup>;
  readonly leaves: readonly LoadedLeaf[];
}

/** Puts the demonstration company into an empty database: people, forms, categories, settings. */
export async function loadCompany(trx: Knex.Transaction): Promise<LoadedCompany> {
  const users = await loadPeople(trx);
  const groups = await loadGroups(trx, users);
  const templates = await loadTemplates(trx);
  const leaves: LoadedLeaf[] = [];
  await loadCategories(trx, CATEGORIES, { groups, templates, leaves });
  const settings = {
    company_name: 'T 公司',
    review_group_id: idOf(groups, 'review'),
    default_group_id: idOf(groups, 'after1'),
  };
  await trx('settings').insert(
    Object.entries(settings).map(([key, value]) => ({ key, value: JSON.stringify(value) })),
  );
  return { groups, leaves };
}

async function insert(trx: Knex.Transaction, table: string, row: Record<string, unknown>): Promise<number> {
  const [made] = (await trx(table).insert(row).returning('id')) as { id: number }[];
  if (!made) throw new Error(`insert into ${table} answered nothing`);
  return made.id;
}

async function loadPeople(trx: Knex.Transaction): Promise<Map<string, Actor>> {
  const departments = new Map<string, number>();
  for (const [position, [name, parent]] of DEPARTMENTS.entries()) {
    const parentId = parent === null ? null : departments.get(parent);
    departments.set(name, await insert(trx, 'departments', { name, parent_id: parentId, position }));
  }
  const roles = (await trx('roles').select('id', 'key')) as { id: number; key: string }[];
  const passwordHash = await hashPassword(PASSWORD);
  const users = new Map<string, Actor>();
  for (const { username, name, role, department } of PEOPLE) {
    const departmentId = departments.get(department) ?? null;
    const id = await insert(trx, 'users', {
      username,
      name,
      department_id: departmentId,
      password_hash: passwordHash,
    });
    await trx('user_roles').insert({ user_id: id, role_id: roles.find((each) => each.key === role)?.id });
    users.set(username, { id, name, username, departmentId, groupIds: [], grants: grantsOf(role) });
  }
  for (const [name, , leader] of DEPARTMENTS) {
    await trx('departments')
      .where('id', departments.get(name))
      .update({ leader_id: users.get(leader)?.id });
  }
  return users;
}

function grantsOf(role: string): Grants {
  const seed = ROLES.find((each) => each.key === role);
  return Object.fromEntries(
    Object.entries(seed?.grants ?? {}).map(([permission, scope]) => [permission, [scope]]),
  );
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
  for (const { key, stage, handsOverTo } of GROUPS) {
    const id = ids.get(key) ?? 0;
    const members = PEOPLE.filter((person) => person.groups.includes(key)).flatMap((person): Actor[] => {
      const actor = users.get(person.username);
      return actor ? [{ ...actor, groupIds: person.groups.map((each) => ids.get(each) ?? 0) }] : [];
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
  readonly fields: readonly FormField[];
}

async function loadTemplates(trx: Knex.Transaction): Promise<Map<string, LoadedTemplate>> {
  for (const { key, name, type, extra } of FIELDS) {
    const { options = [], help = null, ...validation } = extra;
    const row = {
      key,
      name,
      type,
      help,
      options: JSON.stringify(options),
      validation: JSON.stringify(validation),
    };
    await insert(trx, 'fields', { ...row, filterable: type === 'select' || type === 'radio' });
  }
  const templates = new Map<string, LoadedTemplate>();
  for (const { key, name, placements } of TEMPLATES) {
    const fields = placements.map(({ field, ...placed }): FormField => {
      const definition = FIELDS.find((each) => each.key === field);
      const base = { required: false, width: definition?.type === 'textarea' ? 'full' : 'half' } as const;
      // Of a built-in field only what the placement says is stored; the rest is the product's own.
      if (isBuiltIn(field)) return { key: field, ...placed } as FormField;
      if (!definition) throw new Error(`template ${key} places ${field}, which is no field`);
      return {
        key: field,
        type: definition.type,
        label: definition.name,
        ...base,
        ...definition.extra,
        ...placed,
      };
    });
    const id = await insert(trx, 'templates', { name });
    const versionId = await insert(trx, 'template_versions', {
      template_id: id,
      number: 1,
      fields: JSON.stringify(fields),
    });
    templates.set(key, { id, versionId, fields });
  }
  return templates;
}

interface Inherited {
  readonly template: string;
  readonly priority: LoadedLeaf['priority'];
  readonly group: string;
}

async function loadCategories(
  trx: Knex.Transaction,
  seeds: readonly CategorySeed[],
  known: { groups: Map<string, LoadedGroup>; templates: Map<string, LoadedTemplate>; leaves: LoadedLeaf[] },
  parent: { id: number; depth: number } | null = null,
  above: Inherited = { template: 'order', priority: 'normal', group: 'after1' },
): Promise<void> {
  for (const [position, { name, template, priority, group, children }] of seeds.entries()) {
    const own = template === undefined ? undefined : (TEMPLATE_ALIASES[template] ?? template);
    const inherited: Inherited = {
      template: own ?? above.template,
      priority: priority ?? above.priority,
      group: group ?? above.group,
    };
    const depth = (parent?.depth ?? 0) + 1;
    const id = await insert(trx, 'categories', {
      name,
      initials: initialsOf(name),
      parent_id: parent?.id ?? null,
      depth,
      position,
      template_id: own === undefined ? null : known.templates.get(own)?.id,
      default_priority: priority ?? null,
      default_group_id: group === undefined ? null : idOf(known.groups, group),
      selectable: false,
    });
    if (children) await loadCategories(trx, children, known, { id, depth }, inherited);
    else {
      const form = known.templates.get(inherited.template);
      if (!form) throw new Error(`${name} has no template ${inherited.template}`);
      const { versionId, fields } = form;
      const leaf = { id, name, templateKey: inherited.template, versionId, fields };
      known.leaves.push({ ...leaf, groupKey: inherited.group, priority: inherited.priority });
    }
  }
}

function idOf(groups: ReadonlyMap<string, LoadedGroup>, key: string): number {
  const group = groups.get(key);
  if (!group) throw new Error(`no group ${key}`);
  return group.id;
}
