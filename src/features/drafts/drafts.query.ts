import type { Knex } from 'knex';
import type { DraftContent } from './save-draft.ts';

export interface Draft {
  readonly key: string;
  readonly content: DraftContent;
  readonly updated_at: Date;
}

/** What a person left unsent in a form; undefined when there is nothing. */
export async function findDraft(db: Knex, userId: number, key: string): Promise<Draft | undefined> {
  return (await db('drafts').where({ user_id: userId, key }).first('key', 'content', 'updated_at')) as
    Draft | undefined;
}
