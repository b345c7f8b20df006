import type { Knex } from 'knex';
import type { Ctx } from '../../context.ts';
import { handOverChange } from '../../domain/ticket/actions/reassign.ts';
import { carryOut } from '../../domain/ticket/change.ts';
import { besideGiven, messagesOf } from '../../domain/ticket/messages.ts';
import type { Place } from '../../domain/ticket/ticket.ts';
import { queueMessages } from '../notifications/queue-messages.ts';
import { assignArrived } from '../routing/assign-arrived.ts';
import {
  findFallbackPlace,
  findGroupPlace,
  findHeldIds,
  findPersonPlace,
  lockHeld,
} from './held-tickets.query.ts';
import { findLastHop, toTicket, type TicketRow, writeStep } from './tickets.store.ts';
import { keepTime } from '../sla/keep-time.ts';

/** Where the tickets of someone who leaves go: their own group's pool, one group's, or a colleague's hands. */
export type Destination =
  { readonly kind: 'pool' } | { readonly kind: 'group' | 'person'; readonly id: number };

export interface Handover {
  readonly fromId: number;
  /** The administrator in whose name it is done. */
  readonly byId: number;
  readonly to: Destination;
  readonly remark: string;
  readonly sourceIp: string | null;
  readonly limit: number;
}

const BATCH = 50;

/**
 * Takes the open tickets out of somebody's hands, one by one (spec 03): each is a transaction of its own with hop, log
 * entry and messages as a reassignment has them, and is judged by what it is when its turn comes, so that its work goes
 * on meanwhile. A destination that can take nothing any more is replaced by the ticket's own pool, else by the default
 * group. One failure does not stop the others. Answers how many went, and how many are left.
 */
export async function handOverTickets(
  ctx: Ctx,
  handover: Handover,
): Promise<{ moved: number; left: number }> {
  const counts = { moved: 0, left: 0 };
  for (let after = 0; ;) {
    const ids = await findHeldIds(ctx.db, handover.fromId, after, BATCH);
    for (const id of ids) {
      if (counts.moved >= handover.limit) counts.left += 1;
      else {
        const outcome = await tryOne(ctx, handover, id);
        if (outcome !== 'gone') counts[outcome] += 1;
      }
    }
    const last = ids.at(-1);
    if (last === undefined) return counts;
    after = last;
  }
}

async function tryOne(ctx: Ctx, handover: Handover, id: number): Promise<'moved' | 'left' | 'gone'> {
  try {
    return await ctx.db.transaction((trx) => handOne(ctx, trx, handover, id));
  } catch (error) {
    ctx.log.error({ err: error, ticket: id }, 'a ticket could not be handed over');
    return 'left';
  }
}

async function handOne(
  ctx: Ctx,
  trx: Knex.Transaction,
  { fromId, byId, to, remark, sourceIp }: Handover,
  id: number,
): Promise<'moved' | 'left' | 'gone'> {
  const row = await lockHeld(trx, id, fromId);
  if (!row) return 'gone';
  const place = await placeFor(trx, row, to);
  if (!place) return 'left';
  const now = ctx.now();
  const ticket = toTicket(row);
  const hop = await findLastHop(trx, id);
  const by = { action: 'reassign', eventType: 'ticket_reassigned', actorId: byId, now };
  const step = carryOut(ticket, hop, handOverChange(ticket, hop, place, remark), by);
  await writeStep(trx, id, step, sourceIp);
  const inside = { ...ctx, now: () => now };
  const [assigned] = await assignArrived(inside, trx, [{ ticketId: id, route: null }]);
  const messages = messagesOf(ticket, step, []);
  await queueMessages(inside, trx, id, assigned?.kind === 'given' ? besideGiven(messages) : messages);
  await keepTime(inside, trx, [id]);
  return 'moved';
}

async function placeFor(db: Knex, row: TicketRow, to: Destination): Promise<Place | null> {
  if (to.kind === 'group') {
    const place = await findGroupPlace(db, to.id);
    if (place) return place;
  }
  if (to.kind === 'person') {
    const place = await findPersonPlace(db, to.id, row.group_id);
    if (place) return place;
  }
  const own = row.group_id === null ? null : await findGroupPlace(db, row.group_id);
  return own ?? findFallbackPlace(db);
}
