import type { Knex } from 'knex';
import type { FormField } from '../../domain/form/field.ts';
import type { Placement } from '../../domain/form/placement.ts';

export interface TemplateColumns {
  readonly name: string;
  readonly description: string;
  readonly active: boolean;
}

export async function insertTemplate(db: Knex, columns: TemplateColumns): Promise<number> {
  const [row] = (await db('templates').insert(columns).returning('id')) as { id: number }[];
  if (!row) throw new Error('the template was not inserted');
  return row.id;
}

/** False when the template has another version by now. */
export async function updateTemplate(
  db: Knex,
  { id, version }: { readonly id: number; readonly version: number },
  columns: TemplateColumns,
  now: Date,
): Promise<boolean> {
  const count = await db('templates')
    .where({ id, version })
    .update({ ...columns, version: version + 1, updated_at: now });
  return count === 1;
}

/** Keeps a draft, or with null has none any more. False when the template has another version by now. */
export async function updateDraft(
  db: Knex,
  { id, version }: { readonly id: number; readonly version: number },
  draft: readonly Placement[] | null,
  saved: { readonly by: number; readonly at: Date },
): Promise<boolean> {
  const count = await db('templates')
    .where({ id, version })
    .update({
      draft: draft && JSON.stringify(draft),
      draft_saved_at: draft && saved.at,
      draft_saved_by_id: draft && saved.by,
      version: version + 1,
    });
  return count === 1;
}

/** Holds the template, so that its versions are numbered one after the other. */
export async function lockTemplate(trx: Knex, id: number): Promise<void> {
  await trx('templates').where({ id }).forUpdate().first('id');
}

export async function insertVersion(
  db: Knex,
  version: {
    readonly templateId: number;
    readonly number: number;
    readonly fields: readonly FormField[];
    readonly placements: readonly Placement[];
    readonly note: string;
    readonly by: number;
    readonly at: Date;
  },
): Promise<void> {
  await db('template_versions').insert({
    template_id: version.templateId,
    number: version.number,
    fields: JSON.stringify(version.fields),
    placements: JSON.stringify(version.placements),
    note: version.note,
    published_by: version.by,
    published_at: version.at,
  });
}
