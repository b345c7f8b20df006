import type { Knex } from 'knex';
import { ATTACHMENTS, BUILT_IN_FIELDS, CALLER_KEYS, isBuiltIn } from '../../domain/form/built-in-fields.ts';
import type { FieldOption, FormField } from '../../domain/form/field.ts';
import type { Language, Translate } from '../../i18n.ts';
import { withPeople } from '../people/people-options.query.ts';
import { findChoices } from '../settings/choices.query.ts';

export interface TemplateForm {
  readonly versionId: number;
  readonly templateId: number;
  readonly templateName: string;
  readonly number: number;
  readonly fields: readonly FormField[];
  readonly attachments: AskedFiles;
}

/** How a template asks for files (spec 02): they are no field of the form, but have a place in it. */
export interface AskedFiles {
  /** At least one. */
  readonly required: boolean;
  /** Before everything that the template asks below the category. */
  readonly first: boolean;
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

/** The newest forms of some templates, in a constant number of statements; without those that were never published. */
export async function findNewestForms(
  db: Knex,
  templateIds: readonly number[],
  words: { t: Translate; language: Language },
): Promise<TemplateForm[]> {
  const rows = (await versions(db)
    .whereIn('v.template_id', [...templateIds])
    .whereRaw(
      'v.number = (select max(n.number) from template_versions n where n.template_id = v.template_id)',
    )
    .orderBy('v.template_id')) as VersionRow[];
  return completeAll(db, rows, words);
}

/** Which template some versions are of. */
export async function findTemplatesOfVersions(
  db: Knex,
  versionIds: readonly number[],
): Promise<Map<number, number>> {
  const rows = (await db('template_versions')
    .whereIn('id', [...versionIds])
    .select('id', 'template_id')) as { id: number; template_id: number }[];
  return new Map(rows.map((row) => [row.id, row.template_id]));
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
  words: { t: Translate; language: Language },
): Promise<TemplateForm> {
  const [form] = await completeAll(db, [row], words);
  if (!form) throw new Error(`template version ${row.id} has no form`);
  return form;
}

async function completeAll(
  db: Knex,
  rows: readonly VersionRow[],
  words: { t: Translate; language: Language },
): Promise<TemplateForm[]> {
  const masked = rows.map(({ fields, sensitive }) =>
    fields.map((field) =>
      sensitive.includes(field.key) && !isBuiltIn(field.key) ? { ...field, sensitive: true } : field,
    ),
  );
  const forms = await completeForms(db, masked, words);
  return rows.flatMap(
    ({ id: versionId, template_id: templateId, template_name: templateName, number }, at) => {
      const form = forms[at];
      return form ? [{ versionId, templateId, templateName, number, ...form }] : [];
    },
  );
}

type CompleteForm = Pick<TemplateForm, 'fields' | 'attachments'>;

/** A form as a version stores it, with what the product knows of its own fields, in a language. */
export async function completeFields(
  db: Knex,
  stored: readonly FormField[],
  words: { t: Translate; language: Language },
): Promise<CompleteForm> {
  const [form] = await completeForms(db, [stored], words);
  return form ?? { fields: [], attachments: askedFiles(stored) };
}

async function completeForms(
  db: Knex,
  forms: readonly (readonly FormField[])[],
  { t, language }: { t: Translate; language: Language },
): Promise<CompleteForm[]> {
  const sources = await findChoices(db, 'source', language);
  const asked = forms.map((stored) => stored.filter(({ key }) => key !== ATTACHMENTS));
  // Who can be chosen is looked up once for all of them.
  const all = await withPeople(db, asked.flat());
  let from = 0;
  return forms.map((stored, at) => {
    const fields = all.slice(from, (from += asked[at]?.length ?? 0));
    return {
      fields: fields.map((field) => completeField(field, sources, t)),
      attachments: askedFiles(stored),
    };
  });
}

function completeField(field: FormField, sources: readonly FieldOption[], t: Translate): FormField {
  if (!isBuiltIn(field.key)) return field;
  const base = BUILT_IN_FIELDS[field.key];
  const placeholder = field.placeholder ?? (base.placeholder === undefined ? undefined : t(base.placeholder));
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
}

function askedFiles(stored: readonly FormField[]): AskedFiles {
  const below = stored.filter(({ key }) => !CALLER_KEYS.includes(key));
  const files: Partial<FormField> = stored.find(({ key }) => key === ATTACHMENTS) ?? {};
  return {
    required: files.required === true,
    first: below[0]?.key === ATTACHMENTS,
  };
}
