import type { Knex } from 'knex';

/**
 * The active people whom a text mentions: `@` and their name or user name. Names are written without a space after
 * them, so the longest name that fits at each `@` is meant.
 */
export async function findMentioned(db: Knex, text: string): Promise<number[]> {
  if (!text.includes('@')) return [];
  const people = (await db('users')
    .where('active', true)
    .whereRaw(`position('@' || lower(name) in ?) > 0 or position('@' || lower(username) in ?) > 0`, [
      text.toLowerCase(),
      text.toLowerCase(),
    ])
    .select('id', 'name', 'username')) as { id: number; name: string; username: string }[];
  const names = people
    .flatMap(({ id, name, username }) => [
      { id, name: name.toLowerCase() },
      { id, name: username.toLowerCase() },
    ])
    .sort((a, b) => b.name.length - a.name.length);
  const found = text
    .toLowerCase()
    .split('@')
    .slice(1)
    .flatMap((rest) => {
      const longest = names.find(({ name }) => rest.startsWith(name))?.name;
      return names.filter(({ name }) => name === longest).map(({ id }) => id);
    });
  return [...new Set(found)];
}
