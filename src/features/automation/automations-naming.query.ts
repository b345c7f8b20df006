import type { Knex } from 'knex';
import { NAMED_IN_CONDITION } from '../routing/rules-naming.query.ts';

/** The automations that give to a person, tell them, or look at what is theirs (spec 04), in their order. */
export async function findAutomationsNaming(
  db: Knex,
  userId: number,
): Promise<{ readonly id: number; readonly name: string; readonly active: boolean }[]> {
  const inActions = `jsonb_path_exists(actions,
    '$[*] \\? (@.assigneeId == $id || exists (@.to[*] \\? (@.kind == "person" && @.id == $id)))',
    jsonb_build_object('id', :id::bigint))`;
  return (await db('automations')
    .whereRaw(`(${inActions} or ${NAMED_IN_CONDITION})`, { id: userId })
    .orderBy(['position', 'id'])
    .select('id', 'name', 'active')) as { id: number; name: string; active: boolean }[];
}
