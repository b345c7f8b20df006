import type { Knex } from 'knex';
import { BUILT_IN_FIELDS, isBuiltIn } from '../../domain/form/built-in-fields.ts';
import type { FormField } from '../../domain/form/field.ts';
import type { Language, Translate } from '../../i18n.ts';
import { withPeople } from '../people/people-options.query.ts';
import { findChoices } from '../settings/choices.query.ts';

export interface TemplateForm {
  readonly versionId: number;
  readonly templateId: number;
  readonly templateName: string;
  readonly number: number;
  readonly fields: readonly FormField[];
}

interface VersionRow {
  id: number;
  template_id: number;
  number: number;
  template_name: string;
  fields: FormField[];
  /** Keys of what is sensitive by now, whatever the version said. */
  sensitive: string[];
}

/**
 * The form of a template in a language: the version it was opened with while that belongs to the template, else the
 * newest (spec 02). Undefined when nothing was published.
 */
export async function findTemplateForm(
  db: Knex,
  templateId: number,
  openedVersionId: number | null,
  words: { t: Translate; language: Language },
): Promise<TemplateForm | undefined> {
  const row = (await versions(db)
    .where('v.template_id', templateId)
    .orderByRaw('v.id = ? desc, v.number desc', [openedVersionId ?? 0])
    .first()) as VersionRow | undefined;
  return row && complete(db, row, words);
}

/** The very version a ticket was made with. */
export async function findVersionForm(
  db: Knex,
  versionId: number,
  words: { t: Translate; language: Language },
): Promise<TemplateForm> {
  const row = (await versions(db).where('v.id', versionId).first()) as VersionRow | undefined;
  if (!row) throw new Error(`template version ${versionId} is missing`);
  return complete(db, row, words);
}

/** The number of a template's newest version where that is newer than this one; null when there is none. */
export async function findNewerNumber(
  db: Knex,
  { templateId, number }: Pick<TemplateForm, 'templateId' | 'number'>,
): Promise<number | null> {
  const row = (await db('template_versions')
    .where('template_id', templateId)
    .where('number', '>', number)
    .max('number as newest')
    .first()) as { newest: number | null } | undefined;
  return row?.newest ?? null;
}

function versions(db: Knex): Knex.QueryBuilder {
  return db('template_versions as v')
    .join('templates as t', 't.id', 'v.template_id')
    .select('v.id', 'v.template_id', 'v.number', 'v.fields', 't.name as template_name')
    .select(db.raw('array(select key from fields where sensitive) as sensitive'));
}

async function complete(
  db: Knex,
  row: VersionRow,
  { t, language }: { t: Translate; language: Language },
): Promise<TemplateForm> {
  const sources = await findChoices(db, 'source', language);
  const fields = (await withPeople(db, row.fields)).map((field) => {
    if (!isBuiltIn(field.key))
      return row.sensitive.includes(field.key) ? { ...field, sensitive: true } : field;
    const base = BUILT_IN_FIELDS[field.key];
    const placeholder =
      field.placeholder ?? (base.placeholder === undefined ? undefined : t(base.placeholder));
    return {
      ...base,
      ...field,
      type: base.type,
      required: base.required || field.required,
      label: t(base.label),
      ...(placeholder !== undefined && { placeholder }),
      ...(field.key === 'source' && { options: sources }),
      ...(field.key === 'priority' && {
        options: (base.options ?? []).map((option) => ({ ...option, label: t(option.label) })),
      }),
    };
  });
  const { id: versionId, template_id: templateId, template_name: templateName, number } = row;
  return { versionId, templateId, templateName, number, fields };
}
