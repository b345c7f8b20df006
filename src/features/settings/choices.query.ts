import type { Knex } from 'knex';
import { CHOICE_KINDS, type ChoiceKind } from '../../domain/choice/choice-rules.ts';
import type { FieldOption } from '../../domain/form/field.ts';
import type { Language } from '../../i18n.ts';

/** The choices of a kind in a language; those out of use are marked as retired. */
export async function findChoices(db: Knex, kind: ChoiceKind, language: Language): Promise<FieldOption[]> {
  const rows = await findChoiceRows(db, kind);
  return rows.map((row) => ({
    value: row.key,
    label: language === 'en' ? row.label_en : row.label_zh,
    ...(!row.active && { retired: true }),
  }));
}

export interface ChoiceRow {
  readonly key: string;
  readonly label_zh: string;
  readonly label_en: string;
  readonly active: boolean;
  readonly version: number;
}

/** The entries of a list, in its order. */
export async function findChoiceRows(db: Knex, kind: ChoiceKind): Promise<ChoiceRow[]> {
  return (await db('choices')
    .where('kind', kind)
    .orderBy(['position', 'key'])
    .select('key', 'label_zh', 'label_en', 'active', 'version')) as ChoiceRow[];
}

/** One entry; undefined when there is none. */
export async function findChoice(db: Knex, kind: ChoiceKind, key: string): Promise<ChoiceRow | undefined> {
  return (await db('choices')
    .where({ kind, key })
    .first('key', 'label_zh', 'label_en', 'active', 'version')) as ChoiceRow | undefined;
}

export interface ChoiceCount {
  readonly kind: ChoiceKind;
  readonly active: number;
  readonly retired: number;
}

/** How long each list is. */
export async function findChoiceCounts(db: Knex): Promise<ChoiceCount[]> {
  const rows = (await db('choices')
    .groupBy('kind')
    .select(
      'kind',
      db.raw('count(*) filter (where active)::int as active'),
      db.raw('count(*) filter (where not active)::int as retired'),
    )) as { kind: string; active: number; retired: number }[];
  return CHOICE_KINDS.map((kind) => {
    const row = rows.find((each) => each.kind === kind);
    return { kind, active: row?.active ?? 0, retired: row?.retired ?? 0 };
  });
}

/** Where an entry would be written down, by its list. */
const USED_IN: Readonly<Record<ChoiceKind, string>> = {
  source: 'select 1 from tickets where source_key = ?',
  customer_level: 'select 1 from customers where level_key = ?',
  unsolved_reason: 'select 1 from tickets where unsolved_reason = ?',
  overdue_reason: 'select 1 from tickets where overdue_reason = ?',
  tag: 'select 1 from tickets where tags @> array[?]',
};

/** Whether any ticket or customer has it. It looks through them all: for the rare deletion, never for a list. */
export async function isChoiceUsed(db: Knex, kind: ChoiceKind, key: string): Promise<boolean> {
  const { rows } = (await db.raw(`select exists (${USED_IN[kind]}) as used`, [key])) as {
    rows: { used: boolean }[];
  };
  return rows[0]?.used ?? false;
}
