import { remarkField } from '../action-fields.ts';
import type { ActionRule } from '../action-rule.ts';
import { textOf } from '../action-rule.ts';
import { OPEN_STATUSES } from '../status.ts';

const MINUTE_MS = 60_000;

/** 催单: the customer chases; no sooner than the interval after the last time (spec 01, urging). */
export const urge: ActionRule = {
  action: 'urge',
  permission: 'ticket.urge',
  from: OPEN_STATUSES,
  eventType: 'ticket_urged',
  collaborators: false,
  needs: 'either',
  form: () => [{ ...remarkField(true, 'ticket.form.urge'), textFrom: 'urge' }],
  blockedBy: ({ ticket, urgeIntervalMinutes, now }) => {
    if (ticket.lastUrgedAt === null) return null;
    const until = new Date(ticket.lastUrgedAt.getTime() + urgeIntervalMinutes * MINUTE_MS);
    return until > now ? { status: 409, code: 'urged_too_soon', until } : null;
  },
  decide: ({ ticket, now }, _hop, { values }) => ({
    status: ticket.status,
    move: { kind: 'stay' },
    set: { urgedCount: ticket.urgedCount + 1, lastUrgedAt: now },
    body: textOf(values, 'remark'),
    data: { count: ticket.urgedCount + 1 },
  }),
};
