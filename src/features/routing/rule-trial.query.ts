import type { ActorCtx } from '../../context.ts';
import { attributeIn, type Catalogue, optionIn } from '../../domain/conditions/catalogue.ts';
import type { FieldValues } from '../../domain/form/field.ts';
import { normalizePhone } from '../../domain/form/phone.ts';
import { type Occasion, OCCASIONS } from '../../domain/routing/rule.ts';
import { textOf } from '../../domain/ticket/action-rule.ts';
import { Invalid, NotFound } from '../../errors.ts';
import { findSubjects } from '../conditions/subjects.query.ts';
import { findSettings } from '../settings/settings.query.ts';
import { findTicket } from '../tickets/ticket.query.ts';
import { describeNewTickets } from './new-subjects.query.ts';

/** What a trial of the rules is about: `explainRoute` is asked with it. */
export type Trial = Awaited<ReturnType<typeof findTrial>>;

/**
 * The ticket with which the rules are tried (spec 04): a stored one that the actor may see, or one as somebody thinks
 * of it.
 * @param values of the form for trying, already read
 * @throws Invalid when there is no such ticket, or neither a number nor a category
 */
export async function findTrial(ctx: ActorCtx, values: FieldValues, catalogue: Catalogue) {
  const occasion: Occasion = OCCASIONS.find((each) => each === values['occasion']) ?? 'created';
  const number = textOf(values, 'number').trim().toUpperCase();
  return {
    occasion,
    ...(await (number === '' ? findThought(ctx, values, catalogue) : findStored(ctx, number))),
  };
}

async function findStored({ db, actor }: ActorCtx, number: string) {
  const unknown = new Invalid({ number: { code: 'ticket_unknown', params: { number } } });
  const row = await findTicket(db, actor, number).catch((error: unknown) => {
    throw error instanceof NotFound ? unknown : error;
  });
  const subject = (await findSubjects(db, [row.id])).get(row.id);
  if (!subject) throw unknown;
  const { id, category_id: categoryId, title } = row;
  return { subject, categoryId, ticketId: id, ticket: { number, title } };
}

async function findThought({ db, actor, now }: ActorCtx, values: FieldValues, catalogue: Catalogue) {
  const typed = textOf(values, 'category');
  if (typed === '') throw new Invalid({ category: { code: 'category_required', params: {} } });
  const id = Number(typed);
  const path = optionIn(attributeIn(catalogue, 'category')?.options ?? [], typed)?.path ?? [];
  const phone = normalizePhone(textOf(values, 'phone'));
  const { repeat_days: repeatDays } = await findSettings(db);
  const [described] = await describeNewTickets(
    db,
    [{ category: { id, path }, values, phone: 'e164' in phone ? phone.e164 : null }],
    { creatorId: actor.id, departmentId: actor.departmentId, now: now(), repeatDays },
  );
  if (!described) throw new Error('a ticket was thought of and not described');
  const tags = values['tags'];
  const subject = {
    ...described,
    values: {},
    tags: Array.isArray(tags) ? tags.map(String) : [],
    customerLevel: textOf(values, 'customer_level') || described.customerLevel,
    customerRegion: textOf(values, 'customer_region') || described.customerRegion,
  };
  return { subject, categoryId: id, ticketId: null, ticket: null };
}
