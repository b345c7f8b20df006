import type { Knex } from 'knex';
import type { Ctx } from '../../context.ts';
import { carryOut, type Change } from '../../domain/ticket/change.ts';
import { besideGiven, messagesOf } from '../../domain/ticket/messages.ts';
import type { Hop, Ticket } from '../../domain/ticket/ticket.ts';
import { queueMessages } from '../notifications/queue-messages.ts';
import { assignArrived } from '../routing/assign-arrived.ts';
import type { LockedTicket } from './ticket.query.ts';
import { findLastHop, toTicket, writeStep } from './tickets.store.ts';

/**
 * Carries out what a rule has decided about a locked ticket, inside the caller's transaction: ticket, hop, a log entry
 * of the system that names the rule, and the messages to those whom it brings the ticket (spec 01, 04).
 */
export async function takeRuleStep(
  ctx: Ctx,
  trx: Knex.Transaction,
  row: LockedTicket,
  decide: (ticket: Ticket, hop: Hop) => Change,
  by: { readonly action: string; readonly eventType: string; readonly ruleName: string },
): Promise<void> {
  if (row.status === 'closed') throw new Error(`${row.number} is closed: nothing may be done to it`);
  const now = ctx.now();
  const ticket = toTicket(row);
  const hop = await findLastHop(trx, row.id);
  const step = carryOut(ticket, hop, decide(ticket, hop), { ...by, actorId: null, now });
  await writeStep(trx, row.id, step, null);
  if (!step.arrive) return;
  const inside = { ...ctx, now: () => now };
  const messages = messagesOf(ticket, step, []);
  const isPool = step.arrive.assigneeId === null;
  // By the strategy of the group that it has come to; whoever is given it is told so, the others need not look for it.
  const [assigned] = isPool ? await assignArrived(inside, trx, [{ ticketId: row.id, route: null }]) : [];
  await queueMessages(inside, trx, row.id, assigned?.kind === 'given' ? besideGiven(messages) : messages);
}
