import type { Knex } from 'knex';
import type { Ctx } from '../../context.ts';
import { queueMessages } from '../notifications/queue-messages.ts';
import { findInHops, giveTickets, type TicketInHop } from '../tickets/give-tickets.ts';
import { assignArrived } from './assign-arrived.ts';
import { findOverdueOffers, lockOverdue } from './due.query.ts';
import { findGroupsOnShift, type GroupOnShift } from './shifts.query.ts';
import { findOffers, keepOffers, type Offer } from './waits.store.ts';

/**
 * Takes what was given to somebody and not accepted in time, and gives it to the next one (spec 04); where there is
 * nobody else, it waits in the pool. After so many people, or when nobody is left, the duty leader is told. Each ticket
 * is a transaction of its own, taken by exactly one process; one failure does not stop the others.
 */
export async function passOnOffers(ctx: Ctx): Promise<{ passed: number; pooled: number; failed: number }> {
  const counts = { passed: 0, pooled: 0, failed: 0 };
  for (const id of await findOverdueOffers(ctx.db, ctx.now())) {
    try {
      const outcome = await ctx.db.transaction((trx) => passOn({ ...ctx, db: trx }, trx, id));
      if (outcome !== null) counts[outcome] += 1;
    } catch (error) {
      counts.failed += 1;
      ctx.log.error({ err: error, assignment: id }, 'a ticket that was not accepted could not be passed on');
    }
  }
  return counts;
}

async function passOn(
  ctx: Ctx,
  trx: Knex.Transaction,
  assignmentId: number,
): Promise<'passed' | 'pooled' | null> {
  const now = ctx.now();
  const ticketId = await lockOverdue(trx, assignmentId, now);
  if (ticketId === undefined) return null;
  const offer = (await findOffers(trx, [assignmentId])).get(assignmentId);
  const [at] = await findInHops(trx, [ticketId]);
  if (!offer || at?.hop.id !== assignmentId || at.row.assignee_id === null) return null;
  const group = (await findGroupsOnShift(trx, [at.row.group_id ?? 0], now)).get(at.row.group_id ?? 0);
  if (!group) return null;
  await withdraw(trx, now, { at, offer, group });
  const { strategy, fallback, ruleName } = offer;
  const route = { ruleName, strategy, fallback, agentId: null };
  const [done] = await assignArrived(ctx, trx, [{ ticketId, route }], { again: true });
  const isGiven = done?.kind === 'given';
  if (offer.round === group.acceptRounds || (!isGiven && offer.round < group.acceptRounds))
    await tellLeader(ctx, trx, ticketId, group);
  return isGiven ? 'passed' : 'pooled';
}

/** Nobody has it any more, and who had it is not asked again while it is here. */
async function withdraw(
  trx: Knex.Transaction,
  now: Date,
  { at, offer, group }: { at: TicketInHop; offer: Offer; group: GroupOnShift },
): Promise<void> {
  const data = {
    group: group.name,
    reason: 'not_accepted',
    minutes: group.acceptMinutes,
    round: offer.round,
  };
  await giveTickets(trx, now, [{ at, kind: 'withdraw', assigneeId: null, ruleName: offer.ruleName, data }]);
  const passedIds = [...offer.passedIds, ...(at.row.assignee_id === null ? [] : [at.row.assignee_id])];
  await keepOffers(trx, [{ ...offer, expiresAt: null, passedIds }], now);
}

async function tellLeader(
  ctx: Ctx,
  trx: Knex.Transaction,
  ticketId: number,
  group: GroupOnShift,
): Promise<void> {
  if (group.dutyLeaderId === null) return;
  const to = { kind: 'people', ids: [group.dutyLeaderId] } as const;
  await queueMessages(ctx, trx, ticketId, [{ kind: 'not_accepted', to, actorId: null, remark: '' }]);
}
