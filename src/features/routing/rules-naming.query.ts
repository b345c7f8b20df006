import type { Knex } from 'knex';
import { Refused } from '../../errors.ts';

/**
 * A group that an assignment rule sends tickets to is neither deleted nor put out of use unnoticed (spec 04).
 * @throws Refused 409 with the name of the first such rule
 */
export async function refuseInRules(db: Knex, groupId: number): Promise<void> {
  const rule = (await db('assignment_rules')
    .where({ group_id: groupId })
    .orderBy(['position', 'id'])
    .first('name')) as { name: string } | undefined;
  if (rule) throw new Refused(409, 'group_in_rule', { name: rule.name });
}

/** Where a person is named in the conditions of a rule or an automation: `:id` is theirs. */
export const NAMED_IN_CONDITION = `jsonb_path_exists(condition,
  '$.** \\? (@.field == "assignee" || @.field == "creator").value[*] \\? (@ == $id)', jsonb_build_object('id', :id::bigint))`;

/** The assignment rules that give to a person, or look at what is theirs (spec 04), in their order. */
export async function findRulesNaming(
  db: Knex,
  userId: number,
): Promise<{ readonly id: number; readonly name: string; readonly active: boolean }[]> {
  return (await db('assignment_rules')
    .whereRaw(`(assignee_id = :id or ${NAMED_IN_CONDITION})`, { id: userId })
    .orderBy(['position', 'id'])
    .select('id', 'name', 'active')) as { id: number; name: string; active: boolean }[];
}
