import type { Knex } from 'knex';
import { mentionedIn } from '../../domain/message/mentioned-in.ts';

/** The active people whom a text mentions (spec 01, note). A keyboard for Chinese may write the `@` in full width. */
export async function findMentioned(db: Knex, text: string): Promise<number[]> {
  const plain = text.replace(/＠/g, '@').toLowerCase();
  if (!plain.includes('@')) return [];
  const people = (await db('users')
    .where('active', true)
    .whereRaw(
      `position('@' || lower(name) in :plain) > 0 or position('@' || lower(username) in :plain) > 0`,
      {
        plain,
      },
    )
    .select('id', 'name', 'username')) as { id: number; name: string; username: string }[];
  return mentionedIn(plain, people);
}
