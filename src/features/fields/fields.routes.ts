import { z } from 'zod';
import { FIELD_TYPES, type FormField } from '../../domain/form/field.ts';
import { defineField } from '../../domain/form/define-field.ts';
import { presentForm } from '../../domain/form/present-form.ts';
import { NotFound } from '../../errors.ts';
import type { Translate } from '../../i18n.ts';
import { type Editor, type EditorStep, saveEditor, showEditor } from '../../web/editor.ts';
import type { SignedInWeb } from '../../web/page.ts';
import { idOf, parseQuery, SearchWords } from '../../web/parse-request.ts';
import { paths } from '../../web/paths.ts';
import { get, post, type Route } from '../../web/routes.ts';
import { takeEditorStep } from '../../web/take-editor-step.ts';
import { valuesOfDefinition } from './definition-values.ts';
import { fieldForm } from './field-form.ts';
import { type FieldRecord, findField, findFields } from './fields.query.ts';
import { removeField, restoreField, retireField } from './retire-field.ts';
import { saveField } from './save-field.ts';

/** `/admin/fields`: what templates can ask for, beside the fields that every ticket has (spec 02). */
export function fieldsRoutes(): Route[] {
  const { list, new: make, edit, retire, restore, remove } = paths.admin.fields;
  return [
    get(list, 'config.manage', showList),
    get(make, 'config.manage', async (web) => showEditor(web, await editorOf(web, null))),
    post(make, 'config.manage', (web) => save(web, null)),
    get(edit.pattern, 'config.manage', async (web) =>
      showEditor(web, await editorOf(web, idOf(web, 'field'))),
    ),
    post(edit.pattern, 'config.manage', (web) => save(web, idOf(web, 'field'))),
    post(retire.pattern, 'config.manage', (web) => step(web, retireField, edit.to(idOf(web, 'field')))),
    post(restore.pattern, 'config.manage', (web) => step(web, restoreField, edit.to(idOf(web, 'field')))),
    post(remove.pattern, 'config.manage', (web) => step(web, removeField, list)),
  ];
}

async function showList(web: SignedInWeb): Promise<void> {
  const filter = parseQuery(web.req, {
    q: SearchWords,
    type: z.enum(FIELD_TYPES).nullable().catch(null).default(null),
  });
  await web.page('fields/index', {
    title: web.t('config.area.fields'),
    nav: 'fields',
    filter,
    types: FIELD_TYPES,
    rows: await findFields(web.ctx.db, filter),
  });
}

async function save(web: SignedInWeb, id: number | null): Promise<void> {
  await saveEditor(
    web,
    () => editorOf(web, id),
    async (sent) => {
      const saved = await saveField(web.ctx, id, sent);
      if (saved.republished > 0) {
        web.flash({
          kind: 'done',
          key: 'config.field.republished',
          params: { count: String(saved.republished) },
        });
      }
      return id === null ? paths.admin.fields.edit.to(saved.id) : paths.admin.fields.list;
    },
  );
}

async function step(web: SignedInWeb, carryOut: typeof retireField, to: string): Promise<void> {
  const id = idOf(web, 'field');
  await takeEditorStep(
    web,
    () => editorOf(web, id),
    async (version) => {
      await carryOut(web.ctx, { id, version });
      web.flash({ kind: 'done', key: 'config.saved', params: {} });
      return to;
    },
  );
}

async function editorOf({ ctx, t }: SignedInWeb, id: number | null): Promise<Editor> {
  const record = id === null ? null : await findField(ctx.db, id);
  if (record === undefined) throw new NotFound('field');
  const form = fieldForm(record && { type: record.field.type, isUsed: record.isUsed });
  const section = (name: 'what' | 'answers' | 'use') => ({
    title: t(`config.field.section.${name}`),
    help: t(`config.field.section.${name}_help`),
    fields: form[name].map((field) => optionsInWords(field, t)),
  });
  return {
    subject: 'field',
    id,
    version: record?.version ?? null,
    title: record?.field.name ?? t('config.field.new'),
    nav: 'fields',
    back: { href: paths.admin.fields.list, label: t('config.area.fields') },
    action: id === null ? paths.admin.fields.new : paths.admin.fields.edit.to(id),
    values: record ? valuesToEdit(record) : {},
    sections: [section('what'), section('answers'), section('use')],
    steps: record ? stepsOf(record, t) : [],
    view: 'fields/edit',
    locals: { record, preview: record ? previewOf(record, t) : [] },
  };
}

/** Once it is used its key is told beside the title, and is no part of the form. */
function valuesToEdit({ field, isUsed }: FieldRecord): Editor['values'] {
  const { key, ...values } = valuesOfDefinition(field);
  return isUsed || key === undefined ? values : { ...values, key };
}

/** As it stands in a form that places it, for the eye alone. */
function previewOf({ field }: FieldRecord, t: Translate) {
  return presentForm({ fields: [defineField(field)], t, idPrefix: 'preview-' });
}

function optionsInWords(field: FormField, t: Translate): FormField {
  return {
    ...field,
    ...(field.options && { options: field.options.map((option) => ({ ...option, label: t(option.label) })) }),
    ...(field.fields && { fields: field.fields.map((each) => optionsInWords(each, t)) }),
  };
}

function stepsOf({ id, isUsed, isRetired }: FieldRecord, t: Translate): EditorStep[] {
  const { retire, restore, remove } = paths.admin.fields;
  const named = (name: 'retire' | 'restore' | 'delete') => ({
    label: t(`config.field.step.${name}`),
    help: t(`config.field.step.${name}_help`),
  });
  return [
    isRetired
      ? { action: restore.to(id), ...named('restore') }
      : { action: retire.to(id), ...named('retire') },
    ...(isUsed ? [] : [{ action: remove.to(id), ...named('delete') }]),
  ];
}
