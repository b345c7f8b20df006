import type { ActionRule } from '../action-rule.ts';
import { OPEN_STATUSES } from '../status.ts';

/** 暂存: the holder keeps what they have found out in the ticket's own form; nobody is told (spec 01). */
export const save: ActionRule = {
  action: 'save',
  permission: 'ticket.save',
  from: OPEN_STATUSES,
  eventType: 'ticket_saved',
  collaborators: false,
  needs: 'either',
  edits: 'template',
  form: () => [],
  examine: ({ edit }): ReturnType<NonNullable<ActionRule['examine']>> =>
    edit?.changes.length === 0 ? { form: { code: 'nothing_changed', params: {} } } : {},
  decide: ({ ticket }, _hop, { edit }) => ({
    status: ticket.status,
    move: { kind: 'stay' },
    ...(edit && { edit }),
  }),
};
