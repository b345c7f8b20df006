import type { Knex } from 'knex';
import type { ChoiceKind } from '../../domain/choice/choice-rules.ts';

export interface ChoiceColumns {
  readonly label_zh: string;
  readonly label_en: string;
  readonly active: boolean;
}

/** A list is changed by one administrator after the other: its names and its order are judged as a whole. */
export async function lockChoices(trx: Knex.Transaction, kind: ChoiceKind): Promise<void> {
  await trx.raw(`select pg_advisory_xact_lock(hashtext('gongdan choices ' || ?))`, [kind]);
}

export async function insertChoice(
  db: Knex,
  kind: ChoiceKind,
  choice: ChoiceColumns & { readonly key: string },
): Promise<void> {
  const { key, label_zh, label_en, active } = choice;
  await db('choices').insert({
    ...{ kind, key, label_zh, label_en, active },
    position: db.raw('(select coalesce(max(position), -1) + 1 from choices where kind = ?)', [kind]),
  });
}

/** False when the entry has another version by now. */
export async function updateChoice(
  db: Knex,
  { kind, key, version }: { kind: ChoiceKind; key: string; version: number },
  { label_zh, label_en, active }: ChoiceColumns,
): Promise<boolean> {
  const count = await db('choices')
    .where({ kind, key, version })
    .update({ label_zh, label_en, active, version: version + 1 });
  return count === 1;
}

/** False when the entry has another version by now, or is gone. */
export async function deleteChoice(
  db: Knex,
  at: { kind: ChoiceKind; key: string; version: number },
): Promise<boolean> {
  return (await db('choices').where(at).delete()) === 1;
}

/** Puts the entries of a list into this order. */
export async function writeOrder(db: Knex, kind: ChoiceKind, keys: readonly string[]): Promise<void> {
  await db.raw(
    `update choices c set position = o.position - 1
     from unnest(?::text[]) with ordinality as o (key, position) where c.kind = ? and c.key = o.key`,
    [[...keys], kind],
  );
}
