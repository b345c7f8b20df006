import type { FieldProblem } from '../../form/field.ts';
import { remarkField, TARGET_FIELDS } from '../action-fields.ts';
import type { ActionRule } from '../action-rule.ts';
import { textOf } from '../action-rule.ts';
import { placeOf } from '../change.ts';

/** 激活: the one thing that can be done to a closed ticket, by administrators (spec 01). Its clocks start again. */
export const reopen: ActionRule = {
  action: 'reopen',
  permission: 'ticket.reopen',
  from: ['closed'],
  eventType: 'ticket_reopened',
  collaborators: false,
  needs: 'either',
  target: 'optional',
  exists: ({ ticket }) => ticket.status === 'closed',
  form: ({ reopenTo }) => [
    remarkField(true, 'ticket.form.reopen_reason'),
    ...TARGET_FIELDS.map((field) =>
      field.key === 'group_id' && reopenTo !== null
        ? { ...field, help: 'ticket.form.reopen_target_help' }
        : field,
    ),
  ],
  examine: ({ target }, { reopenTo }): Record<string, FieldProblem> =>
    target === null && reopenTo === null ? { group_id: { code: 'target_required', params: {} } } : {},
  decide: ({ ticket, reopenTo }, hop, { values, target }) => ({
    status: 'new',
    move: { kind: 'resume', to: target ?? reopenTo ?? placeOf(ticket), cameFromId: hop.id },
    set: {
      reopenedCount: ticket.reopenedCount + 1,
      firstRespondedAt: null,
      acceptedAt: null,
      lastCallback: null,
      outcome: null,
      unsolvedReason: null,
      satisfaction: null,
      closeComment: null,
      callbackMethod: null,
      overdueReason: null,
      overdueRemark: null,
      closedById: null,
      closedAt: null,
      mergedIntoId: null,
    },
    body: textOf(values, 'remark'),
  }),
};
