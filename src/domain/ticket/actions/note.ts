import { remarkField } from '../action-fields.ts';
import type { ActionRule } from '../action-rule.ts';
import { textOf } from '../action-rule.ts';
import { OPEN_STATUSES } from '../status.ts';

/** 备注: for colleagues; changes nothing (spec 01). */
export const note: ActionRule = {
  action: 'note',
  permission: 'ticket.note',
  from: OPEN_STATUSES,
  eventType: 'ticket_noted',
  collaborators: true,
  attachments: true,
  needs: 'either',
  form: () => [remarkField(true, 'ticket.form.note')],
  decide: ({ ticket }, _hop, { values }) => ({
    status: ticket.status,
    move: { kind: 'stay' },
    body: textOf(values, 'remark'),
  }),
};
