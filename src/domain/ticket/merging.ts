import { remarkField } from './action-fields.ts';
import type { ActionField, JudgedRule } from './action-rule.ts';
import type { Change } from './change.ts';
import { NUMBER_FIELD } from './link.ts';
import { OPEN_STATUSES } from './status.ts';
import type { Ticket } from './ticket.ts';

/** 并入: an administrator puts one ticket into another (spec 01, related tickets). Both must be open. */
export const MERGING: JudgedRule = {
  action: 'merge',
  permission: 'ticket.merge',
  from: OPEN_STATUSES,
  collaborators: false,
  needs: 'either',
};

export const MERGE_FIELDS: readonly ActionField[] = [
  { ...NUMBER_FIELD, label: 'link.form.merge_number' },
  remarkField(false),
];

/**
 * What merging does to the ticket that goes: closed with a pointer, its log stays. Nobody was asked how satisfied they
 * are: the customer's matter goes on in the other ticket.
 */
export function mergedChange(
  ticket: Ticket,
  into: { readonly id: number; readonly number: string },
  by: { readonly actorId: number; readonly now: Date; readonly remark: string; readonly isOverdue: boolean },
): Change {
  return {
    status: 'closed',
    move: { kind: 'end' },
    set: {
      outcome: 'unsolved',
      unsolvedReason: 'merged',
      satisfaction: null,
      closeComment: by.remark,
      ...(by.isOverdue && { overdueReason: 'merged', overdueRemark: null }),
      closedById: by.actorId,
      closedAt: by.now,
      mergedIntoId: into.id,
      ...(ticket.firstRespondedAt === null && { firstRespondedAt: by.now }),
    },
    body: by.remark,
    data: { number: into.number, ...(by.isOverdue && { overdueReason: 'merged' }) },
  };
}

/** What merging does to the ticket that stays: it learns what the other one was about. */
export function receivedChange(
  ticket: Ticket,
  merged: { readonly number: string; readonly description: string },
): Change {
  return {
    status: ticket.status,
    move: { kind: 'stay' },
    body: merged.description,
    data: { number: merged.number },
  };
}
