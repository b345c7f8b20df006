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
