import type { Knex } from 'knex';
import type { LoadedCompany } from './load-company.ts';

/** What is told of the past has happened without automations: nothing of it is to be followed. Answers which to resume. */
export async function pauseAutomations(trx: Knex.Transaction): Promise<number[]> {
  const rows = (await trx('automations').where('active', true).update({ active: false }).returning('id')) as {
    id: number;
  }[];
  return rows.map(({ id }) => id);
}

/** From now on they act; and what a refund is, is told by the categories of the company. */
export async function resumeAutomations(
  trx: Knex.Transaction,
  ids: readonly number[],
  { leaves }: LoadedCompany,
): Promise<void> {
  await trx('automations')
    .whereIn('id', [...ids])
    .update({ active: true });
  const refunds = [...leaves.values()].filter(({ category }) => /退款[^/]*$/.test(category.path));
  const condition = {
    version: 1,
    root: {
      kind: 'all',
      of: [
        { kind: 'test', field: 'category', operator: 'in', value: refunds.map(({ id }) => id) },
        { kind: 'test', field: 'created_at', operator: 'older_than', value: 24 * 60 },
        { kind: 'test', field: 'status', operator: 'in', value: ['new'] },
      ],
    },
  };
  await trx('automations')
    .where('built_in', 'refund_overdue')
    .update({ condition: JSON.stringify(condition) });
}
