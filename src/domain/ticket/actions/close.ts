import type { FieldValues } from '../../form/field.ts';
import { OTHER, OTHER_PREFIX } from '../../form/raw-form.ts';
import { closeFieldsOf } from '../action-fields.ts';
import type { ActionRule } from '../action-rule.ts';
import { textOf } from '../action-rule.ts';
import type { Change, TicketPatch } from '../change.ts';
import { OPEN_STATUSES } from '../status.ts';

/** 关闭 (归档): with the close form; nothing can be done to a closed ticket (spec 01). */
export const close: ActionRule = {
  action: 'close',
  permission: 'ticket.close',
  from: OPEN_STATUSES,
  eventType: 'ticket_closed',
  collaborators: false,
  attachments: true,
  needs: 'either',
  form: closeFieldsOf,
  passesOver: ['overdue_reason'],
  decide: ({ ticket, actor, now }, _hop, { values }) =>
    closingChange(values, actor.id, now, ticket.firstRespondedAt),
};

/** What closing does, alone or together with creating: the answers of the close form become columns. */
export function closingChange(
  values: FieldValues,
  closedById: number | null,
  now: Date,
  firstRespondedAt: Date | null,
): Change {
  const outcome = values['outcome'] === 'solved' ? 'solved' : 'unsolved';
  const satisfaction = textOf(values, 'satisfaction');
  const set: TicketPatch = {
    outcome,
    unsolvedReason: outcome === 'unsolved' ? textOf(values, 'unsolved_reason') : null,
    satisfaction: satisfaction === 'not_reached' ? null : satisfaction,
    closeComment: textOf(values, 'comment'),
    callbackMethod: textOf(values, 'callback_method') || 'phone',
    ...overdueOf(values),
    closedById,
    closedAt: now,
    ...(firstRespondedAt === null && { firstRespondedAt: now }),
  };
  return {
    status: 'closed',
    move: { kind: 'end' },
    set,
    body: textOf(values, 'comment'),
    data: {
      outcome,
      unsolvedReason: set.unsolvedReason ?? null,
      satisfaction: set.satisfaction ?? null,
      method: set.callbackMethod ?? null,
      ...(typeof set.overdueReason === 'string' && {
        overdueReason: set.overdueReason,
        overdueRemark: set.overdueRemark ?? null,
      }),
    },
  };
}

/** Why it was overdue: one of the reasons, or 其他 with its text beside it; nothing of a ticket in time. */
function overdueOf(values: FieldValues): Pick<TicketPatch, 'overdueReason' | 'overdueRemark'> {
  const reason = textOf(values, 'overdue_reason');
  if (reason === '') return {};
  const isOther = reason.startsWith(OTHER_PREFIX);
  return {
    overdueReason: isOther ? OTHER : reason,
    overdueRemark: isOther ? reason.slice(OTHER_PREFIX.length) : null,
  };
}
