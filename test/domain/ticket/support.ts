import type { FieldValues } from '../../../src/domain/form/field.ts';
import type { Actor, Grants, Permission, Scope } from '../../../src/domain/people/permissions.ts';
import type { Situation, TicketAction } from '../../../src/domain/ticket/action-rule.ts';
import { ACTION_TABLE } from '../../../src/domain/ticket/action-table.ts';
import type { Change } from '../../../src/domain/ticket/change.ts';
import type { ContentEdit } from '../../../src/domain/ticket/edit-content.ts';
import type { Hop, Place, Relation, Ticket } from '../../../src/domain/ticket/ticket.ts';

/** One ticket, one person and what is between them; a test names only what it is about. */

export const ME = 7;
export const COLLEAGUE = 8;
export const NOW = new Date('2026-11-24T02:26:00Z');
export const EARLIER = new Date('2026-11-22T01:00:00Z');

export const TIER1 = { groupId: 1, stageKey: 'tier1' };
export const REVIEW = { groupId: 2, stageKey: 'review' };
export const AFTER_SALES = { groupId: 3, stageKey: 'after_sales' };
export const ENGINEERING = { groupId: 6, stageKey: 'engineering' };

export const inHandOf = (assigneeId: number, group: Omit<Place, 'assigneeId'> = AFTER_SALES): Place => ({
  ...group,
  assigneeId,
});
export const inPoolOf = (group: Omit<Place, 'assigneeId'>): Place => ({ ...group, assigneeId: null });

export function aTicket(changes: Partial<Ticket> = {}): Ticket {
  return {
    id: 42,
    number: 'GD261122-1042',
    status: 'in_progress',
    ...inHandOf(ME),
    creatorId: 3,
    version: 4,
    createdAt: EARLIER,
    firstRespondedAt: EARLIER,
    acceptedAt: EARLIER,
    lastCallback: null,
    urgedCount: 0,
    appendedCount: 0,
    returnedCount: 0,
    reopenedCount: 0,
    lastUrgedAt: null,
    hopCount: 3,
    ...changes,
  };
}

export function aHop(changes: Partial<Hop> = {}): Hop {
  return {
    id: 103,
    position: 3,
    ...inHandOf(ME),
    cameFromId: 102,
    sentAction: 'reassign',
    arrivedAt: EARLIER,
    acceptedAt: EARLIER,
    ...changes,
  };
}

export function anActor(grants: Grants = {}, changes: Partial<Actor> = {}): Actor {
  return { id: ME, name: '林知夏', username: 'lin', departmentId: 1, groupIds: [3], grants, ...changes };
}

/** Someone with one permission of one scope. */
export const granted = (permission: Permission, ...scopes: Scope[]): Actor =>
  anActor({ [permission]: scopes });

export const NO_RELATION: Relation = { holder: false, inGroup: false, creator: false, collaborator: false };

export function aSituation(
  changes: Partial<Omit<Situation, 'ticket'>> & { ticket?: Partial<Ticket> } = {},
): Situation {
  const { ticket, ...rest } = changes;
  return {
    ticket: aTicket(ticket),
    actor: anActor(),
    relation: { ...NO_RELATION, holder: true, inGroup: true },
    now: NOW,
    origin: { ...inHandOf(5, REVIEW), cameFromId: 101 },
    awaitsAcceptance: false,
    escalateTo: inPoolOf(REVIEW),
    previous: { place: inHandOf(COLLEAGUE), name: '韩屿', isAvailable: true },
    reopenTo: inPoolOf(AFTER_SALES),
    urgeIntervalMinutes: 360,
    resolveEnabled: true,
    isOverdue: false,
    ...rest,
  };
}

/** What an action decides. */
export function decide(
  action: TicketAction,
  situation: Situation,
  values: FieldValues = {},
  target: Place | null = null,
  hop: Hop = aHop(),
  edit?: ContentEdit,
): Change {
  const input = { values, target, collaborators: [], ...(edit && { edit }) };
  return ACTION_TABLE[action].decide(situation, hop, input);
}
