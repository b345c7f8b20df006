import type { Knex } from 'knex';
import type { Automation } from '../../domain/automation/automation.ts';
import type { ConditionWorld } from '../../domain/conditions/subject.ts';
import { whereConditions } from '../conditions/to-sql.ts';

/**
 * Open tickets that meet the conditions of an automation by the clock and that it has not acted on in their present
 * state (spec 04), in the order of their ids, from one id on.
 */
export async function findDueTickets(
  db: Knex,
  automation: Pick<Automation, 'id' | 'condition'>,
  world: ConditionWorld,
  { after, limit }: { after: number; limit: number },
): Promise<number[]> {
  const query = db('tickets as t')
    .where('t.id', '>', after)
    .whereNot('t.status', 'closed')
    .whereNotExists(
      db('automation_runs as r')
        .where('r.automation_id', automation.id)
        .whereRaw('r.ticket_id = t.id and r.occasion = t.status_since')
        .select(db.raw('1')),
    )
    .orderBy('t.id')
    .limit(limit);
  whereConditions(query, automation.condition, world);
  return (await query.pluck('t.id')) as number[];
}
