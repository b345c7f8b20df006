import type { ActorCtx } from '../../context.ts';
import { carryOut, type Change } from '../../domain/ticket/change.ts';
import { findLastHop, toTicket, writeStep } from './tickets.store.ts';
import type { LockedTicket } from './ticket.query.ts';
import { keepTime } from '../sla/keep-time.ts';

/**
 * Carries out a decided change on a locked, open ticket, inside the caller's transaction: ticket, hop and log entry
 * (spec 01). For changes that concern more than one ticket; an action of the table goes through `performAction`.
 */
export async function takeStep(
  trx: Parameters<typeof writeStep>[0],
  ctx: ActorCtx,
  row: LockedTicket,
  change: Change,
  by: { readonly action: string; readonly eventType: string; readonly now: Date },
): Promise<void> {
  if (row.status === 'closed') throw new Error(`${row.number} is closed: nothing may be done to it`);
  const hop = await findLastHop(trx, row.id);
  const step = carryOut(toTicket(row), hop, change, { ...by, actorId: ctx.actor.id });
  await writeStep(trx, row.id, step, ctx.sourceIp);
  await keepTime({ ...ctx, now: () => by.now }, trx, [row.id]);
}
