import type { Knex } from 'knex';
import type { Ctx } from '../../context.ts';
import { carryOut, type Change, type Step } from '../../domain/ticket/change.ts';
import { besideGiven, messagesOf } from '../../domain/ticket/messages.ts';
import type { Hop, Ticket } from '../../domain/ticket/ticket.ts';
import { queueMessages } from '../notifications/queue-messages.ts';
import { keepTime } from '../sla/keep-time.ts';
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
  const inside = { ...ctx, now: () => now };
  if (step.arrive) await arrive(inside, trx, { ticket, step });
  await keepTime(inside, trx, [row.id]);
}

/** Whoever it comes to is told; by the strategy of the group, somebody there is given it at once. */
async function arrive(
  ctx: Ctx,
  trx: Knex.Transaction,
  { ticket, step }: { readonly ticket: Ticket; readonly step: Step },
): Promise<void> {
  const messages = messagesOf(ticket, step, []);
  const isPool = step.arrive?.assigneeId === null;
  // Whoever is given it is told so, the others need not look for it.
  const [assigned] = isPool ? await assignArrived(ctx, trx, [{ ticketId: ticket.id, route: null }]) : [];
  await queueMessages(ctx, trx, ticket.id, assigned?.kind === 'given' ? besideGiven(messages) : messages);
}
