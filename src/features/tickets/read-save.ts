import type { Knex } from 'knex';
import type { ActorCtx } from '../../context.ts';
import { parseMaskedForm } from '../../domain/form/conceal-form.ts';
import type { FieldProblem, FieldValues } from '../../domain/form/field.ts';
import { fieldsToSave } from '../../domain/form/fields-to-edit.ts';
import type { RawForm } from '../../domain/form/parse-form.ts';
import { textOf } from '../../domain/ticket/action-rule.ts';
import { type ContentEdit, editContent } from '../../domain/ticket/edit-content.ts';
import { titleAfter } from '../../domain/ticket/title.ts';
import { dayOf } from '../../domain/time/format.ts';
import { Invalid } from '../../errors.ts';
import { translator } from '../../i18n.ts';
import { withFiles } from '../attachments/field-files.query.ts';
import { findCategoryPath } from '../categories/categories.query.ts';
import { findVersionForm } from '../templates/template-form.query.ts';
import { findContent, valuesOf } from './ticket-content.query.ts';

const WORDS = { t: translator('zh-CN'), language: 'zh-CN' } as const;

/**
 * What a save makes of a locked ticket's content (spec 01, save): its own form read, and compared with what it holds.
 * What was empty may stay empty; what comes back untouched is not judged again. @throws Invalid
 */
export async function readSave(
  ctx: ActorCtx,
  trx: Knex.Transaction,
  ticketId: number,
  form: RawForm,
): Promise<ContentEdit> {
  const content = await findContent(trx, ticketId);
  const stored = valuesOf(content);
  const template = await findVersionForm(trx, content.template_version_id, WORDS);
  const asked = { uploaderId: ctx.actor.id, raw: form, stored };
  const fields = await withFiles(trx, fieldsToSave(template.fields, stored), asked);
  const parsed = parseMaskedForm(fields, form, stored, { today: dayOf(ctx.now(), ctx.zone), stored });
  if (!parsed.ok) throw new Invalid(parsed.problems);
  const values = { ...unasked(stored, fields), ...parsed.values };
  const problem = callerMissing(stored, values);
  if (problem) throw new Invalid({ customer_name: problem });
  const categoryPath = await findCategoryPath(trx, content.category_id);
  const before = { title: content.title, categoryPath, customer: callerOf(stored) };
  const title = titleAfter(textOf(values, 'title'), before, { categoryPath, customer: callerOf(values) });
  return editContent({ fields, values: stored }, { fields, values: { ...values, title } }, WORDS.t);
}

/** What a form does not ask for stays as it is. */
export function unasked(stored: FieldValues, fields: readonly { key: string }[]): FieldValues {
  const asked = new Set(fields.map(({ key }) => key));
  return Object.fromEntries(Object.entries(stored).filter(([key]) => !asked.has(key)));
}

export function callerOf(values: FieldValues): { name: string; phone: string } {
  return { name: textOf(values, 'customer_name'), phone: textOf(values, 'phone') };
}

/** A ticket that says whom it is about goes on saying so: by phone, or by name (spec 01). */
export function callerMissing(before: FieldValues, after: FieldValues): FieldProblem | null {
  const isKnown = (values: FieldValues): boolean => Object.values(callerOf(values)).some(Boolean);
  return isKnown(before) && !isKnown(after) ? { code: 'customer_required', params: {} } : null;
}
