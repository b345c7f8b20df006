import type { Recipient } from '../../domain/automation/automation.ts';
import { type AutomationWords, fillText } from '../../domain/automation/placeholders.ts';
import type { Audience, Message } from '../../domain/ticket/messages.ts';
import { queueMessages } from '../notifications/queue-messages.ts';
import { takeRuleStep } from '../tickets/take-rule-step.ts';
import { holdTicket } from '../tickets/ticket.query.ts';
import { type ActionWork, DONE, type Done, nothing, refused } from './action-work.ts';
import { findFacts, type TicketFacts } from './facts.query.ts';

/** Sends a message to those of the recipients who may read the ticket, each of them once (spec 04, 05). */
export async function notifyPeople(
  work: ActionWork,
  { to, text }: { readonly to: readonly Recipient[]; readonly text: string },
): Promise<Done> {
  // Those concerned by an import are told of it as a whole (spec 06).
  if (work.imported) return nothing('imported');
  const facts = await findFacts(work.trx, work.ticketId);
  const filled = fillText(text, wordsOf(facts, work));
  const messages = to.flatMap((each): Message[] => {
    const audience = audienceOf(each, facts);
    return audience ? [{ kind: 'automation', to: audience, actorId: null, remark: '', text: filled }] : [];
  });
  const count = await queueMessages(work.ctx, work.trx, work.ticketId, messages);
  return count === 0 ? nothing('nobody') : { ...DONE, count };
}

/** Whom a recipient means on this ticket; null for nobody. */
export function audienceOf(recipient: Recipient, facts: TicketFacts): Audience | null {
  const person = (id: number | null): Audience | null => (id === null ? null : { kind: 'people', ids: [id] });
  switch (recipient.kind) {
    case 'assignee':
      return person(facts.assigneeId);
    case 'group':
      return facts.groupId === null ? null : { kind: 'members', groupId: facts.groupId };
    case 'duty_leader':
      return person(facts.dutyLeaderId);
    case 'manager':
      return facts.assigneeId === null ? null : { kind: 'manager', of: facts.assigneeId };
    case 'creator':
      return person(facts.creatorId);
    case 'person':
      return person(recipient.id);
  }
}

/** Writes a note of the system into the log of the ticket (spec 04). */
export async function addNote(work: ActionWork, text: string): Promise<Done> {
  const { ctx, trx, rule: ruleName, ticketId } = work;
  const facts = await findFacts(trx, ticketId);
  const row = await holdTicket(trx, ticketId);
  if (facts.status === 'closed' || !row) return refused('closed');
  const body = fillText(text, wordsOf(facts, work));
  await takeRuleStep(ctx, trx, row, ({ status }) => ({ status, move: { kind: 'stay' }, body }), {
    action: 'note',
    eventType: 'ticket_noted',
    ruleName,
  });
  return DONE;
}

function wordsOf(facts: TicketFacts, { rule }: ActionWork): AutomationWords {
  const { number, title, category, group, agent } = facts;
  return { number, title, category, group, agent, rule };
}
