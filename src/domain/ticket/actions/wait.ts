import { remarkField } from '../action-fields.ts';
import type { ActionRule } from '../action-rule.ts';
import { textOf } from '../action-rule.ts';

/** 等待回复: the customer's turn (spec 01). */
export const wait: ActionRule = {
  action: 'wait',
  permission: 'ticket.wait',
  from: ['new', 'in_progress', 'returned'],
  eventType: 'ticket_waiting',
  collaborators: false,
  needs: 'handler',
  form: () => [remarkField(false)],
  decide: (_situation, _hop, { values }) => ({
    status: 'waiting',
    move: { kind: 'stay' },
    body: textOf(values, 'remark'),
  }),
};
