import { choiceOf, remarkField } from '../action-fields.ts';
import type { ActionRule } from '../action-rule.ts';
import { textOf } from '../action-rule.ts';
import { OPEN_STATUSES } from '../status.ts';
import type { CallbackOutcome } from '../ticket.ts';

const OUTCOMES: readonly CallbackOutcome[] = ['confirmed', 'not_solved', 'not_reached'];

/** 回访: confirmed leads to closing, not solved goes on, not reached offers waiting (spec 01). */
export const callback: ActionRule = {
  action: 'callback',
  permission: 'ticket.callback',
  from: OPEN_STATUSES,
  eventType: 'ticket_called_back',
  collaborators: false,
  attachments: true,
  needs: 'handler',
  form: () => [
    choiceOf('callback_method', ['phone', 'sms'], { default: 'phone' }),
    choiceOf('callback_outcome', OUTCOMES),
    remarkField(false),
  ],
  decide: ({ ticket, now }, _hop, { values }) => {
    const outcome = OUTCOMES.find((each) => each === values['callback_outcome']) ?? 'not_reached';
    return {
      status: outcome === 'not_solved' ? 'in_progress' : ticket.status,
      move: { kind: 'stay' },
      set: {
        lastCallback: outcome,
        ...(outcome !== 'not_reached' && { lastContactAt: now }),
        ...(ticket.firstRespondedAt === null && { firstRespondedAt: now }),
      },
      body: textOf(values, 'remark'),
      data: { method: textOf(values, 'callback_method'), outcome },
    };
  },
};
