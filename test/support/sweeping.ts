import type { Knex } from 'knex';
import { type Conditions, EVERYTHING } from '../../src/domain/conditions/language.ts';
import type { SlaAction, SlaTarget } from '../../src/domain/sla/policy.ts';
import { MINUTE_MS } from '../../src/domain/time/duration.ts';
import { type Swept, sweepSla } from '../../src/features/sla/sweep-sla.ts';
import { jobCtx } from './messages.ts';

/** One policy for a test, and what the sweep made of it. */

export const POLICY = '测试时效';

/** The only policy there is, around the clock. */
export async function onlyPolicy(
  db: Knex,
  targets: readonly SlaTarget[],
  condition: Conditions = EVERYTHING,
): Promise<number> {
  await db('sla_policies').update({ active: false, name: db.raw(`left(name || ' ' || id, 100)`) });
  const [row] = (await db('sla_policies')
    .insert({
      name: POLICY,
      position: 0,
      condition: JSON.stringify(condition),
      targets: JSON.stringify(targets),
    })
    .returning('id')) as { id: number }[];
  if (!row) throw new Error('the policy was not made');
  return row.id;
}

/** Steps of the resolution of a ticket in 100 minutes, by their distance from the due time. */
export function within100(steps: Readonly<Record<number, readonly SlaAction[]>>): SlaTarget {
  return {
    metric: 'resolution',
    stage: null,
    minutes: 100,
    steps: Object.entries(steps).map(([offset, actions], at) => ({
      id: at + 1,
      offset: Number(offset),
      actions,
    })),
  };
}

export const notify = (...to: Extract<SlaAction, { kind: 'notify' }>['to']): SlaAction => ({
  kind: 'notify',
  to,
  channels: [],
  text: null,
});

/** When the open timer of a ticket is due, and so many minutes later. */
export async function dueOf(db: Knex, number: string, minutes = 0, metric = 'resolution'): Promise<Date> {
  const row = (await db('sla_timers as s')
    .join('tickets as t', 't.id', 's.ticket_id')
    .where({ 't.number': number, 's.metric': metric })
    .orderBy('s.id', 'desc')
    .first('s.due_at')) as { due_at: Date | null } | undefined;
  if (!row?.due_at) throw new Error(`${number} is not due`);
  return new Date(row.due_at.getTime() + minutes * MINUTE_MS);
}

export function sweepAt(db: Knex, at: Date): Promise<Swept> {
  return sweepSla(jobCtx(db, () => at));
}

export interface Step {
  readonly offset: number;
  readonly missed: boolean;
  readonly results: readonly { kind: string; outcome: string; code?: string; count?: number }[];
}

/** What was done of a ticket, in its order. */
export async function stepsOf(db: Knex, number: string): Promise<Step[]> {
  return (await db('sla_steps as d')
    .join('sla_timers as s', 's.id', 'd.timer_id')
    .join('tickets as t', 't.id', 's.ticket_id')
    .where('t.number', number)
    .orderBy('d.id')
    .select(db.raw('d.offset_minutes::int as offset'), 'd.missed', 'd.results')) as Step[];
}

/** What people were told of a ticket: who, and what. */
export async function told(db: Knex, number: string): Promise<[string, string, string][]> {
  const rows = (await db('outbox as o')
    .join('users as u', 'u.id', 'o.recipient_id')
    .join('tickets as t', 't.id', 'o.ticket_id')
    .where('t.number', number)
    .where('o.channel', 'inbox')
    .where('o.kind', 'like', 'sla%')
    .orderBy('o.id')
    .select('u.username', 'o.kind', 'o.body')) as { username: string; kind: string; body: string }[];
  return rows.map(({ username, kind, body }) => [username, kind, body]);
}
