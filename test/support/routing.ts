import type { Knex } from 'knex';
import { type Conditions, EVERYTHING } from '../../src/domain/conditions/language.ts';
import type { Occasion, Strategy } from '../../src/domain/routing/rule.ts';
import type { Company } from './company.ts';

/** Groups, members and rules for tests of automatic assignment. */

export interface Team {
  readonly id: number;
  readonly members: readonly number[];
}

let teams = 0;

/** A new group of after-sales agents who are on duty, into whose pool every new ticket that nobody keeps comes. */
export async function aTeam(
  db: Knex,
  size: number,
  group: Readonly<Record<string, unknown>> & { strategy?: Strategy } = {},
): Promise<Team> {
  teams += 1;
  const name = `第 ${teams} 组`;
  const id = await insert(db, 'groups', { name, stage_key: 'after_sales', ...group });
  const members: number[] = [];
  for (let index = 1; index <= size; index += 1) {
    const user = { username: `member${teams}.${index}`, name: `组员 ${teams}-${index}`, password_hash: '-' };
    const userId = await insert(db, 'users', user);
    await db('user_roles').insert({
      user_id: userId,
      role_id: db('roles').where('key', 'after_sales_agent').select('id'),
    });
    await db('group_members').insert({ group_id: id, user_id: userId });
    members.push(userId);
  }
  await db('settings')
    .where('key', 'default_group_id')
    .update({ value: JSON.stringify(id) });
  return { id, members };
}

/** A rule behind those there are. */
export async function aRule(
  db: Knex,
  rule: {
    readonly name: string;
    readonly condition?: Conditions;
    readonly occasions?: readonly Occasion[];
    readonly group_id?: number;
    readonly assignee_id?: number;
    readonly strategy?: Strategy;
    readonly fallback?: string;
    readonly position?: number;
  },
): Promise<number> {
  const { condition = EVERYTHING, occasions = ['created'], position, ...columns } = rule;
  const last = (await db('assignment_rules').max('position as last').first()) as { last: number | null };
  return insert(db, 'assignment_rules', {
    position: position ?? (last.last ?? 0) + 1,
    occasions: [...occasions],
    condition: JSON.stringify(condition),
    ...columns,
  });
}

export const when = (field: string, ...value: (string | number)[]): Conditions => ({
  version: 1,
  root: { kind: 'all', of: [{ kind: 'test', field, operator: 'in', value }] },
});

export interface Where {
  readonly group_id: number | null;
  readonly assignee_id: number | null;
  readonly status: string;
  readonly accepted_at: Date | null;
}

/** Where a ticket is, and whether whoever has it has accepted it. */
export async function whereIs(db: Knex, number: string): Promise<Where> {
  const row = (await db('tickets as t')
    .join('assignments as a', (on) => on.on('a.ticket_id', 't.id').andOnNull('a.left_at'))
    .where('t.number', number)
    .first('t.group_id', 't.assignee_id', 't.status', 'a.accepted_at')) as Where | undefined;
  if (!row) throw new Error(`${number} is nowhere`);
  return row;
}

/** How many tickets each member of a team has in hand, in the order of the members. */
export async function loadsOf(db: Knex, team: Team): Promise<number[]> {
  const rows = (await db('tickets')
    .where('group_id', team.id)
    .whereNotNull('assignee_id')
    .groupBy('assignee_id')
    .select('assignee_id', db.raw('count(*)::int as count'))) as { assignee_id: number; count: number }[];
  return team.members.map((id) => rows.find((row) => row.assignee_id === id)?.count ?? 0);
}

/** The log of a ticket behind its creation, as actions with what they kept. */
export async function logOf(
  db: Knex,
  number: string,
): Promise<
  { action: string; rule_name: string | null; to_assignee_id: number | null; data: Record<string, unknown> }[]
> {
  return (await db('ticket_events as e')
    .join('tickets as t', 't.id', 'e.ticket_id')
    .where('t.number', number)
    .orderBy('e.seq')
    .select('e.action', 'e.rule_name', 'e.to_assignee_id', 'e.data')) as never;
}

/** Who heard what of a ticket. */
export async function toldOf(db: Knex, number: string): Promise<[kind: string, recipient: number][]> {
  const rows = (await db('outbox as o')
    .join('tickets as t', 't.id', 'o.ticket_id')
    .where('t.number', number)
    .orderBy(['o.id'])
    .select('o.kind', 'o.recipient_id')) as { kind: string; recipient_id: number }[];
  return rows.map((row) => [row.kind, row.recipient_id]);
}

/** Back to the default group of the company, without rules of a test. */
export async function withoutRules(db: Knex, company: Company): Promise<void> {
  await db('assignment_rules').whereNull('built_in').delete();
  await db('settings')
    .where('key', 'default_group_id')
    .update({ value: JSON.stringify(company.groups.afterSales) });
}

async function insert(db: Knex, table: string, row: Record<string, unknown>): Promise<number> {
  const [made] = (await db(table).insert(row).returning('id')) as { id: number }[];
  if (!made) throw new Error(`insert into ${table} answered nothing`);
  return made.id;
}
