import type { ActionRule, Situation, TicketAction } from './action-rule.ts';
import { accept } from './actions/accept.ts';
import { append } from './actions/append.ts';
import { callback } from './actions/callback.ts';
import { close } from './actions/close.ts';
import { escalate } from './actions/escalate.ts';
import { feedback } from './actions/feedback.ts';
import { note } from './actions/note.ts';
import { reassign } from './actions/reassign.ts';
import { redispatch } from './actions/redispatch.ts';
import { reopen } from './actions/reopen.ts';
import { resolve } from './actions/resolve.ts';
import { returnTicket } from './actions/return.ts';
import { save } from './actions/save.ts';
import { transfer } from './actions/transfer.ts';
import { urge } from './actions/urge.ts';
import { wait } from './actions/wait.ts';
import type { Hop } from './ticket.ts';

/** The table of actions (spec 01), in the order of the flow and of how often they are
 * done: the order of the buttons, too. */
export const ACTION_TABLE: Readonly<Record<TicketAction, ActionRule>> = {
  accept,
  escalate,
  feedback,
  callback,
  transfer,
  return: returnTicket,
  wait,
  close,
  urge,
  append,
  save,
  reassign,
  redispatch,
  resolve,
  reopen,
  note,
};

/**
 * The next step of the flow for this person at this ticket: the one filled button of the page.
 * In my pool, or given to me: accept. In hand: by stage; an answer that came back leads to the callback, a confirmation to closing.
 */
export function nextStep({ ticket, relation, awaitsAcceptance }: Situation, hop: Hop): TicketAction {
  if (ticket.status === 'closed') return 'reopen';
  if (ticket.assigneeId === null || (relation.holder && awaitsAcceptance)) return 'accept';
  if (!relation.holder) return relation.collaborator ? 'feedback' : 'note';
  if (ticket.stageKey === 'tier1') return 'escalate';
  if (ticket.stageKey === 'review') return 'reassign';
  if (ticket.stageKey === 'operations' || ticket.stageKey === 'engineering') return 'feedback';
  if (ticket.lastCallback === 'confirmed') return 'close';
  return hop.sentAction === 'feedback' ? 'callback' : 'feedback';
}
