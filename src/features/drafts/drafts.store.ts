import type { Knex } from 'knex';
import type { DraftContent } from './drafts.query.ts';

/** A person's unsent texts. */

export async function upsertDraft(
  trx: Knex.Transaction,
  { userId, key, content }: { userId: number; key: string; content: DraftContent },
  now: Date,
): Promise<void> {
  await trx('drafts')
    .insert({ user_id: userId, key, content: JSON.stringify(content), updated_at: now })
    .onConflict(['user_id', 'key'])
    .merge(['content', 'updated_at']);
}

/** Keeps a person's newest drafts; the oldest beyond these go. */
export async function trimDrafts(trx: Knex.Transaction, userId: number, most: number): Promise<void> {
  const beyond = trx('drafts')
    .where('user_id', userId)
    .orderBy('updated_at', 'desc')
    .offset(most)
    .select('key');
  await trx('drafts').where('user_id', userId).whereIn('key', beyond).delete();
}

export async function deleteDraft(db: Knex, userId: number, key: string): Promise<void> {
  await db('drafts').where({ user_id: userId, key }).delete();
}

export async function deleteOldDrafts(db: Knex, before: Date): Promise<number> {
  return db('drafts').where('updated_at', '<', before).delete();
}
