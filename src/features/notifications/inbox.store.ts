import type { Knex } from 'knex';

/** Marks of reading in a person's inbox; each change is announced to their open pages. */

export async function markMessage(
  trx: Knex.Transaction,
  { id, userId }: { id: number; userId: number },
  readAt: Date | null,
): Promise<void> {
  const changed = await trx('inbox')
    .where({ id, user_id: userId })
    .whereRaw(readAt ? 'read_at is null' : 'read_at is not null')
    .update({ read_at: readAt });
  if (changed > 0) await announceInbox(trx, [userId]);
}

/** All unread messages up to one: what came after the page was made is still news. */
export async function markAllRead(
  trx: Knex.Transaction,
  { upTo, userId }: { upTo: number; userId: number },
  readAt: Date,
): Promise<void> {
  const changed = await trx('inbox')
    .where('user_id', userId)
    .where('id', '<=', upTo)
    .whereNull('read_at')
    .update({ read_at: readAt });
  if (changed > 0) await announceInbox(trx, [userId]);
}

/** Tells all processes whose inbox has changed, when the transaction is committed. */
export async function announceInbox(trx: Knex.Transaction, userIds: readonly number[]): Promise<void> {
  await trx.raw(`select pg_notify('gongdan', ?)`, [JSON.stringify({ inbox: [...new Set(userIds)] })]);
}
