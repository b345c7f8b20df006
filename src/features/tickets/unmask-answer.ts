import type { ActorCtx } from '../../context.ts';
import type { FieldValues } from '../../domain/form/field.ts';
import { valueIn } from '../../domain/form/raw-form.ts';
import { judgeUnmask } from '../../domain/ticket/judge-unmask.ts';
import { relationOf } from '../../domain/ticket/ticket.ts';
import { Invalid } from '../../errors.ts';
import type { Language, Translate } from '../../i18n.ts';
import { recordAudit } from '../audit/record-audit.ts';
import { findVersionForm, type TemplateForm } from '../templates/template-form.query.ts';
import { explain } from './perform-action.ts';
import { findContent, valuesOf } from './ticket-content.query.ts';
import { findTicket } from './ticket.query.ts';
import { toTicket } from './tickets.store.ts';

export interface Unmasked {
  readonly form: TemplateForm;
  readonly stored: FieldValues;
}

/**
 * Lets a person see one sensitive answer of a ticket in full, and notes in the audit log who looked at which (spec 02):
 * both in one transaction, so that nothing is shown that was not noted.
 * @throws NotFound when the actor can't see the ticket · Refused 403 · Invalid for what is no answer of its form
 */
export async function unmaskAnswer(
  ctx: ActorCtx,
  { number, key }: { number: string; key: string },
  words: { t: Translate; language: Language },
): Promise<Unmasked> {
  return ctx.db.transaction(async (trx) => {
    const row = await findTicket(trx, ctx.actor, number);
    const ticket = toTicket(row);
    const relation = relationOf(ctx.actor, ticket, false);
    const refusal = judgeUnmask({ ticket, actor: ctx.actor, relation });
    if (refusal) throw await explain({ ...ctx, db: trx }, refusal, { ticket });
    const content = await findContent(trx, row.id);
    const form = await findVersionForm(trx, content.template_version_id, words);
    const field = form.fields.find((each) => each.key === key);
    if (!field || valueIn(content.values, key) === undefined)
      throw new Invalid({ field: { code: 'nothing_to_unmask', params: {} } });
    await recordAudit(
      { ...ctx, db: trx },
      {
        action: 'ticket_unmasked',
        actorId: ctx.actor.id,
        subjectType: 'ticket',
        subjectId: row.number,
        changes: { field: key, label: field.label },
      },
    );
    return { form, stored: valuesOf(content) };
  });
}
