import type { Knex } from 'knex';
import type { SlaTarget } from '../../src/domain/sla/policy.ts';

/** Policies written straight into the table, for tests of what comes of them. */

/** The times of spec 05: a first response and a whole in a day, two hours for review; each warns an hour before. */
const TARGETS: readonly SlaTarget[] = [
  { metric: 'first_response', stage: null, minutes: 1440, steps: [{ id: 1, offset: -60, actions: [] }] },
  { metric: 'stage', stage: 'review', minutes: 120, steps: [{ id: 2, offset: -60, actions: [] }] },
  { metric: 'stage', stage: 'after_sales', minutes: 1440, steps: [{ id: 3, offset: -60, actions: [] }] },
  { metric: 'resolution', stage: null, minutes: 2880, steps: [{ id: 4, offset: -60, actions: [] }] },
];

/** A policy for every ticket, around the clock, that stands still while the customer is waited for. */
export async function aPolicy(
  db: Knex,
  { name = '试用时效', targets = TARGETS }: { name?: string; targets?: readonly SlaTarget[] } = {},
): Promise<number> {
  const [row] = (await db('sla_policies')
    .insert({
      name,
      // Before those that are shipped.
      position: -1,
      condition: JSON.stringify({ root: { kind: 'all', of: [] } }),
      targets: JSON.stringify(targets),
    })
    .returning('id')) as { id: number }[];
  return row!.id;
}
