import type { Knex } from 'knex';
import type { RuleDecided } from './rule-values.ts';

/** Rules are put into order, added and taken away by one administrator at a time. Reading goes on meanwhile. */
export async function lockRules(trx: Knex.Transaction): Promise<void> {
  await trx.raw(`select pg_advisory_xact_lock(hashtext('gongdan assignment rules'))`);
}

export async function writeRuleOrder(db: Knex, ids: readonly number[]): Promise<void> {
  await db.raw(
    `update assignment_rules r set position = o.position - 1
     from unnest(?::bigint[]) with ordinality as o (id, position) where r.id = o.id`,
    [[...ids]],
  );
}

/** At the end of the order. */
export async function insertRule(db: Knex, decided: RuleDecided, now: Date): Promise<number> {
  const [row] = (await db('assignment_rules')
    .insert({
      ...columnsOf(decided),
      created_at: now,
      updated_at: now,
      position: db.raw('(select coalesce(max(position), -1) + 1 from assignment_rules)'),
    })
    .returning('id')) as { id: number }[];
  if (!row) throw new Error('the rule was not inserted');
  return row.id;
}

/** False when it has another version by now, or is gone. */
export async function updateRule(
  db: Knex,
  { id, version }: { readonly id: number; readonly version: number },
  decided: RuleDecided,
  now: Date,
): Promise<boolean> {
  const count = await db('assignment_rules')
    .where({ id, version })
    .update({ ...columnsOf(decided), updated_at: now, version: version + 1 });
  return count === 1;
}

function columnsOf(decided: RuleDecided): object {
  const { name, active, occasions, condition, groupId, assigneeId, strategy, fallback } = decided;
  return {
    ...{ name, active, strategy, fallback, occasions: [...occasions] },
    condition: JSON.stringify(condition),
    group_id: groupId,
    assignee_id: assigneeId,
  };
}

/** False when it has another version by now, or is gone. */
export async function deleteRuleRow(
  db: Knex,
  at: { readonly id: number; readonly version: number },
): Promise<boolean> {
  return (await db('assignment_rules').where(at).delete()) === 1;
}
