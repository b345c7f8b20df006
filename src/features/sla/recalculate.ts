import type { Knex } from 'knex';
import type { Ctx } from '../../context.ts';
import { attributesAsked } from '../../domain/conditions/language.ts';
import { findPoliciesInUse } from './policies.query.ts';
import { isMeasuredBy } from './recalculation.query.ts';
import { lockPolicies, queueOpenTickets } from './time-queue.store.ts';

type Reason = 'policy' | 'calendar' | 'category';

/**
 * Has the clocks of all open tickets worked out anew in the background (spec 05), inside the transaction that changes
 * what they go by: `workOffClocks` does it once this is committed. What is due by the new rules but was not by the old
 * ones is marked, and nobody is told.
 */
export async function recalculate(
  ctx: Pick<Ctx, 'now'>,
  trx: Knex.Transaction,
  reason: Reason,
  { requestedBy }: { readonly requestedBy: number | null },
): Promise<void> {
  await lockPolicies(trx);
  await queueOpenTickets(trx, { reason, requestedById: requestedBy, now: ctx.now() });
}

/** The same where a calendar has changed, if anything is measured by it. */
export async function recalculateByCalendar(
  ctx: Pick<Ctx, 'now'>,
  trx: Knex.Transaction,
  calendarId: number,
  by: { readonly requestedBy: number | null },
): Promise<void> {
  if (await isMeasuredBy(trx, calendarId)) await recalculate(ctx, trx, 'calendar', by);
}

/** The same where categories have moved, if any policy asks for them. */
export async function recalculateByCategory(
  ctx: Pick<Ctx, 'now'>,
  trx: Knex.Transaction,
  by: { readonly requestedBy: number | null },
): Promise<void> {
  const policies = await findPoliciesInUse(trx);
  if (attributesAsked(policies.map(({ condition }) => condition)).has('category'))
    await recalculate(ctx, trx, 'category', by);
}
