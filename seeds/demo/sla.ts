import type { Knex } from 'knex';
import type { Conditions } from '../../src/domain/conditions/language.ts';
import { keepTime } from '../../src/features/sla/keep-time.ts';
import { target } from '../reference/sla-policies.ts';

/** Besides the standard one, a stricter policy for those who must not wait: it comes first, and counts working hours. */
export async function addStrictPolicy(trx: Knex.Transaction): Promise<void> {
  const complaints = (await trx('categories')
    .whereNull('parent_id')
    .where('name', '投诉')
    .pluck('id')) as number[];
  const [calendarId] = (await trx('calendars').where('name', '标准工作时间').pluck('id')) as number[];
  const condition: Conditions = {
    version: 1,
    root: {
      kind: 'any',
      of: [
        { kind: 'test', field: 'customer_level', operator: 'in', value: ['vip', 'svip'] },
        { kind: 'test', field: 'category', operator: 'in', value: complaints },
      ],
    },
  };
  await trx('sla_policies').increment('position', 1);
  await trx('sla_policies').insert({
    name: 'VIP 与投诉',
    position: 0,
    condition: JSON.stringify(condition),
    calendar_id: calendarId ?? null,
    targets: JSON.stringify([
      target('first_response', null, 2),
      target('stage', 'review', 1),
      target('stage', 'after_sales', 4),
      target('stage', 'operations', 2),
      target('stage', 'engineering', 4),
      target('resolution', null, 12),
    ]),
  });
}

/** The clocks of tickets that were loaded, as if somebody had measured them all the time; nobody is told. */
export async function measureTickets(
  trx: Knex.Transaction,
  ids: readonly number[],
  at: { readonly now: Date; readonly zone: string },
): Promise<void> {
  await keepTime({ now: () => at.now, zone: at.zone }, trx, ids, { silently: true });
}
