import type { Knex } from 'knex';
import type { RoutingRule } from '../../domain/routing/decide-route.ts';
import type { FieldOption } from '../../domain/form/field.ts';
import { findPeopleOptions } from '../people/user-options.query.ts';
import { findRules } from './rules.query.ts';

/** One rule; undefined when there is none. */
export async function findRule(db: Knex, id: number): Promise<RoutingRule | undefined> {
  return (await findRules(db)).find((rule) => rule.id === id);
}

/** What a rule names, as it is now: whether its group is in use, its person too, and whether they are in the group. */
export async function findStanding(
  db: Knex,
  { groupId, assigneeId }: { readonly groupId: number | null; readonly assigneeId: number | null },
): Promise<{ readonly group: boolean; readonly person: boolean; readonly member: boolean }> {
  const { rows } = (await db.raw(
    `select exists (select 1 from groups where id = :groupId and active) as "group",
       exists (select 1 from users where id = :assigneeId and active) as person,
       exists (select 1 from group_members where group_id = :groupId and user_id = :assigneeId) as member`,
    { groupId, assigneeId },
  )) as { rows: [{ group: boolean; person: boolean; member: boolean }] };
  return rows[0];
}

export interface RuleTargets {
  readonly groups: readonly FieldOption[];
  readonly people: readonly FieldOption[];
}

/** Where a rule may send tickets; who or what is out of use stays readable where it is chosen (spec 04). */
export async function findRuleTargets(db: Knex): Promise<RuleTargets> {
  const [groups, people] = await Promise.all([
    db('groups as g')
      .join('stages as s', 's.key', 'g.stage_key')
      .orderBy(['s.position', 'g.position', 'g.id'])
      .select(db.raw('g.id::text as value'), 'g.name as label', db.raw('not g.active as retired')) as Promise<
      FieldOption[]
    >,
    findPeopleOptions(db),
  ]);
  return { groups, people };
}
