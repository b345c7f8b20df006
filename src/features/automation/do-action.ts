import type { AutomationAction } from '../../domain/automation/automation.ts';
import { queueCall } from '../notifications/queue-call.ts';
import { type ActionWork, DONE, type Done } from './action-work.ts';
import { changeTags, setPriority } from './change-content.ts';
import { findFacts } from './facts.query.ts';
import { assignTicket, escalateToManager } from './move-ticket.ts';
import { addNote, notifyPeople } from './tell-people.ts';

/**
 * Does one action of an automation, or of a step of an SLA policy, to a ticket (spec 04, 05), by the rules that hold for everybody: a closed ticket refuses
 * what changes it, and what is so already is left alone.
 */
export function doAction(work: ActionWork, action: AutomationAction): Promise<Done> {
  switch (action.kind) {
    case 'set_priority':
      return setPriority(work, action.priority);
    case 'add_tags':
    case 'remove_tags':
      return changeTags(work, action.kind, action.tags);
    case 'assign':
      return assignTicket(work, action);
    case 'escalate_to_manager':
      return escalateToManager(work);
    case 'notify':
      return notifyPeople(work, action);
    case 'add_note':
      return addNote(work, action.text);
    case 'call_webhook':
      return callWebhook(work, action.address);
  }
}

/** Another system learns which ticket it is and what it has come to, once the call is delivered. */
async function callWebhook(work: ActionWork, address: string): Promise<Done> {
  const { ctx, trx, ticketId, once, rule, event } = work;
  const { number, status, priority } = await findFacts(trx, ticketId);
  await queueCall(ctx, trx, {
    kind: 'automation',
    ticketId,
    address,
    payload: { event, rule, number, status, priority, at: ctx.now().toISOString() },
    once,
  });
  return DONE;
}
