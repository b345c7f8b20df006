import type { Actor } from '../people/permissions.ts';
import { scopesOf } from '../people/permissions.ts';
import type { Status } from './status.ts';

/** Where a ticket is: a group (or, without groups, only a person), and who has it in hand. */
export interface Place {
  readonly groupId: number | null;
  readonly stageKey: string | null;
  readonly assigneeId: number | null;
}

export type Outcome = 'solved' | 'unsolved';
export type CallbackOutcome = 'confirmed' | 'not_solved' | 'not_reached';

/** The part of a ticket that the rules of spec 01 look at. Times are instants. */
export interface Ticket extends Place {
  readonly id: number;
  readonly number: string;
  readonly status: Status;
  readonly creatorId: number;
  readonly version: number;
  readonly createdAt: Date;
  readonly firstRespondedAt: Date | null;
  readonly acceptedAt: Date | null;
  readonly lastCallback: CallbackOutcome | null;
  readonly urgedCount: number;
  readonly appendedCount: number;
  readonly returnedCount: number;
  readonly reopenedCount: number;
  readonly lastUrgedAt: Date | null;
  readonly hopCount: number;
}

/** What has happened to a ticket when it begins. */
export const JUST_BEGUN = {
  status: 'new',
  version: 1,
  firstRespondedAt: null,
  acceptedAt: null,
  lastCallback: null,
  urgedCount: 0,
  appendedCount: 0,
  returnedCount: 0,
  reopenedCount: 0,
  lastUrgedAt: null,
  hopCount: 1,
} as const satisfies Partial<Ticket>;

/** One assignment: a stay of the ticket at one place (spec 01, "every hop is recorded"). */
export interface Hop extends Place {
  readonly id: number;
  readonly position: number;
  readonly cameFromId: number | null;
  readonly sentAction: string;
  readonly arrivedAt: Date;
  readonly acceptedAt: Date | null;
}

/** How a person stands to a ticket, beside what their roles say. */
export interface Relation {
  readonly holder: boolean;
  readonly inGroup: boolean;
  readonly creator: boolean;
  readonly collaborator: boolean;
}

/** Works out the relation of an actor to a ticket. `collaborates` comes from the ticket's collaborators. */
export function relationOf(
  actor: Actor,
  ticket: Place & { creatorId: number },
  collaborates: boolean,
): Relation {
  return {
    holder: ticket.assigneeId === actor.id,
    inGroup: ticket.groupId !== null && actor.groupIds.includes(ticket.groupId),
    creator: ticket.creatorId === actor.id,
    collaborator: collaborates,
  };
}

/**
 * Whether the actor may see the ticket at all (spec 03). `features/tickets/visible-tickets.to-sql.ts` compiles
 * the same rule into queries; a test holds the two together.
 */
export function canRead(
  actor: Actor,
  ticket: Place & { creatorId: number; status: Status },
  collaborates: boolean,
): boolean {
  const scopes = scopesOf(actor, 'ticket.read');
  if (scopes.length === 0) return false;
  if (scopes.includes('all')) return true;
  const relation = relationOf(actor, ticket, collaborates);
  if (relation.holder || relation.creator || relation.collaborator) return true;
  if (scopes.includes('groups') && relation.inGroup) return true;
  if (ticket.status === 'closed') return false;
  if (scopes.includes('pool') && relation.inGroup && ticket.assigneeId === null) return true;
  return scopes.includes('review') && ticket.stageKey === 'review';
}
