import { remarkField } from '../action-fields.ts';
import type { ActionRule } from '../action-rule.ts';
import { textOf } from '../action-rule.ts';

/** 退回: back to where it came from: the handler, else the group, else the creator (spec 01). */
export const returnTicket: ActionRule = {
  action: 'return',
  permission: 'ticket.return',
  from: ['new', 'in_progress', 'waiting'],
  eventType: 'ticket_returned',
  collaborators: false,
  needs: 'either',
  form: () => [remarkField(true, 'ticket.form.return_reason')],
  blockedBy: ({ origin }) => (origin === null ? { status: 409, code: 'nowhere_to_return' } : null),
  decide: ({ origin, ticket }, hop, { values }) => ({
    status: 'returned',
    move: {
      kind: 'go',
      to: origin
        ? { groupId: origin.groupId, stageKey: origin.stageKey, assigneeId: origin.assigneeId }
        : { groupId: null, stageKey: null, assigneeId: ticket.creatorId },
      cameFromId: origin ? origin.cameFromId : hop.cameFromId,
    },
    set: { returnedCount: ticket.returnedCount + 1 },
    body: textOf(values, 'remark'),
  }),
};
