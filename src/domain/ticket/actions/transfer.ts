import { remarkField, TARGET_FIELDS } from '../action-fields.ts';
import type { ActionRule } from '../action-rule.ts';
import { textOf } from '../action-rule.ts';
import { OPEN_STATUSES } from '../status.ts';

/** 转移: the holder hands the ticket over, or keeps it and asks others to work along (spec 01). */
export const transfer: ActionRule = {
  action: 'transfer',
  permission: 'ticket.transfer',
  from: OPEN_STATUSES,
  eventType: 'ticket_transferred',
  collaborators: false,
  needs: 'either',
  target: 'optional',
  handsOver: true,
  form: () => [
    ...TARGET_FIELDS,
    {
      key: 'collaborator_ids',
      type: 'multiselect',
      label: 'ticket.form.collaborators',
      help: 'ticket.form.collaborators_help',
      required: false,
      width: 'full',
      optionsFrom: 'colleagues',
    },
    remarkField(false),
  ],
  examine: ({ target, values, collaborators }) => {
    if (target !== null || collaborators.length > 0) return {};
    const chose = Array.isArray(values['collaborator_ids']) && values['collaborator_ids'].length > 0;
    return chose
      ? { collaborator_ids: { code: 'collaborators_known', params: {} } }
      : { group_id: { code: 'target_or_collaborators', params: {} } };
  },
  decide: ({ ticket }, hop, { values, target, collaborators }) => ({
    status: target === null ? ticket.status : target.assigneeId === null ? 'new' : 'in_progress',
    move: target === null ? { kind: 'stay' } : { kind: 'go', to: target, cameFromId: hop.id },
    body: textOf(values, 'remark'),
    collaboratorIds: collaborators.map(({ id }) => id),
    data: collaborators.length > 0 ? { collaborators: collaborators.map(({ name }) => name).join(' ') } : {},
  }),
};
