import type { Knex } from 'knex';

/** A form as it was left, by input name: what it would have sent. */
export type DraftContent = Readonly<Record<string, string | readonly string[]>>;

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
