import type { Knex } from 'knex';
import type { SlaPolicy } from '../../domain/sla/policy.ts';

export interface PolicyListRow extends SlaPolicy {
  readonly calendar: string | null;
  /** Tickets whose time it measures now; counting stops at `COUNTED`. */
  readonly running: number;
  readonly changedAt: Date | null;
  readonly changedBy: string | null;
}

/** Counting the tickets of a policy stops here. */
export const COUNTED = 9999;

const COLUMNS = [
  'p.id',
  'p.built_in as builtIn',
  'p.name',
  'p.active',
  'p.condition',
  'p.calendar_id as calendarId',
  'p.pauses_waiting as pausesWaiting',
  'p.targets',
  'p.version',
] as const;

/** All policies in their order, with what they measure now, and their last change (spec 05). */
export async function findPolicyList(db: Knex): Promise<PolicyListRow[]> {
  return (await db('sla_policies as p')
    .leftJoin('calendars as c', 'c.id', 'p.calendar_id')
    .joinRaw(
      `left join lateral (
         select count(*)::int as running from (
           select 1 from ticket_clocks k where k.policy_id = p.id and k.metric is not null limit ?
         ) clocks
       ) counted on true
       left join lateral (
         select a.occurred_at, u.name from audit_log a left join users u on u.id = a.actor_id
         where a.subject_type = 'policy' and a.subject_id = p.id::text order by a.occurred_at desc, a.id desc limit 1
       ) latest on true`,
      [COUNTED + 1],
    )
    .orderBy(['p.position', 'p.id'])
    .select(
      ...COLUMNS,
      'c.name as calendar',
      'counted.running',
      'latest.occurred_at as changedAt',
      'latest.name as changedBy',
    )) as PolicyListRow[];
}

/** All policies in their order, those that are off too. */
export async function findPolicies(db: Knex): Promise<SlaPolicy[]> {
  return (await db('sla_policies as p')
    .orderBy(['p.position', 'p.id'])
    .select(...COLUMNS)) as SlaPolicy[];
}

/** One policy; undefined when there is none. */
export async function findPolicy(db: Knex, id: number): Promise<SlaPolicy | undefined> {
  return (await db('sla_policies as p')
    .where('p.id', id)
    .first(...COLUMNS)) as SlaPolicy | undefined;
}

/** How many tickets a policy measures now; at most `COUNTED` + 1. */
export async function countRunning(db: Knex, id: number): Promise<number> {
  const { rows } = (await db.raw(
    `select count(*)::int as running from (
       select 1 from ticket_clocks k where k.policy_id = :id and k.metric is not null limit :most
     ) clocks`,
    { id, most: COUNTED + 1 },
  )) as { rows: [{ running: number }] };
  return rows[0].running;
}
