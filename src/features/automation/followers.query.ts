import type { Knex } from 'knex';
import type { Automation } from '../../domain/automation/automation.ts';

const COLUMNS = [
  'id',
  'built_in as builtIn',
  'name',
  'active',
  'events',
  'schedule',
  'condition',
  'actions',
  'stops',
  'version',
] as const;

/** The active automations that follow events, in their order (spec 04). */
export async function findFollowers(db: Knex): Promise<Automation[]> {
  return (await db('automations')
    .where('active', true)
    .whereNull('schedule')
    .orderBy(['position', 'id'])
    .select(...COLUMNS)) as Automation[];
}

export interface DueAutomation extends Automation {
  readonly dueAt: Date;
}

/** The active automations that go by the clock and are due, in their order. */
export async function findDueAutomations(db: Knex, now: Date): Promise<DueAutomation[]> {
  return (await db('automations')
    .where('active', true)
    .whereNotNull('schedule')
    .where('next_run_at', '<=', now)
    .orderBy(['position', 'id'])
    .select(...COLUMNS, 'next_run_at as dueAt')) as DueAutomation[];
}

/** Whether it is still as it was: nobody has changed it or switched it off meanwhile. */
export async function isUnchanged(db: Knex, { id, version }: Automation): Promise<boolean> {
  return (await db('automations').where({ id, version, active: true }).first('id')) !== undefined;
}
