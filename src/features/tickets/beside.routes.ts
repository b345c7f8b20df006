import { z } from 'zod';
import { normalizePhone } from '../../domain/form/phone.ts';
import { formatTime } from '../../domain/time/format.ts';
import type { SignedInWeb } from '../../web/page.ts';
import { parseQuery } from '../../web/parse-request.ts';
import { findCustomerByPhone, findCustomerTickets, NO_TICKETS } from '../customers/customer-card.query.ts';
import { type Duplicate, findDuplicate } from './duplicates.query.ts';

/** Who is calling, found by phone, with their open tickets; and the duplicate, once the category is known. */
export async function showCaller(web: SignedInWeb): Promise<void> {
  const query = parseQuery(web.req, {
    phone: z.string().max(100).catch(''),
    category_id: z.coerce.number().int().positive().max(Number.MAX_SAFE_INTEGER).optional().catch(undefined),
  });
  await web.fragment('tickets/_caller', await findBeside(web, query.phone, query.category_id ?? null));
}

/** The same for the page around it. */
export async function findBeside(
  web: SignedInWeb,
  phoneText: string,
  categoryId: number | null,
): Promise<{
  customer: Awaited<ReturnType<typeof findCustomerByPhone>> | null;
  openTickets: Awaited<ReturnType<typeof findCustomerTickets>>;
  duplicate: DuplicateView | null;
  phoneKnown: boolean;
}> {
  const { ctx } = web;
  const { db, actor } = ctx;
  const phone = normalizePhone(phoneText);
  if (!('e164' in phone))
    return { customer: null, openTickets: NO_TICKETS, duplicate: null, phoneKnown: false };
  const customer = (await findCustomerByPhone(db, phone.e164)) ?? null;
  const openTickets = customer
    ? await findCustomerTickets(db, actor, customer.id, { onlyOpen: true })
    : NO_TICKETS;
  const found =
    categoryId === null ? null : await findDuplicate(db, actor, phone.e164, categoryId, ctx.now());
  return { customer, openTickets, duplicate: found && presentDuplicate(found, web), phoneKnown: true };
}

type DuplicateView = Omit<Duplicate, 'actions'> & { actions: { action: string; why: string | null }[] };

function presentDuplicate(found: Duplicate, { t, ctx }: SignedInWeb): DuplicateView {
  const actions = found.actions.map(({ action, refusal }) => ({
    action,
    why:
      refusal &&
      t(`refusal.short.${refusal.code}`, {
        holder: found.assignee_name,
        status: t(`ticket.status.${found.status}`),
        until: refusal.until && formatTime(refusal.until, ctx.now(), ctx.zone),
      }),
  }));
  return { ...found, actions };
}
