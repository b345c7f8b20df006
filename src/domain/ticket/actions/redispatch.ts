import { remarkField } from '../action-fields.ts';
import type { ActionRule } from '../action-rule.ts';
import { textOf } from '../action-rule.ts';
import { placeOf } from '../change.ts';
import { OPEN_STATUSES } from '../status.ts';

/** 重派: straight back into the hands of whoever had it before (spec 01). */
export const redispatch: ActionRule = {
  action: 'redispatch',
  permission: 'ticket.redispatch',
  from: OPEN_STATUSES,
  eventType: 'ticket_redispatched',
  collaborators: false,
  needs: 'either',
  form: () => [remarkField(false)],
  blockedBy: ({ previous }) => {
    if (previous === null) return { status: 409, code: 'no_previous_handler' };
    return previous.isAvailable ? null : { status: 409, code: 'previous_handler_gone' };
  },
  decide: ({ previous, ticket }, hop, { values }) => ({
    status: 'in_progress',
    move: { kind: 'go', to: previous?.place ?? placeOf(ticket), cameFromId: hop.id },
    body: textOf(values, 'remark'),
  }),
};
