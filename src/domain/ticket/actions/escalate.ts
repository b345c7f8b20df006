import { remarkField } from '../action-fields.ts';
import type { ActionRule } from '../action-rule.ts';
import { textOf } from '../action-rule.ts';

/** 升单: tier-1 hands the ticket up, to the review group or where the routing says (spec 01, 04). */
export const escalate: ActionRule = {
  action: 'escalate',
  permission: 'ticket.escalate',
  from: ['new', 'in_progress', 'returned'],
  eventType: 'ticket_escalated',
  collaborators: false,
  needs: 'either',
  form: () => [remarkField(false)],
  blockedBy: ({ escalateTo, ticket }) => {
    if (escalateTo === null) return { status: 409, code: 'no_group_to_escalate_to' };
    if (escalateTo.groupId === ticket.groupId) return { status: 409, code: 'already_escalated' };
    return null;
  },
  decide: ({ escalateTo, ticket }, hop, { values }) => ({
    status: 'new',
    move: {
      kind: 'go',
      to: escalateTo ?? { groupId: ticket.groupId, stageKey: ticket.stageKey, assigneeId: null },
      cameFromId: hop.id,
    },
    body: textOf(values, 'remark'),
  }),
};
