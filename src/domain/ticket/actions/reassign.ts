import { remarkField, TARGET_FIELDS } from '../action-fields.ts';
import type { ActionRule } from '../action-rule.ts';
import { textOf } from '../action-rule.ts';
import type { Change } from '../change.ts';
import { placeOf } from '../change.ts';
import { OPEN_STATUSES } from '../status.ts';
import type { Hop, Place, Ticket } from '../ticket.ts';

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
  decide: ({ ticket }, hop, { values, target }) =>
    reassignTo(hop, target ?? placeOf(ticket), textOf(values, 'remark')),
};

/**
 * The same for a ticket whose handler leaves (spec 03). What is resolved stays so: its customer has been answered, and
 * it closes by itself.
 */
export function handOverChange(ticket: Ticket, hop: Hop, to: Place, remark: string): Change {
  const change = reassignTo(hop, to, remark);
  return ticket.status === 'resolved' ? { ...change, status: 'resolved' } : change;
}

function reassignTo(hop: Hop, to: Place, body: string): Change {
  return {
    status: to.assigneeId === null ? 'new' : 'in_progress',
    move: { kind: 'go', to, cameFromId: hop.id },
    body,
  };
}
