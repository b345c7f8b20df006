import { closingChange } from '../ticket/actions/close.ts';
import { carryOut, type NewHop, type Step } from '../ticket/change.ts';
import { type Hop, JUST_BEGUN, type Place, type Ticket } from '../ticket/ticket.ts';
import type { PastLife } from './import-row.ts';

/** The only place a historical ticket ever was, as far as the sheet knows. */
export function pastHop(place: Place, sentById: number, createdAt: Date): NewHop {
  return {
    ...place,
    position: 1,
    cameFromId: null,
    sentById,
    sentAction: 'create',
    arrivedAt: createdAt,
    acceptedAt: place.assigneeId === null ? null : createdAt,
  };
}

/**
 * How a historical ticket was closed (spec 06, "Historical data"): by the rule of closing by hand, at its own time. What
 * no sheet tells is left open: when somebody first answered, and how the customer was called back.
 */
export function closePast(
  past: PastLife,
  at: {
    readonly place: Place;
    readonly creatorId: number;
    readonly createdAt: Date;
    readonly importerId: number;
  },
): Step {
  const { place, creatorId, createdAt } = at;
  const ticket: Ticket = { ...JUST_BEGUN, ...place, id: 0, number: '', creatorId, createdAt };
  const hop: Hop = { ...pastHop(place, creatorId, createdAt), id: 0 };
  const actorId = past.handlerId ?? at.importerId;
  const closedAt = new Date(past.closedAt);
  const answers = {
    outcome: past.outcome,
    unsolved_reason: past.unsolvedReason ?? '',
    satisfaction: past.satisfaction ?? 'not_reached',
    comment: past.comment,
  };
  const change = closingChange(answers, actorId, closedAt, null);
  const set = { ...change.set, callbackMethod: null, firstRespondedAt: null };
  const by = { action: 'close', eventType: 'ticket_closed', actorId, now: closedAt };
  return carryOut(ticket, hop, { ...change, set, data: { ...change.data, method: null } }, by);
}
