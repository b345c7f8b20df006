import type { Knex } from 'knex';
import { NAMED_IN_CONDITION } from '../routing/rules-naming.query.ts';

/** The policies that give to a person, tell them, or look at what is theirs (spec 05), in their order. */
export async function findPoliciesNaming(
  db: Knex,
  userId: number,
): Promise<{ readonly id: number; readonly name: string; readonly active: boolean }[]> {
  const inSteps = `jsonb_path_exists(targets, '$[*].steps[*].actions[*]
      \\? (@.assigneeId == $id || exists (@.to[*] \\? (@.kind == "person" && @.id == $id)))',
    jsonb_build_object('id', :id::bigint))`;
  return (await db('sla_policies')
    .whereRaw(`(${inSteps} or ${NAMED_IN_CONDITION})`, { id: userId })
    .orderBy(['position', 'id'])
    .select('id', 'name', 'active')) as { id: number; name: string; active: boolean }[];
}
