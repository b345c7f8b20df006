import type { Knex } from 'knex';
import type { PolicyDecided } from '../../domain/sla/read-policy.ts';

/** What a policy is, as administrators write it. */

/** Policies are put into order, added and taken away by one administrator at a time. Reading goes on meanwhile. */
export async function lockPolicyOrder(trx: Knex.Transaction): Promise<void> {
  await trx.raw(`select pg_advisory_xact_lock(hashtext('gongdan policies'))`);
}

/** All ids in their order. */
export async function findPolicyOrder(db: Knex): Promise<number[]> {
  return (await db('sla_policies').orderBy(['position', 'id']).pluck('id')) as number[];
}

export async function writePolicyOrder(db: Knex, ids: readonly number[]): Promise<void> {
  await db.raw(
    `update sla_policies p set position = o.position - 1
     from unnest(?::bigint[]) with ordinality as o (id, position) where p.id = o.id`,
    [[...ids]],
  );
}

/** At the end of the order. */
export async function insertPolicy(db: Knex, decided: PolicyDecided, now: Date): Promise<number> {
  const [row] = (await db('sla_policies')
    .insert({
      ...columnsOf(decided),
      created_at: now,
      updated_at: now,
      position: db.raw('(select coalesce(max(position), -1) + 1 from sla_policies)'),
    })
    .returning('id')) as { id: number }[];
  if (!row) throw new Error('the policy was not inserted');
  return row.id;
}

/** False when it has another version by now, or is gone. */
export async function updatePolicy(
  db: Knex,
  { id, version }: { readonly id: number; readonly version: number },
  decided: PolicyDecided,
  now: Date,
): Promise<boolean> {
  const count = await db('sla_policies')
    .where({ id, version })
    .update({ ...columnsOf(decided), updated_at: now, version: version + 1 });
  return count === 1;
}

function columnsOf({ name, active, condition, calendarId, pausesWaiting, targets }: PolicyDecided): object {
  return {
    name,
    active,
    calendar_id: calendarId,
    pauses_waiting: pausesWaiting,
    condition: JSON.stringify(condition),
    targets: JSON.stringify(targets),
  };
}

/** False when it has another version by now, or is gone. */
export async function deletePolicyRow(
  db: Knex,
  at: { readonly id: number; readonly version: number },
): Promise<boolean> {
  return (await db('sla_policies').where(at).delete()) === 1;
}
