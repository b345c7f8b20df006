import { remarkField } from '../action-fields.ts';
import type { ActionRule } from '../action-rule.ts';
import { textOf } from '../action-rule.ts';
import { OPEN_STATUSES } from '../status.ts';

const ANSWERING_STAGES: readonly (string | null)[] = ['operations', 'engineering'];

/**
 * 反馈: an answer; with "交回上一环节" ticked it also hands the ticket back to whoever asked (spec 01).
 * A ticket that nobody has accepted keeps its status: an answer does not put it into anyone's hands.
 */
export const feedback: ActionRule = {
  action: 'feedback',
  permission: 'ticket.feedback',
  from: OPEN_STATUSES,
  eventType: 'ticket_answered',
  collaborators: true,
  attachments: true,
  needs: 'either',
  form: ({ ticket, relation, origin }) => [
    remarkField(true, 'ticket.form.feedback'),
    ...(relation.holder && origin !== null
      ? [
          {
            key: 'hand_back',
            type: 'switch',
            label: 'ticket.form.hand_back',
            required: false,
            width: 'full',
            default: ANSWERING_STAGES.includes(ticket.stageKey),
          } as const,
        ]
      : []),
  ],
  decide: ({ ticket, origin, now, relation, awaitsAcceptance }, _hop, { values }) => {
    const handsBack = values['hand_back'] === true && relation.holder && origin !== null;
    const isInHand = ticket.assigneeId !== null && (relation.holder || !awaitsAcceptance);
    const back = handsBack ? (origin.assigneeId === null ? 'new' : 'in_progress') : null;
    return {
      status: back ?? (isInHand ? 'in_progress' : ticket.status),
      move: handsBack
        ? {
            kind: 'go',
            to: { groupId: origin.groupId, stageKey: origin.stageKey, assigneeId: origin.assigneeId },
            cameFromId: origin.cameFromId,
          }
        : { kind: 'stay' },
      set: relation.holder && ticket.firstRespondedAt === null ? { firstRespondedAt: now } : {},
      body: textOf(values, 'remark'),
      data: { handedBack: handsBack },
    };
  },
};
