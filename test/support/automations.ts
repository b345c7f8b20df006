import type { Knex } from 'knex';
import type { Automation, AutomationAction } from '../../src/domain/automation/automation.ts';
import { type Condition, EVERYTHING } from '../../src/domain/conditions/language.ts';
import { type Automated, workOffAutomations } from '../../src/features/automation/work-off-automations.ts';
import { jobCtx } from './messages.ts';

/** Automations as administrators keep them, and what they did. */

let made = 0;

/** An automation, active and behind all others; answers its id. */
export async function anAutomation(
  db: Knex,
  {
    actions,
    when,
    ...changes
  }: Partial<Omit<Automation, 'id' | 'builtIn' | 'version' | 'condition'>> & {
    readonly actions: readonly AutomationAction[];
    /** Tests that all have to hold. */
    readonly when?: readonly Condition[];
    readonly nextRunAt?: Date;
  },
): Promise<number> {
  const {
    name = `自动化 ${(made += 1)}`,
    active = true,
    events = [],
    schedule = null,
    stops = false,
  } = changes;
  const [row] = (await db('automations')
    .insert({
      name,
      active,
      stops,
      events: [...events],
      schedule: schedule && JSON.stringify(schedule),
      condition: JSON.stringify(when ? { version: 1, root: { kind: 'all', of: when } } : EVERYTHING),
      actions: JSON.stringify(actions),
      next_run_at: changes.nextRunAt ?? null,
      position: db.raw('(select coalesce(max(position), 0) + 1 from automations)'),
    })
    .returning('id')) as { id: number }[];
  if (!row) throw new Error('the automation was not made');
  return row.id;
}

/** Only what a test makes is to act. */
export async function withoutAutomations(db: Knex): Promise<void> {
  await db('automations').update({ active: false });
  await db('automation_queue').delete();
}

/** What the job of a process does once. */
export function automate(db: Knex, now: () => Date = () => new Date()): Promise<Automated> {
  return workOffAutomations(jobCtx(db, now));
}

export interface Run {
  readonly automation: string;
  readonly outcome: string;
  readonly results: readonly { kind: string; outcome: string; code?: string; count?: number }[];
  readonly depth: number;
}

/** What was done to a ticket, in its order. */
export async function runsOn(db: Knex, number: string): Promise<Run[]> {
  return (await db('automation_runs as r')
    .join('automations as a', 'a.id', 'r.automation_id')
    .join('tickets as t', 't.id', 'r.ticket_id')
    .where('t.number', number)
    .orderBy('r.id')
    .select('a.name as automation', 'r.outcome', 'r.results', 'r.depth')) as Run[];
}

export interface Entry {
  readonly action: string;
  readonly rule_name: string | null;
  readonly actor_id: number | null;
  readonly body: string;
  readonly changes: readonly { key: string; from: string; to: string }[];
}

/** What the system has written into the log of a ticket. */
export async function systemEntries(db: Knex, number: string): Promise<Entry[]> {
  return (await db('ticket_events as e')
    .join('tickets as t', 't.id', 'e.ticket_id')
    .where('t.number', number)
    .whereNull('e.actor_id')
    .orderBy('e.seq')
    .select('e.action', 'e.rule_name', 'e.actor_id', 'e.body', 'e.changes')) as Entry[];
}
