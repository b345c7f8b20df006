import { remarkField } from '../action-fields.ts';
import type { ActionRule } from '../action-rule.ts';
import { textOf } from '../action-rule.ts';
import { OPEN_STATUSES } from '../status.ts';

/** 追加: the customer adds something; a ticket that waited for them goes on (spec 01, appending). */
export const append: ActionRule = {
  action: 'append',
  permission: 'ticket.append',
  from: OPEN_STATUSES,
  eventType: 'ticket_appended',
  collaborators: false,
  attachments: true,
  needs: 'either',
  form: () => [remarkField(true, 'ticket.form.append')],
  decide: ({ ticket, now }, _hop, { values }) => ({
    status: ticket.status === 'waiting' ? 'in_progress' : ticket.status,
    move: { kind: 'stay' },
    set: { appendedCount: ticket.appendedCount + 1, lastContactAt: now },
    body: textOf(values, 'remark'),
    data: { count: ticket.appendedCount + 1 },
  }),
};
