import type { ActionRule } from '../action-rule.ts';

/**
 * 接单: a member takes a ticket out of the pool of their group (spec 01), or what the rules gave them (spec 04). The
 * first response is met.
 */
export const accept: ActionRule = {
  action: 'accept',
  permission: 'ticket.accept',
  from: ['new', 'returned'],
  eventType: 'ticket_accepted',
  collaborators: false,
  needs: 'pool',
  form: () => [],
  decide: ({ ticket, actor, now }) => ({
    status: 'in_progress',
    move: { kind: 'take', assigneeId: actor.id },
    set: {
      acceptedAt: now,
      ...(ticket.firstRespondedAt === null && { firstRespondedAt: now }),
    },
  }),
};
