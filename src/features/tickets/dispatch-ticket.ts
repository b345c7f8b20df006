import type { ActorCtx } from '../../context.ts';
import { type Route, tellRoute } from '../../domain/routing/decide-route.ts';
import { judgeAction } from '../../domain/ticket/action-rule.ts';
import { note } from '../../domain/ticket/actions/note.ts';
import { reassign } from '../../domain/ticket/actions/reassign.ts';
import { carryOut } from '../../domain/ticket/change.ts';
import { besideGiven, messagesOf } from '../../domain/ticket/messages.ts';
import { Refused } from '../../errors.ts';
import { queueMessages } from '../notifications/queue-messages.ts';
import { type Assigned, assignArrived } from '../routing/assign-arrived.ts';
import { findRoute } from '../routing/route.query.ts';
import { findRoutingPlaces } from '../routing/routing-places.query.ts';
import { findSettings } from '../settings/settings.query.ts';
import { explain } from './perform-action.ts';
import { findSituation } from './situation.query.ts';
import type { LockedTicket } from './ticket.query.ts';
import { writeStep } from './tickets.store.ts';
import { keepTime } from '../sla/keep-time.ts';

/** Where a dispatched ticket went, and who was given it there. */
export interface Dispatched {
  readonly route: Route;
  readonly assigned: Assigned | null;
}

/**
 * Sends a locked ticket anew by the rules (spec 04, manual assignment): judged like a reassignment, and written like
 * one. What waits in the very pool that the rules name stays there, and is given out by its strategy.
 * @param remark why; kept in the entry of the log, of a ticket that stays as a note
 * @throws Refused as a reassignment · 409 `nowhere_to_dispatch`
 */
export async function dispatchTicket(
  ctx: ActorCtx,
  trx: Parameters<typeof writeStep>[0],
  row: LockedTicket,
  remark = '',
): Promise<Dispatched> {
  const now = ctx.now();
  const inside = { ...ctx, db: trx, now: () => now };
  const settings = await findSettings(trx);
  const { situation, hop } = await findSituation(trx, ctx.actor, row, settings, now);
  const refusal = judgeAction(reassign, situation);
  if (refusal) throw await explain(inside, refusal, situation);
  const places = await findRoutingPlaces(trx, settings, row.category_id);
  const asked = { ticketId: row.id, occasion: 'dispatched', places } as const;
  const route = await findRoute(trx, asked, { now, zone: ctx.zone });
  if (!route) throw new Refused(409, 'nowhere_to_dispatch', { number: row.number });
  const isThere = row.assignee_id === null && row.group_id === route.place.groupId;
  const input = { values: { remark }, target: route.place, collaborators: [] };
  if (isThere) {
    if (remark !== '') {
      const by = { action: note.action, eventType: note.eventType, actorId: ctx.actor.id, now };
      const step = carryOut(situation.ticket, hop, note.decide(situation, hop, input), by);
      await writeStep(trx, row.id, step, ctx.sourceIp);
      await keepTime(inside, trx, [row.id]);
    }
    const [assigned] = await assignArrived(inside, trx, [{ ticketId: row.id, route }]);
    return { route, assigned: assigned ?? null };
  }
  const change = reassign.decide(situation, hop, input);
  const by = { action: reassign.action, eventType: reassign.eventType, actorId: ctx.actor.id, now };
  const step = carryOut(situation.ticket, hop, { ...change, data: { ...tellRoute(route) } }, by);
  await writeStep(trx, row.id, step, ctx.sourceIp);
  const [assigned] = await assignArrived(inside, trx, [{ ticketId: row.id, route }]);
  const messages = messagesOf(situation.ticket, step, []);
  await queueMessages(inside, trx, row.id, assigned?.kind === 'given' ? besideGiven(messages) : messages);
  await keepTime(inside, trx, [row.id]);
  return { route, assigned: assigned ?? null };
}
