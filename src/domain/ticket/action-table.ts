import type { ActionRule, Situation, TicketAction } from './action-rule.ts';
import { accept } from './actions/accept.ts';
import { callback } from './actions/callback.ts';
import { close } from './actions/close.ts';
import { escalate } from './actions/escalate.ts';
import { feedback } from './actions/feedback.ts';
import { note } from './actions/note.ts';
import { reassign } from './actions/reassign.ts';
import { returnTicket } from './actions/return.ts';
import { wait } from './actions/wait.ts';
import type { Hop } from './ticket.ts';

/** The table of actions (spec 01), in the order of the flow: the order of the buttons, too. */
export const ACTION_TABLE: Readonly<Record<TicketAction, ActionRule>> = {
  accept,
  escalate,
  reassign,
  feedback,
  callback,
  return: returnTicket,
  wait,
  close,
  note,
};

/**
 * The next step of the flow for this person at this ticket: the one filled button of the page.
 * In my pool: accept. In hand: by stage; an answer that came back leads to the callback, a confirmation to closing.
 */
export function nextStep({ ticket, relation }: Situation, hop: Hop | null): TicketAction {
  if (ticket.assigneeId === null) return 'accept';
  if (!relation.holder) return relation.collaborator ? 'feedback' : 'note';
  if (ticket.stageKey === 'tier1') return 'escalate';
  if (ticket.stageKey === 'review') return 'reassign';
  if (ticket.stageKey === 'operations' || ticket.stageKey === 'engineering') return 'feedback';
  if (ticket.lastCallback === 'confirmed') return 'close';
  return hop?.sentAction === 'feedback' ? 'callback' : 'feedback';
}
