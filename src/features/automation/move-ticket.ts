import { holds } from '../../domain/people/permissions.ts';
import { handOverChange } from '../../domain/ticket/actions/reassign.ts';
import type { Place } from '../../domain/ticket/ticket.ts';
import { Invalid } from '../../errors.ts';
import { findSignedIn } from '../people/actor.query.ts';
import { findManager } from '../people/manager.query.ts';
import { findSettings } from '../settings/settings.query.ts';
import { findHome } from '../tickets/situation.query.ts';
import { takeRuleStep } from '../tickets/take-rule-step.ts';
import { findTarget } from '../tickets/targets.query.ts';
import { holdTicket } from '../tickets/ticket.query.ts';
import { type ActionWork, DONE, type Done, nothing, refused } from './action-work.ts';
import { findFacts } from './facts.query.ts';

/** Where an automation sends a ticket; with neither, to the default group of the settings. */
interface Wanted {
  readonly groupId: number | null;
  readonly assigneeId: number | null;
}

/** Sends the ticket to a group's pool, where its strategy takes over, or puts it into somebody's hands (spec 04). */
export async function assignTicket(work: ActionWork, wanted: Wanted): Promise<Done> {
  const { trx } = work;
  const facts = await findFacts(trx, work.ticketId);
  if (facts.status === 'closed') return refused('closed');
  const isUnnamed = wanted.groupId === null && wanted.assigneeId === null;
  const groupId = isUnnamed ? (await findSettings(trx)).default_group_id : wanted.groupId;
  const { assigneeId } = wanted;
  if (groupId === null && assigneeId === null) return refused('no_default_group');
  // Somebody of that group may have it in hand already: they keep it.
  const isThere =
    (groupId === null || facts.groupId === groupId) &&
    (assigneeId === null || facts.assigneeId === assigneeId);
  if (isThere) return nothing('already_so');
  const place = await findPlace(work, { groupId, assigneeId });
  if ('outcome' in place) return place;
  return move(work, place, { action: 'reassign', eventType: 'ticket_reassigned' });
}

/**
 * Puts the ticket into the hands of the manager of whoever has it (spec 04), in its own group if they are a member; of
 * one that nobody has in hand, of its group's duty leader.
 */
export async function escalateToManager(work: ActionWork): Promise<Done> {
  const { trx } = work;
  const facts = await findFacts(trx, work.ticketId);
  if (facts.status === 'closed') return refused('closed');
  const assigneeId =
    facts.assigneeId === null ? facts.dutyLeaderId : ((await findManager(trx, facts.assigneeId))?.id ?? null);
  if (assigneeId === null) return refused('no_manager');
  if (assigneeId === facts.assigneeId) return nothing('already_so');
  const near = await findPlace(work, { groupId: facts.groupId, assigneeId });
  const place = 'outcome' in near ? await findHome(trx, assigneeId) : near;
  if (!place || !(await mayHold(work, assigneeId))) return refused('no_manager');
  return move(work, place, { action: 'escalate', eventType: 'ticket_escalated' });
}

const CODES = {
  target_gone: 'person_gone',
  target_not_in_group: 'not_in_group',
} as const;

/** The place as it is chosen in forms: in use, and the person in the group. */
async function findPlace(work: ActionWork, { groupId, assigneeId }: Wanted): Promise<Place | Done> {
  try {
    const place = await findTarget(work.trx, {
      ...(groupId !== null && { group_id: String(groupId) }),
      ...(assigneeId !== null && { assignee_id: String(assigneeId) }),
    });
    return assigneeId === null || (await mayHold(work, assigneeId)) ? place : refused('person_gone');
  } catch (error) {
    if (!(error instanceof Invalid)) throw error;
    if (assigneeId === null) return refused('group_gone');
    const code = error.problems['assignee_id']?.code;
    return refused(code === 'target_not_in_group' ? CODES.target_not_in_group : CODES.target_gone);
  }
}

/** Whoever may read no tickets can't have one. */
async function mayHold({ trx }: ActionWork, userId: number): Promise<boolean> {
  const person = await findSignedIn(trx, userId);
  return person !== undefined && holds(person, 'ticket.read');
}

async function move(
  work: ActionWork,
  to: Place,
  by: { readonly action: string; readonly eventType: string },
): Promise<Done> {
  const { ctx, trx, rule: ruleName, ticketId } = work;
  const row = await holdTicket(trx, ticketId);
  if (!row) throw new Error(`ticket ${ticketId} vanished`);
  await takeRuleStep(ctx, trx, row, (ticket, hop) => handOverChange(ticket, hop, to, ''), {
    ...by,
    ruleName,
  });
  return DONE;
}
