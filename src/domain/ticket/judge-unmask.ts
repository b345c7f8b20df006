import { type Actor, scopesOf } from '../people/permissions.ts';
import type { Refusal } from './action-rule.ts';
import type { Relation, Ticket } from './ticket.ts';

/** Judges whether a person may see a ticket's sensitive answers in full (spec 02, 03): scoped like acting, in any status. */
export function judgeUnmask({
  ticket,
  actor,
  relation,
}: {
  ticket: Ticket;
  actor: Pick<Actor, 'grants'>;
  relation: Relation;
}): Refusal | null {
  const scopes = scopesOf(actor, 'ticket.unmask');
  if (scopes.includes('all')) return null;
  if (scopes.includes('groups') && (relation.holder || relation.inGroup)) return null;
  if (scopes.includes('mine') && relation.holder) return null;
  if (scopes.length === 0) return { status: 403, code: 'no_permission' };
  return { status: 403, code: ticket.assigneeId === null ? 'unmask_not_held' : 'not_holder' };
}
