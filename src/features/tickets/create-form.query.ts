import type { Knex } from 'knex';
import { BUILT_IN_FIELDS, CALLER_KEYS, isBuiltIn } from '../../domain/form/built-in-fields.ts';
import type { FormField } from '../../domain/form/field.ts';
import type { RawForm } from '../../domain/form/parse-form.ts';
import { defaultValues, rawFromValues } from '../../domain/form/raw-form.ts';
import { keepSharedValues } from '../../domain/form/shared-values.ts';
import type { Language, Translate } from '../../i18n.ts';
import type { PickedCategory } from '../categories/categories.query.ts';
import { findChoices } from '../settings/choices.query.ts';
import { findTemplateForm, findVersionForm, type TemplateForm } from '../templates/template-form.query.ts';

interface Words {
  readonly t: Translate;
  readonly language: Language;
}

/**
 * The form of a category with what was typed so far. Coming from another template, values of fields that both share
 * are kept (spec 01); fields that only now appear begin with their defaults, the priority with the category's.
 */
export async function findFormOf(
  db: Knex,
  category: PickedCategory,
  raw: RawForm | null,
  words: Words,
): Promise<(TemplateForm & { raw: RawForm }) | null> {
  if (category.templateId === null) return null;
  const openedId = Number(raw?.['template_version_id'] ?? 0);
  const opened = Number.isSafeInteger(openedId) && openedId > 0 ? openedId : null;
  const form = await findTemplateForm(db, category.templateId, opened, words);
  if (!form) return null;
  const defaults = {
    ...defaultValues(form.fields),
    ...(category.defaultPriority && { priority: category.defaultPriority }),
  };
  const fresh = rawFromValues(form.fields, defaults);
  if (raw === null) return { ...form, raw: fresh };
  if (opened === form.versionId) return { ...form, raw };
  const before = opened === null ? null : await findVersionForm(db, opened, words).catch(() => null);
  const kept = keepSharedValues(raw, before?.fields ?? form.fields, form.fields);
  return { ...form, raw: { ...fresh, ...kept } };
}

/** The form that was open when its category went away: it stays, with what was typed, until another one is chosen. */
export async function findOpenedForm(
  db: Knex,
  raw: RawForm | null,
  words: Words,
): Promise<(TemplateForm & { raw: RawForm }) | null> {
  const openedId = Number(raw?.['template_version_id'] ?? 0);
  if (raw === null || !Number.isSafeInteger(openedId) || openedId < 1) return null;
  const form = await findVersionForm(db, openedId, words).catch(() => null);
  return form && { ...form, raw };
}

/** Who is calling, before any category is chosen. */
export async function callerFields(db: Knex, t: Translate, language: Language): Promise<FormField[]> {
  const sources = await findChoices(db, 'source', language);
  return CALLER_KEYS.filter(isBuiltIn).map((key) => ({
    ...BUILT_IN_FIELDS[key],
    label: t(BUILT_IN_FIELDS[key].label),
    ...(key === 'source' && { options: sources }),
  }));
}
