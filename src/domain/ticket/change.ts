import type { FieldChange } from '../form/diff-values.ts';
import type { ContentEdit, ContentPatch } from './edit-content.ts';
import type { Status } from './status.ts';
import type { CallbackOutcome, Hop, Outcome, Place, Ticket } from './ticket.ts';

/** What an action does to a ticket; `carryOut` turns it into rows. */
export interface Change {
  readonly status: Status;
  readonly move: Move;
  readonly set?: TicketPatch;
  readonly body?: string;
  readonly data?: Readonly<Record<string, string | number | boolean | null>>;
  /** People who work along from now on. */
  readonly collaboratorIds?: readonly number[];
  /** What is written anew of the ticket's content. */
  readonly edit?: ContentEdit;
}

export type Move =
  | { readonly kind: 'stay' }
  /** The open hop gets its handler. */
  | { readonly kind: 'take'; readonly assigneeId: number }
  /** The rules put somebody into the open hop, who has yet to accept; or nobody any more. */
  | { readonly kind: 'give'; readonly assigneeId: number | null }
  /** The open hop ends and the next begins. `cameFromId` is where a return from there would go. */
  | { readonly kind: 'go'; readonly to: Place; readonly cameFromId: number | null }
  /** The open hop ends, and with it the journey. */
  | { readonly kind: 'end' }
  /** A journey that had ended begins anew. */
  | { readonly kind: 'resume'; readonly to: Place; readonly cameFromId: number | null };

/** Columns an action may set besides status, place and version. */
export interface TicketPatch {
  readonly firstRespondedAt?: Date | null;
  readonly acceptedAt?: Date | null;
  readonly lastContactAt?: Date;
  readonly lastCallback?: CallbackOutcome | null;
  readonly lastUrgedAt?: Date;
  readonly urgedCount?: number;
  readonly appendedCount?: number;
  readonly returnedCount?: number;
  readonly reopenedCount?: number;
  readonly outcome?: Outcome | null;
  readonly unsolvedReason?: string | null;
  readonly satisfaction?: string | null;
  readonly closeComment?: string | null;
  readonly callbackMethod?: string | null;
  readonly overdueReason?: string | null;
  /** Where the reason is another one than those offered. */
  readonly overdueRemark?: string | null;
  readonly closedById?: number | null;
  readonly closedAt?: Date | null;
  /** The ticket that this one was merged into; null once it is reopened. */
  readonly mergedIntoId?: number | null;
}

/** The rows one action writes: all of them in one transaction. */
export interface Step {
  readonly ticket: TicketPatch &
    Place & {
      readonly status: Status;
      readonly version: number;
      readonly hopCount: number;
      readonly updatedAt: Date;
    };
  readonly leave: { readonly hopId: number; readonly leftAt: Date; readonly leftAction: string } | null;
  readonly take: {
    readonly hopId: number;
    readonly assigneeId: number | null;
    readonly acceptedAt: Date | null;
  } | null;
  readonly arrive: NewHop | null;
  readonly collaboratorIds: readonly number[];
  readonly content: ContentPatch | null;
  readonly event: NewEvent;
}

export interface NewHop extends Place {
  readonly position: number;
  readonly cameFromId: number | null;
  readonly sentById: number | null;
  readonly sentAction: string;
  readonly arrivedAt: Date;
  readonly acceptedAt: Date | null;
}

export interface NewEvent {
  readonly seq: number;
  readonly type: string;
  readonly action: string;
  readonly actorId: number | null;
  readonly occurredAt: Date;
  readonly fromStatus: Status | null;
  readonly toStatus: Status;
  readonly fromAssigneeId: number | null;
  readonly toAssigneeId: number | null;
  readonly fromGroupId: number | null;
  readonly toGroupId: number | null;
  readonly body: string;
  readonly data: Readonly<Record<string, string | number | boolean | null>>;
  /** The field-by-field difference, where the content changed. */
  readonly changes?: readonly FieldChange[];
  /** The rule that acted, or had a say in it (spec 04). */
  readonly ruleName?: string | null;
}

/**
 * Turns a decided change into the rows to write (spec 01: one action = one transaction, one log entry).
 * Used by the live use case and by the demonstration loader alike, so that both obey the same rules.
 */
export function carryOut(
  ticket: Ticket,
  hop: Hop,
  change: Change,
  by: { action: string; eventType: string; actorId: number | null; now: Date; ruleName?: string | null },
): Step {
  const { move } = change;
  const onward = move.kind === 'go' || move.kind === 'resume' ? move : null;
  const place = onward
    ? onward.to
    : move.kind === 'take' || move.kind === 'give'
      ? { ...placeOf(ticket), assigneeId: move.assigneeId }
      : placeOf(ticket);
  const version = ticket.version + 1;
  const leaves = move.kind === 'go' || move.kind === 'end';
  const position = hop.position + 1;
  const accepts = acceptsByDoing(ticket, hop, change, by.actorId);
  return {
    ticket: {
      ...(accepts && { acceptedAt: by.now, firstRespondedAt: ticket.firstRespondedAt ?? by.now }),
      ...change.set,
      ...place,
      status: change.status,
      version,
      hopCount: onward ? position : ticket.hopCount,
      updatedAt: by.now,
    },
    leave: leaves ? { hopId: hop.id, leftAt: by.now, leftAction: by.action } : null,
    take: takeOf(hop, move, accepts, by.now),
    arrive: onward
      ? {
          ...onward.to,
          position,
          cameFromId: onward.cameFromId,
          sentById: by.actorId,
          sentAction: by.action,
          arrivedAt: by.now,
          acceptedAt: onward.to.assigneeId === null ? null : by.now,
        }
      : null,
    collaboratorIds: change.collaboratorIds ?? [],
    content: change.edit?.set ?? null,
    event: {
      seq: version,
      type: by.eventType,
      action: by.action,
      actorId: by.actorId,
      occurredAt: by.now,
      fromStatus: ticket.status,
      toStatus: change.status,
      fromAssigneeId: ticket.assigneeId,
      toAssigneeId: place.assigneeId,
      fromGroupId: ticket.groupId,
      toGroupId: place.groupId,
      body: change.body ?? '',
      data: change.data ?? {},
      ...(change.edit && { changes: change.edit.changes }),
      ...(by.ruleName !== undefined && { ruleName: by.ruleName }),
    },
  };
}

/** Somebody was given the ticket by the rules and has not accepted it yet (spec 04). */
export function awaitsAcceptance(hop: Pick<Hop, 'assigneeId' | 'acceptedAt'>): boolean {
  return hop.assigneeId !== null && hop.acceptedAt === null;
}

/**
 * Whoever was given a ticket and closes it has accepted it, and so has everyone with whose ticket somebody goes on. Who
 * hands it on has not.
 */
function acceptsByDoing(ticket: Ticket, hop: Hop, { status, move }: Change, actorId: number | null): boolean {
  if (!awaitsAcceptance(hop) || status === ticket.status) return false;
  return move.kind === 'stay' || (move.kind === 'end' && hop.assigneeId === actorId);
}

function takeOf(hop: Hop, move: Move, accepts: boolean, now: Date): Step['take'] {
  if (move.kind === 'take') return { hopId: hop.id, assigneeId: move.assigneeId, acceptedAt: now };
  if (move.kind === 'give') return { hopId: hop.id, assigneeId: move.assigneeId, acceptedAt: null };
  return accepts ? { hopId: hop.id, assigneeId: hop.assigneeId, acceptedAt: now } : null;
}

export function placeOf(at: Place): Place {
  return { groupId: at.groupId, stageKey: at.stageKey, assigneeId: at.assigneeId };
}
