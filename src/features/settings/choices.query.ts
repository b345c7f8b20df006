import type { Knex } from 'knex';
import type { FieldOption } from '../../domain/form/field.ts';
import type { Language } from '../../i18n.ts';

/** Lists that are configuration: where a ticket came from, why it stayed unsolved, what a customer is. */
export type ChoiceKind = 'source' | 'customer_level' | 'unsolved_reason';

/** The choices of a kind in a language; those out of use come last, as retired. */
export async function findChoices(db: Knex, kind: ChoiceKind, language: Language): Promise<FieldOption[]> {
  const rows = (await db('choices')
    .where('kind', kind)
    .orderBy(['position', 'key'])
    .select('key', 'label_zh', 'label_en', 'active')) as {
    key: string;
    label_zh: string;
    label_en: string;
    active: boolean;
  }[];
  return rows.map((row) => ({
    value: row.key,
    label: language === 'en' ? row.label_en : row.label_zh,
    ...(!row.active && { retired: true }),
  }));
}
