import type { Knex } from 'knex';
import type { AutomationDecided } from '../../domain/automation/read-automation.ts';

/** What an automation is, as administrators write it; what it did has a store of its own. */

/** Automations are put into order, added and taken away by one administrator at a time. Reading goes on meanwhile. */
export async function lockAutomations(trx: Knex.Transaction): Promise<void> {
  await trx.raw(`select pg_advisory_xact_lock(hashtext('gongdan automations'))`);
}

/** All ids in their order. */
export async function findAutomationOrder(db: Knex): Promise<number[]> {
  return (await db('automations').orderBy(['position', 'id']).pluck('id')) as number[];
}

export async function writeAutomationOrder(db: Knex, ids: readonly number[]): Promise<void> {
  await db.raw(
    `update automations a set position = o.position - 1
     from unnest(?::bigint[]) with ordinality as o (id, position) where a.id = o.id`,
    [[...ids]],
  );
}

/** At the end of the order. */
export async function insertAutomation(
  db: Knex,
  decided: AutomationDecided,
  at: { readonly now: Date; readonly nextRunAt: Date | null },
): Promise<number> {
  const [row] = (await db('automations')
    .insert({
      ...columnsOf(decided),
      next_run_at: at.nextRunAt,
      created_at: at.now,
      updated_at: at.now,
      position: db.raw('(select coalesce(max(position), -1) + 1 from automations)'),
    })
    .returning('id')) as { id: number }[];
  if (!row) throw new Error('the automation was not inserted');
  return row.id;
}

/** False when it has another version by now, or is gone. */
export async function updateAutomation(
  db: Knex,
  { id, version }: { readonly id: number; readonly version: number },
  decided: AutomationDecided,
  at: { readonly now: Date; readonly nextRunAt: Date | null },
): Promise<boolean> {
  const count = await db('automations')
    .where({ id, version })
    .update({ ...columnsOf(decided), next_run_at: at.nextRunAt, updated_at: at.now, version: version + 1 });
  return count === 1;
}

function columnsOf({ name, active, events, schedule, condition, actions, stops }: AutomationDecided): object {
  return {
    name,
    active,
    stops,
    events: [...events],
    schedule: schedule && JSON.stringify(schedule),
    condition: JSON.stringify(condition),
    actions: JSON.stringify(actions),
  };
}

/** False when it has another version by now, or is gone. */
export async function deleteAutomationRow(
  db: Knex,
  at: { readonly id: number; readonly version: number },
): Promise<boolean> {
  return (await db('automations').where(at).delete()) === 1;
}
