import { carryAnswers, sensitiveInEither } from '../../domain/form/conceal-form.ts';
import { displayValue } from '../../domain/form/display-value.ts';
import type { FormField } from '../../domain/form/field.ts';
import { fieldsToEdit, fieldsToSave } from '../../domain/form/fields-to-edit.ts';
import { type MaskedField, presentMasked } from '../../domain/form/present-masked.ts';
import { rawFromValues, valueIn } from '../../domain/form/raw-form.ts';
import { judgeUnmask } from '../../domain/ticket/judge-unmask.ts';
import { relationOf, type Ticket } from '../../domain/ticket/ticket.ts';
import { dayOf } from '../../domain/time/format.ts';
import type { SignedInWeb } from '../../web/page.ts';
import { bodyOf, numberOf } from '../../web/parse-request.ts';
import { paths } from '../../web/paths.ts';
import { post, type Route } from '../../web/routes.ts';
import { findVersionForm } from '../templates/template-form.query.ts';
import { idOf, one } from './sent-form.ts';
import { showTicket } from './show-ticket.routes.ts';
import { type Unmasked, unmaskAnswer } from './unmask-answer.ts';

/** Seeing a sensitive answer in full (spec 02): where it stood for the script, else the ticket's page with it. */
export function unmaskRoutes(): Route[] {
  return [post(paths.tickets.unmask.pattern, 'ticket.unmask', unmask)];
}

/** What a view needs to draw the button; null for those who may not. Its names begin with `_`, as no field's does. */
export interface UnmaskOffer {
  readonly url: string;
  readonly form: 'edit' | 'save';
  readonly versionId: number | null;
}

export function offerUnmask(
  web: Pick<SignedInWeb, 'user'>,
  ticket: Ticket,
  form: UnmaskOffer['form'],
  versionId: number | null = null,
): UnmaskOffer | null {
  const relation = relationOf(web.user, ticket, false);
  if (judgeUnmask({ ticket, actor: web.user, relation })) return null;
  return { url: paths.tickets.unmask.to(ticket.number), form, versionId };
}

async function unmask(web: SignedInWeb): Promise<void> {
  const body = bodyOf(web.req);
  const key = one(body['_field']);
  const found = await unmaskAnswer(web.ctx, { number: numberOf(web), key }, web);
  const form = one(body['_form']);
  if (!web.wantsFragment) {
    await showTicket(web, key);
    return;
  }
  const isForm = form === 'edit' || form === 'save';
  const field = isForm
    ? await presentOne(web, found, { key, form, versionId: idOf(body['_version']) })
    : null;
  if (field) {
    // Where it stands, its button was seen; whether the rest of the form hides it is for the script to say.
    await web.fragment('shared/_field', { field: { ...field, hidden: false } });
    return;
  }
  const stored = valueIn(found.stored, key);
  const answer = found.form.fields.find((each) => each.key === key);
  await web.fragment('tickets/_unmasked', { value: answer ? displayValue(answer, stored, web.t) : '' });
}

/** The field as its form has it, with the answer in it. */
async function presentOne(
  web: SignedInWeb,
  { form: own, stored }: Unmasked,
  asked: { key: string; form: UnmaskOffer['form']; versionId: number | null },
): Promise<MaskedField | undefined> {
  const { ctx, t } = web;
  const isOwn = asked.form === 'save' || asked.versionId === null || asked.versionId === own.versionId;
  const fields = isOwn
    ? (asked.form === 'save' ? fieldsToSave : fieldsToEdit)(own.fields, stored)
    : await findOther(web, own.fields, asked.versionId);
  const raw = isOwn ? undefined : carryAnswers(rawFromValues(own.fields, stored), own.fields, fields);
  return presentMasked({
    ...{ fields, t, raw, stored, storedIn: own.fields, isOwn, revealed: asked.key },
    ...(asked.form === 'save' && { idPrefix: 'save-' }),
    today: dayOf(ctx.now(), ctx.zone),
  }).find(({ key }) => key === asked.key);
}

/** The form of the category, or version, that is being changed to. */
async function findOther(
  web: SignedInWeb,
  own: readonly FormField[],
  versionId: number | null,
): Promise<readonly FormField[]> {
  const other =
    versionId === null ? null : await findVersionForm(web.ctx.db, versionId, web).catch(() => null);
  return sensitiveInEither(other?.fields ?? own, own);
}
