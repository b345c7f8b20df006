import type { TicketMessageKind, TimedMessageKind } from '../message/message-kinds.ts';
import type { PersonChannel } from '../sla/policy.ts';
import type { Step } from './change.ts';
import type { Ticket } from './ticket.ts';

/** Who is to hear of something: people by id, those who wait at a place, or the manager of a person. */
export type Audience =
  | { readonly kind: 'people'; readonly ids: readonly number[] }
  | { readonly kind: 'members'; readonly groupId: number }
  | { readonly kind: 'manager'; readonly of: number };

/** What a reminder says of a ticket's time (spec 05): whose it is, and how much is left, or over. */
export interface ToldTime {
  readonly department: string;
  readonly agent: string;
  /** Milliseconds from now to the due time, or since it. */
  readonly ms: number;
}

/** A message to be queued: `kind` names its template, unless it brings its own text; an automation's always does. */
export type Message = {
  readonly to: Audience;
  readonly actorId: number | null;
  readonly remark: string;
  /** The rule that acts, where nobody does. */
  readonly ruleName?: string;
  /** On which it goes besides those that each person wants. */
  readonly channels?: readonly PersonChannel[];
} & (
  | { readonly kind: Exclude<TicketMessageKind, TimedMessageKind>; readonly text?: string }
  | { readonly kind: TimedMessageKind; readonly time: ToldTime; readonly text?: string }
  | { readonly kind: 'automation'; readonly text: string }
);

/** Actions that bring a ticket to somebody, with the words they arrive with. */
const ARRIVES_AS: Readonly<Record<string, 'returned' | 'answered' | 'reopened'>> = {
  return: 'returned',
  feedback: 'answered',
  reopen: 'reopened',
};

/**
 * The messages an action causes (spec 01 and 05): to whoever gets the ticket, whoever is urged or told of an append
 * (the handler, or the group while nobody has accepted), whoever is mentioned or asked to work along.
 * @param mentioned ids of the people a note mentions
 */
export function messagesOf(before: Ticket, step: Step, mentioned: readonly number[]): Message[] {
  const { event, ticket } = step;
  const base = {
    actorId: event.actorId,
    remark: event.body,
    ...(event.ruleName && { ruleName: event.ruleName }),
  };
  const holders = audienceAt(ticket);
  if (event.action === 'urge') {
    const urged = { ...base, kind: 'urge', text: event.body } as const;
    const manager: Message[] =
      ticket.assigneeId === null ? [] : [{ ...urged, to: { kind: 'manager', of: ticket.assigneeId } }];
    return [{ ...urged, to: holders }, ...manager];
  }
  // Whoever has the ticket in hand learns that it says something else now; in a pool nobody has read it yet.
  if (event.action === 'edit') {
    return ticket.assigneeId === null ? [] : [{ ...base, kind: 'edited', to: holders }];
  }
  if (event.action === 'append') return [{ ...base, kind: 'append', to: holders }];
  const messages: Message[] = [];
  if (step.arrive !== null) {
    const kind = ARRIVES_AS[event.action] ?? (ticket.assigneeId === null ? 'pooled' : 'assigned');
    messages.push({ ...base, kind, to: holders });
  } else if (event.action === 'feedback' && before.assigneeId !== event.actorId) {
    messages.push({ ...base, kind: 'answered', to: holders });
  }
  if (step.collaboratorIds.length > 0) {
    messages.push({ ...base, kind: 'joined', to: { kind: 'people', ids: step.collaboratorIds } });
  }
  if (mentioned.length > 0) {
    messages.push({ ...base, kind: 'mentioned', to: { kind: 'people', ids: mentioned } });
  }
  return messages;
}

/** What is left to be said when the rules have given it to somebody at once: the others need not look for it. */
export function besideGiven(messages: readonly Message[]): Message[] {
  return messages.filter(({ to }) => to.kind !== 'members');
}

/** The handler, or everyone in the group while nobody has accepted. */
function audienceAt(place: { groupId: number | null; assigneeId: number | null }): Audience {
  if (place.assigneeId !== null) return { kind: 'people', ids: [place.assigneeId] };
  return place.groupId === null ? { kind: 'people', ids: [] } : { kind: 'members', groupId: place.groupId };
}
