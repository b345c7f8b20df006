import type { Knex } from 'knex';
import type { ActorCtx } from '../../context.ts';
import type { FieldValues } from '../../domain/form/field.ts';
import { textOf } from '../../domain/ticket/action-rule.ts';
import { custom } from '../../domain/ticket/edit-content.ts';
import { formatTicketNumber } from '../../domain/ticket/number.ts';
import { type Route, tellRoute } from '../../domain/routing/decide-route.ts';
import type { Place } from '../../domain/ticket/ticket.ts';
import { titleOf } from '../../domain/ticket/title.ts';
import { dayOf } from '../../domain/time/format.ts';
import { saveCallers } from '../customers/save-caller.ts';
import { findEarlierComplaints } from '../links/earlier-complaints.query.ts';
import { linkRepeats } from '../links/link-repeats.ts';
import type { Settings } from '../settings/settings.query.ts';
import { insertTickets, type InsertedTicket, type NewTicket } from './new-tickets.store.ts';
import { nextRunningNumbers } from './ticket.query.ts';
import { titleTerms } from './ticket-content.store.ts';

/** A ticket that is to be: checked, and with the place where it begins. */
export interface WantedTicket {
  readonly category: { readonly id: number; readonly path: readonly string[] };
  readonly versionId: number;
  /** Of its form, with the product's own fields, as `parseForm` gives them. */
  readonly values: FieldValues;
  /** E.164; null where the text is no identity. */
  readonly phone: string | null;
  readonly place: Place;
  /** By what it begins there; none where whoever makes it keeps it. */
  readonly route?: Route | null;
  readonly submissionKey?: string | null;
  /** The row of a spreadsheet that it comes from. */
  readonly origin?: TicketOrigin;
}

/** Told by its first log entry. */
export interface TicketOrigin {
  readonly importId: number;
  readonly file: string;
  readonly row: number;
}

export interface BegunTicket extends InsertedTicket {
  readonly isNewCustomer: boolean;
}

/**
 * Begins tickets, one or many, in the same number of statements inside the caller's transaction (spec 01): customers
 * found or made, numbers, tickets at their places with their first hops and log entries, repeated complaints marked
 * and linked. In the order of what was wanted.
 * @param wanted each caller once: a repeated complaint is one that finds the earlier ticket there
 * @param onDuplicate what to do where there is an unfinished ticket of the phone and category: null for those skipped
 */
export async function beginTickets(
  ctx: ActorCtx,
  trx: Knex.Transaction,
  wanted: readonly WantedTicket[],
  { settings, onDuplicate = 'fail' }: { settings: Settings; onDuplicate?: 'fail' | 'skip' },
): Promise<(BegunTicket | null)[]> {
  if (wanted.length === 0) return [];
  const now = ctx.now();
  const callers = wanted.flatMap(({ phone, values }) =>
    phone === null
      ? []
      : [{ phone, name: textOf(values, 'customer_name'), phoneText: textOf(values, 'phone') }],
  );
  const customers = await saveCallers(trx, callers, now);
  const customerOf = ({ phone }: WantedTicket) => (phone === null ? undefined : customers.get(phone));
  // After the customers are locked: of two complaints in the same instant, the second sees the first.
  const earlier = await findEarlierComplaints(
    trx,
    wanted.map((one) => ({
      phone: one.phone,
      customerId: customerOf(one)?.id ?? null,
      categoryId: one.category.id,
    })),
    { days: settings.repeat_days, now },
  );
  const day = dayOf(now, ctx.zone);
  const running = await nextRunningNumbers(trx, wanted.length);
  const tickets = wanted.map((one, at) =>
    newTicket(ctx, trx, one, {
      number: formatTicketNumber(settings.number_prefix, day, running[at] ?? 0),
      customerId: customerOf(one)?.id ?? null,
      isRepeat: (earlier[at] ?? []).length > 0,
      now,
    }),
  );
  const inserted = new Map(
    (await insertTickets(trx, tickets, ctx.sourceIp, onDuplicate)).map((made) => [made.ticket.number, made]),
  );
  const begun = wanted.map((one, at): BegunTicket | null => {
    const made = inserted.get(tickets[at]?.row.number ?? '');
    return made ? { ...made, isNewCustomer: customerOf(one)?.isNew ?? false } : null;
  });
  const repeats = begun.flatMap((made, at) =>
    made ? [{ ticketId: made.ticket.id, earlierIds: earlier[at] ?? [] }] : [],
  );
  await linkRepeats(trx, repeats, now);
  return begun;
}

/** The rows with which a ticket begins, to be written with those of others (spec 01). */
export function newTicket(
  ctx: ActorCtx,
  trx: Knex.Transaction,
  { category, versionId, values, phone, place, route, submissionKey, origin }: WantedTicket,
  made: { number: string; customerId: number | null; isRepeat: boolean; now: Date },
): NewTicket {
  const name = textOf(values, 'customer_name');
  const phoneText = textOf(values, 'phone');
  const customer = { name, phone: phoneText };
  const title = titleOf(textOf(values, 'title'), { categoryPath: category.path, customer });
  return {
    row: {
      submission_key: submissionKey ?? null,
      number: made.number,
      category_id: category.id,
      template_version_id: versionId,
      title,
      title_terms: titleTerms(trx, title),
      description: textOf(values, 'description'),
      customer_id: made.customerId,
      customer_name: name,
      phone,
      phone_text: phoneText,
      order_number: textOf(values, 'order_number'),
      source_key: textOf(values, 'source'),
      priority: textOf(values, 'priority') || 'normal',
      values: JSON.stringify(custom(values)),
      is_repeat: made.isRepeat,
      creator_id: ctx.actor.id,
      creator_department_id: ctx.actor.departmentId,
      created_at: made.now,
      ...(origin && { import_id: origin.importId, imported_version: 1 }),
    },
    place,
    event: {
      type: 'ticket_created',
      action: 'create',
      actorId: ctx.actor.id,
      occurredAt: made.now,
      fromAssigneeId: null,
      toAssigneeId: place.assigneeId,
      fromGroupId: null,
      toGroupId: place.groupId,
      body: '',
      data: { ...(origin && { ...origin }), ...tellRoute(route ?? null) },
    },
  };
}
