import { remarkField, TARGET_FIELDS } from '../action-fields.ts';
import type { ActionRule } from '../action-rule.ts';
import { textOf } from '../action-rule.ts';
import { OPEN_STATUSES } from '../status.ts';
import { placeOf } from '../change.ts';

/** 另派: to a group's pool, or straight into someone's hands (spec 01). */
export const reassign: ActionRule = {
  action: 'reassign',
  permission: 'ticket.reassign',
  from: OPEN_STATUSES,
  eventType: 'ticket_reassigned',
  collaborators: false,
  needs: 'either',
  target: 'required',
  form: () => [...TARGET_FIELDS, remarkField(false)],
  decide: ({ ticket }, hop, { values, target }) => {
    const to = target ?? placeOf(ticket);
    return {
      status: to.assigneeId === null ? 'new' : 'in_progress',
      move: { kind: 'go', to, cameFromId: hop.id },
      body: textOf(values, 'remark'),
    };
  },
};
