import type { Knex } from 'knex';
import { carryAnswers, revealMasks, sensitiveInEither } from '../../domain/form/conceal-form.ts';
import type { FieldValues, FormField } from '../../domain/form/field.ts';
import { fieldsToEdit, lostAnswers } from '../../domain/form/fields-to-edit.ts';
import type { RawForm } from '../../domain/form/parse-form.ts';
import { defaultValues, rawFromValues } from '../../domain/form/raw-form.ts';
import { Refused } from '../../errors.ts';
import type { Language, Translate } from '../../i18n.ts';
import { withFiles } from '../attachments/field-files.query.ts';
import { findCategoryPath, findPickedCategory } from '../categories/categories.query.ts';
import { findTemplateForm, findVersionForm, type TemplateForm } from '../templates/template-form.query.ts';
import { type TicketContent, valuesOf } from './ticket-content.query.ts';

interface Words {
  readonly t: Translate;
  readonly language: Language;
}

export interface EditAsked {
  /** Null for the ticket's own. */
  readonly categoryId: number | null;
  /** The version that the page was made with; of the ticket's own template only a newer one counts. */
  readonly versionId: number | null;
  /** May move the ticket to a newer version of its template. */
  readonly mayUpgrade: boolean;
  /** Moves it to the newest, whatever `versionId` says. */
  readonly upgrades?: boolean;
}

/** The form in which a ticket is edited: its own, or that of another category or version that it is to get. */
export interface EditForm {
  readonly category: { readonly id: number; readonly path: readonly string[] };
  readonly ownCategory: EditForm['category'];
  readonly own: TemplateForm;
  readonly target: TemplateForm;
  readonly fields: readonly FormField[];
  readonly stored: FieldValues;
  /** What a form of the same version is not judged by again; a form of another is filled in like a new one. */
  readonly untouched: FieldValues | undefined;
}

/**
 * Finds the form to edit a ticket in (spec 01, 02). A category of the ticket's own template leaves its version as it
 * is; one of another template leads to that one's newest, or the one the page was made with.
 * @throws NotFound for another category that can't be picked · Refused where that has no template
 */
export async function findEditForm(
  db: Knex,
  content: TicketContent,
  asked: EditAsked,
  words: Words,
): Promise<EditForm> {
  const stored = valuesOf(content);
  const ownCategory = {
    id: content.category_id,
    path: await findCategoryPath(db, content.category_id),
  };
  const version = await findVersionForm(db, content.template_version_id, words);
  const isMoved = asked.categoryId !== null && asked.categoryId !== content.category_id;
  const category = isMoved
    ? await findPickedCategory(db, asked.categoryId)
    : { ...ownCategory, templateId: version.templateId };
  const found =
    category.templateId === version.templateId
      ? await findOwn(db, version, asked, words)
      : category.templateId !== null &&
        (await findTemplateForm(db, category.templateId, asked.versionId, words));
  if (!found) throw new Refused(409, 'category_without_form', { category: category.path.join(' / ') });
  const own = { ...version, fields: sensitiveInEither(version.fields, found.fields) };
  const target = { ...found, fields: sensitiveInEither(found.fields, version.fields) };
  const isSame = target.versionId === own.versionId;
  return {
    category: { id: category.id, path: category.path },
    ownCategory,
    own,
    target,
    fields: isSame ? fieldsToEdit(own.fields, stored) : target.fields,
    stored,
    untouched: isSame ? stored : undefined,
  };
}

/** The ticket's own version, or for whoever may upgrade it a newer one of the same template. */
async function findOwn(db: Knex, own: TemplateForm, asked: EditAsked, words: Words): Promise<TemplateForm> {
  if (!asked.mayUpgrade) return own;
  const wanted = asked.upgrades ? null : (asked.versionId ?? own.versionId);
  const found = await findTemplateForm(db, own.templateId, wanted, words);
  return found && found.number > own.number ? found : own;
}

/**
 * What the form begins with. Another form than the ticket's own begins with the values that both share, what was
 * typed into the one before it, and the defaults of what only now appears (spec 01).
 * @param typed what was sent, with `template_version_id` telling in which form
 */
export async function findAnswers(
  db: Knex,
  form: EditForm,
  typed: { readonly raw: RawForm; readonly versionId: number | null } | null,
  words: Words,
): Promise<RawForm | undefined> {
  const { own, target, fields, stored } = form;
  if (typed?.versionId === target.versionId) return typed.raw;
  const isOwn = target.versionId === own.versionId;
  if (typed === null && isOwn) return undefined;
  const kept = carryAnswers(rawFromValues(own.fields, stored), own.fields, fields);
  const begun = isOwn ? kept : { ...rawFromValues(fields, defaultValues(fields)), ...kept };
  if (typed === null) return begun;
  const opened =
    typed.versionId === null ? null : await findVersionForm(db, typed.versionId, words).catch(() => null);
  const openedFields = sensitiveInEither(opened?.fields ?? own.fields, own.fields);
  // What was taken out of the form before does not come back from the ticket.
  const asked = new Set(openedFields.map(({ key }) => key));
  const unasked = Object.entries(begun).filter(([key]) => !asked.has(key));
  const raw = revealMasks(openedFields, typed.raw, stored);
  return { ...Object.fromEntries(unasked), ...carryAnswers(raw, openedFields, fields) };
}

/** The form with the files that its fields hold, and those that were uploaded for them (spec 02). */
export async function withEditFiles<T extends EditForm>(
  db: Knex,
  form: T,
  uploaderId: number,
  raw: RawForm | undefined,
): Promise<T> {
  const asked = { uploaderId, raw, stored: form.stored };
  const fields = await withFiles(db, form.fields, asked);
  return { ...form, fields, own: { ...form.own, fields: await withFiles(db, form.own.fields, asked) } };
}

/** What the ticket holds and the form has no place for. */
export function lostBy({ own, target, stored }: EditForm, t: Translate): ReturnType<typeof lostAnswers> {
  return target.versionId === own.versionId ? [] : lostAnswers(own.fields, stored, target.fields, t);
}
