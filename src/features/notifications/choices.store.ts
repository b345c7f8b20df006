import type { Knex } from 'knex';
import type { RuleMode } from '../../domain/message/notification-events.ts';
import { type Cell, channelOf, eventIn } from './choices.query.ts';

/** Writes what a person chose; null for what is as the rule begins, so that it follows the rule from then on. */
export async function writeChoices(
  trx: Knex.Transaction,
  userId: number,
  choices: ReadonlyMap<Cell, boolean | null>,
): Promise<void> {
  const cells = [...choices];
  if (cells.length === 0) return;
  await trx('notification_preferences')
    .where('user_id', userId)
    .whereIn(
      ['event', 'channel'],
      cells.map(([cell]) => [eventIn(cell), channelOf(cell)]),
    )
    .delete();
  const rows = cells.flatMap(([cell, wanted]) =>
    wanted === null ? [] : [{ user_id: userId, event: eventIn(cell), channel: channelOf(cell), wanted }],
  );
  if (rows.length > 0) await trx('notification_preferences').insert(rows);
}

export async function deleteChoices(trx: Knex.Transaction, userId: number): Promise<void> {
  await trx('notification_preferences').where('user_id', userId).delete();
}

/** Two forms of the same person, or two administrators, one after the other. */
export async function lockChoices(trx: Knex.Transaction, userId: number): Promise<void> {
  await trx('users').where('id', userId).forNoKeyUpdate().first('id');
}

export async function lockModes(trx: Knex.Transaction): Promise<void> {
  await trx.raw('lock table notification_rules in share row exclusive mode');
}

export async function writeModes(trx: Knex.Transaction, modes: ReadonlyMap<Cell, RuleMode>): Promise<void> {
  await trx('notification_rules')
    .insert([...modes].map(([cell, mode]) => ({ event: eventIn(cell), channel: channelOf(cell), mode })))
    .onConflict(['event', 'channel'])
    .merge();
}
