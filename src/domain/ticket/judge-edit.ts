import { type Actor, scopesOf } from '../people/permissions.ts';
import type { Refusal } from './action-rule.ts';
import type { Relation, Ticket } from './ticket.ts';

/**
 * Judges whether a ticket may be edited now (spec 03): administrators edit any open ticket; who created one edits it
 * while it is in their hands (also when it came back), and after that until somebody else has accepted it.
 * @param accepted somebody else has accepted the ticket since it left its creator's hands
 */
export function judgeEdit(
  { ticket, actor, relation }: { ticket: Ticket; actor: Actor; relation: Relation },
  accepted: boolean,
): Refusal | null {
  const scopes = scopesOf(actor, 'ticket.edit');
  if (scopes.length === 0) return { status: 403, code: 'no_permission' };
  if (ticket.status === 'closed') return { status: 409, code: 'closed' };
  if (scopes.includes('all')) return null;
  if (scopes.includes('groups') && (relation.holder || relation.inGroup)) return null;
  if (!relation.creator) return { status: 403, code: 'not_creator' };
  return accepted && !relation.holder ? { status: 409, code: 'edit_accepted' } : null;
}

/** Whether a person's roles let them edit whatever is open, and so move a ticket to another template version. */
export function editsAny(actor: Pick<Actor, 'grants'>): boolean {
  return scopesOf(actor, 'ticket.edit').includes('all');
}
