import type { Knex } from 'knex';
import type { FormField } from '../../src/domain/form/field.ts';

/** The hash of `Gongdan-2026`, computed once: argon2 is slow on purpose, and every person here has this password. */
import { hashPassword } from '../../src/features/auth/passport.ts';

const passwordHash = hashPassword('Gongdan-2026');

/** A small company with one of everything: enough for any rule, small enough to read. */
export interface Company {
  readonly people: Readonly<Record<Person, number>>;
  readonly groups: Readonly<Record<GroupName, number>>;
  /** `refund` and `exchange` share a template; `consult` has another one, without extra fields. */
  readonly categories: Readonly<Record<'line' | 'branch' | 'refund' | 'exchange' | 'consult', number>>;
  readonly versions: Readonly<Record<'refund' | 'consult', number>>;
}

export type Person = keyof typeof PEOPLE;
export type GroupName = keyof typeof GROUPS;

const GROUPS = {
  tier1: { name: '一线客服', stage_key: 'tier1' },
  review: { name: '审单组', stage_key: 'review' },
  afterSales: { name: '售后一组', stage_key: 'after_sales' },
  afterSales2: { name: '售后二组', stage_key: 'after_sales' },
  operations: { name: '产品运营', stage_key: 'operations' },
  engineering: { name: '研发支持', stage_key: 'engineering' },
} as const;

const PEOPLE = {
  admin: { name: '超管', role: 'super_admin', group: null },
  manager: { name: '主管', role: 'ticket_admin', group: null },
  tier1: { name: '陈晓', role: 'tier1_agent', group: 'tier1' },
  tier1b: { name: '李蕾', role: 'tier1_agent', group: 'tier1' },
  review: { name: '周闻', role: 'reviewer', group: 'review' },
  review2: { name: '吴审', role: 'reviewer', group: 'review' },
  aftersales: { name: '林知夏', role: 'after_sales_agent', group: 'afterSales' },
  aftersales2: { name: '韩屿', role: 'after_sales_agent', group: 'afterSales' },
  aftersales3: { name: '郑远', role: 'after_sales_agent', group: 'afterSales2' },
  ops: { name: '乔安', role: 'operations', group: 'operations' },
  ops2: { name: '方宁', role: 'operations', group: 'operations' },
  rd: { name: '纪舟', role: 'engineering', group: 'engineering' },
} as const;

const BUILT_IN: readonly Partial<FormField>[] = [
  { key: 'customer_name' },
  { key: 'phone' },
  { key: 'source' },
  { key: 'title' },
  { key: 'order_number' },
  { key: 'priority' },
  { key: 'description' },
];

const REFUND: readonly FormField[] = [
  {
    key: 'refund_amount',
    type: 'money',
    label: '退款金额',
    required: false,
    width: 'half',
    min: 0.01,
    max: 50_000,
  },
  {
    key: 'expected_handling',
    type: 'select',
    label: '期望处理',
    required: false,
    width: 'half',
    options: [
      { value: 'refund', label: '原路退款' },
      { value: 'exchange', label: '换货' },
    ],
  },
];

/** Makes the company in an empty, migrated database with the reference data. */
export async function aCompany(db: Knex): Promise<Company> {
  const department = await insert(db, 'departments', { name: '客户服务中心' });
  const groups = {} as Record<GroupName, number>;
  for (const [key, group] of Object.entries(GROUPS)) {
    groups[key as GroupName] = await insert(db, 'groups', { ...group, department_id: department });
  }
  const people = {} as Record<Person, number>;
  for (const [username, { name, role, group }] of Object.entries(PEOPLE)) {
    const id = await insert(db, 'users', {
      username,
      name,
      department_id: department,
      password_hash: await passwordHash,
    });
    people[username as Person] = id;
    await db('user_roles').insert({ user_id: id, role_id: db('roles').where('key', role).select('id') });
    if (group) await db('group_members').insert({ user_id: id, group_id: groups[group] });
  }
  await setSettings(db, { review_group_id: groups.review, default_group_id: groups.afterSales });

  const refundTemplate = await aTemplate(db, '退款模板', [...BUILT_IN, ...REFUND]);
  const consultTemplate = await aTemplate(db, '咨询模板', BUILT_IN);
  const line = await aCategory(db, '售后', { templateId: refundTemplate.id });
  const branch = await aCategory(db, '订单问题', { parentId: line, depth: 2 });
  const refund = await aCategory(db, '退款问题', { parentId: branch, depth: 3, initials: 'tkwt' });
  const exchange = await aCategory(db, '换货问题', { parentId: branch, depth: 3, initials: 'hhwt' });
  const consult = await aCategory(db, '咨询', {
    parentId: branch,
    depth: 3,
    initials: 'zx',
    templateId: consultTemplate.id,
  });
  return {
    people,
    groups,
    categories: { line, branch, refund, exchange, consult },
    versions: { refund: refundTemplate.versionId, consult: consultTemplate.versionId },
  };
}

export async function aTemplate(
  db: Knex,
  name: string,
  fields: readonly Partial<FormField>[],
): Promise<{ id: number; versionId: number }> {
  const id = await insert(db, 'templates', { name });
  const versionId = await insert(db, 'template_versions', {
    template_id: id,
    number: 1,
    fields: JSON.stringify(fields),
  });
  return { id, versionId };
}

export function aCategory(
  db: Knex,
  name: string,
  place: { parentId?: number; depth?: number; initials?: string; templateId?: number } = {},
): Promise<number> {
  return insert(db, 'categories', {
    name,
    parent_id: place.parentId ?? null,
    depth: place.depth ?? 1,
    initials: place.initials ?? '',
    template_id: place.templateId ?? null,
    selectable: false,
  });
}

async function setSettings(db: Knex, settings: Readonly<Record<string, unknown>>): Promise<void> {
  const rows = Object.entries(settings).map(([key, value]) => ({ key, value: JSON.stringify(value) }));
  await db('settings').insert(rows).onConflict('key').merge();
}

async function insert(db: Knex, table: string, row: Record<string, unknown>): Promise<number> {
  const [made] = (await db(table).insert(row).returning('id')) as { id: number }[];
  if (!made) throw new Error(`insert into ${table} answered nothing`);
  return made.id;
}
