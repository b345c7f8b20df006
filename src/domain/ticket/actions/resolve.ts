import type { ActionRule } from '../action-rule.ts';

/** 解决: reserved; where the installation uses it, the system closes the ticket some days later (spec 01). */
export const resolve: ActionRule = {
  action: 'resolve',
  permission: 'ticket.resolve',
  from: ['in_progress'],
  eventType: 'ticket_resolved',
  collaborators: false,
  needs: 'handler',
  exists: ({ resolveEnabled }) => resolveEnabled,
  form: () => [],
  decide: ({ ticket, now }) => ({
    status: 'resolved',
    move: { kind: 'stay' },
    set: ticket.firstRespondedAt === null ? { firstRespondedAt: now } : {},
  }),
};
