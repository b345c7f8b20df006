import type { Knex } from 'knex';
import type { Automation } from '../../domain/automation/automation.ts';

export interface AutomationListRow extends Automation {
  /** When it last did something; null when never. */
  readonly lastAt: Date | null;
  /** How often since then; counting stops at `COUNTED`. */
  readonly runs: number;
}

/** Counting what an automation did stops here. */
export const COUNTED = 999;

const COLUMNS = [
  'a.id',
  'a.built_in as builtIn',
  'a.name',
  'a.active',
  'a.events',
  'a.schedule',
  'a.condition',
  'a.actions',
  'a.stops',
  'a.version',
] as const;

/** All automations in their order, each with what it did since a moment (spec 04). */
export async function findAutomationList(db: Knex, since: Date): Promise<AutomationListRow[]> {
  return (await db('automations as a')
    .joinRaw(
      `left join lateral (
         select r.at from automation_runs r where r.automation_id = a.id and r.outcome <> 'cut'
         order by r.at desc limit 1
       ) latest on true
       left join lateral (
         select count(*)::int as runs from (
           select 1 from automation_runs r where r.automation_id = a.id and r.at >= ? and r.outcome <> 'cut' limit ?
         ) recent
       ) counted on true`,
      [since, COUNTED + 1],
    )
    .orderBy(['a.position', 'a.id'])
    .select(...COLUMNS, 'latest.at as lastAt', 'counted.runs')) as AutomationListRow[];
}

/** One automation; undefined when there is none. */
export async function findAutomation(db: Knex, id: number): Promise<Automation | undefined> {
  return (await db('automations as a')
    .where('a.id', id)
    .first(...COLUMNS)) as Automation | undefined;
}

/** What each automation is called, in their order. */
export async function findAutomationNames(
  db: Knex,
): Promise<{ readonly key: number; readonly name: string }[]> {
  return (await db('automations').orderBy(['position', 'id']).select('id as key', 'name')) as {
    key: number;
    name: string;
  }[];
}
