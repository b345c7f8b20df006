import type { Knex } from 'knex';
import type { RawForm } from '../../domain/form/parse-form.ts';
import type { RefusalDetails } from '../../errors.ts';
import type { BulkAction } from './bulk-actions.ts';
import type { SelectedTicket } from './bulk-selection.ts';

/** The write model of bulk runs: what was asked for, and how each ticket came out. */

/** What is done to each ticket of a run: chosen in the list, or moving it to the newest version of its template. */
export type RunAction = BulkAction | 'upgrade';

export interface BulkRunRow {
  readonly id: number;
  readonly user_id: number;
  readonly action: RunAction;
  readonly form: RawForm;
  readonly source_ip: string | null;
}

/** Writes a run with its items. Undefined when this button press has made one already. */
export async function insertRun(
  trx: Knex.Transaction,
  run: {
    action: RunAction;
    userId: number;
    submissionKey: string;
    form: RawForm;
    list: string;
    sourceIp: string | null;
    createdAt: Date;
  },
  picks: readonly SelectedTicket[],
): Promise<number | undefined> {
  const [made] = (await trx('bulk_runs')
    .insert({
      user_id: run.userId,
      action: run.action,
      submission_key: run.submissionKey,
      form: JSON.stringify(run.form),
      list: run.list,
      source_ip: run.sourceIp,
      created_at: run.createdAt,
    })
    .onConflict('submission_key')
    .ignore()
    .returning('id')) as { id: number }[];
  if (!made) return undefined;
  const items = picks.map(({ number, version }, index) => ({
    run_id: made.id,
    position: index + 1,
    number,
    version,
  }));
  await trx.batchInsert('bulk_items', items, 500);
  return made.id;
}

/** The run that a press of the button has made, if it was this person's. */
export async function findRunBySubmission(
  db: Knex,
  userId: number,
  submissionKey: string,
): Promise<number | undefined> {
  const row = (await db('bulk_runs')
    .where({ user_id: userId, submission_key: submissionKey })
    .first('id')) as { id: number } | undefined;
  return row?.id;
}

export async function findRunToWorkOff(db: Knex, id: number): Promise<BulkRunRow | undefined> {
  return (await db('bulk_runs')
    .where({ id })
    .whereNull('finished_at')
    .first('id', 'user_id', 'action', 'form', 'source_ip')) as BulkRunRow | undefined;
}

export interface BulkItemRow {
  readonly position: number;
  readonly number: string;
  readonly version: number;
  readonly attempts: number;
}

/** The next item that no other process has in hand, locked until the end of the transaction. */
export async function lockNextItem(trx: Knex.Transaction, runId: number): Promise<BulkItemRow | undefined> {
  return (await trx('bulk_items')
    .where({ run_id: runId, state: 'waiting' })
    .orderBy('position')
    .forUpdate()
    .skipLocked()
    .first('position', 'number', 'version', 'attempts')) as BulkItemRow | undefined;
}

/** An item that was refused, with the reason. */
export async function refuseItem(
  db: Knex,
  runId: number,
  position: number,
  { code, details }: { readonly code: string; readonly details: RefusalDetails },
): Promise<void> {
  await db('bulk_items')
    .where({ run_id: runId, position })
    .update({ state: 'refused', reason_code: code, reason_details: JSON.stringify(details) });
}

/** An item that is done; one that moved, with the place where its ticket is now. */
export async function finishItem(
  db: Knex,
  runId: number,
  { position, number }: Pick<BulkItemRow, 'position' | 'number'>,
  moves: boolean,
): Promise<void> {
  const placeOf = (column: string): Knex.QueryBuilder => db('tickets').where({ number }).select(column);
  await db('bulk_items')
    .where({ run_id: runId, position })
    .update({
      state: 'done',
      ...(moves && { to_group_id: placeOf('group_id'), to_assignee_id: placeOf('assignee_id') }),
    });
}

export async function countAttempt(db: Knex, runId: number, position: number): Promise<void> {
  await db('bulk_items').where({ run_id: runId, position, state: 'waiting' }).increment('attempts', 1);
}

/** Marks a run as finished once nothing of it waits. */
export async function finishRun(db: Knex, runId: number, now: Date): Promise<void> {
  await db('bulk_runs')
    .where('id', runId)
    .whereNull('finished_at')
    .whereNotExists(db('bulk_items').where({ run_id: runId, state: 'waiting' }).select(db.raw('1')))
    .update({ finished_at: now });
}
