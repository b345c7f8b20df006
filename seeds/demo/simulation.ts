import { ACTION_TABLE } from '../../src/domain/ticket/action-table.ts';
import {
  judgeAction,
  type ActionInput,
  type Situation,
  type TicketAction,
} from '../../src/domain/ticket/action-rule.ts';
import { closingChange } from '../../src/domain/ticket/actions/close.ts';
import { carryOut, type Change, type NewEvent, type Step } from '../../src/domain/ticket/change.ts';
import type { Actor } from '../../src/domain/people/permissions.ts';
import { type Hop, JUST_BEGUN, type Place, relationOf, type Ticket } from '../../src/domain/ticket/ticket.ts';
import type { FieldValues } from '../../src/domain/form/field.ts';

/** A hop with how it ended, as the assignments table keeps it. */
export interface KeptHop extends Hop {
  readonly sentById: number | null;
  readonly leftAt: Date | null;
  readonly leftAction: string | null;
}

/** A ticket as it lives through the product's own rules, in memory: what the live use cases would have written. */
export interface Life {
  ticket: Ticket;
  /** Columns that actions set, e.g. the answers of the close form. */
  columns: Step['ticket'];
  hops: KeptHop[];
  readonly events: NewEvent[];
}

interface Clock {
  now: Date;
}

/** Begins a life: a new ticket at its first place, with its first log entry (as `createTicket` does). */
export function begin(made: {
  id: number;
  hopId: number;
  number: string;
  at: Date;
  place: Place;
  creator: Actor;
}): Life {
  const { id, number, at, place, creator } = made;
  const ticket: Ticket = { ...JUST_BEGUN, id, number, ...place, creatorId: creator.id, createdAt: at };
  const hop: KeptHop = {
    id: made.hopId,
    ...place,
    position: 1,
    cameFromId: null,
    sentById: creator.id,
    sentAction: 'create',
    arrivedAt: at,
    acceptedAt: place.assigneeId === null ? null : at,
    leftAt: null,
    leftAction: null,
  };
  const event: NewEvent = {
    seq: 1,
    type: 'ticket_created',
    action: 'create',
    actorId: creator.id,
    occurredAt: at,
    fromStatus: null,
    toStatus: 'new',
    fromAssigneeId: null,
    toAssigneeId: place.assigneeId,
    fromGroupId: null,
    toGroupId: place.groupId,
    body: '',
    data: {},
  };
  const columns = { ...place, status: 'new', version: 1, hopCount: 1, updatedAt: at } as const;
  return { ticket, columns, hops: [hop], events: [event] };
}

/** Does one action, judged and decided by the table; throws when the table refuses, for then the story is wrong. */
export function live(
  life: Life,
  action: TicketAction,
  actor: Actor,
  clock: Clock,
  nextHopId: () => number,
  input: { values?: FieldValues; target?: Place; escalateTo?: Place } = {},
): void {
  const rule = ACTION_TABLE[action];
  const hop = openHop(life);
  const situation: Situation = {
    ticket: life.ticket,
    actor,
    relation: relationOf(actor, life.ticket, false),
    now: clock.now,
    origin: originOf(life, hop),
    awaitsAcceptance: false,
    escalateTo: input.escalateTo ?? null,
    previous: null,
    reopenTo: null,
    urgeIntervalMinutes: 360,
    resolveEnabled: false,
    isOverdue: false,
  };
  const refusal = judgeAction(rule, situation);
  if (refusal) throw new Error(`${action} by ${actor.username} on ${life.ticket.number}: ${refusal.code}`);
  const given: ActionInput = { values: input.values ?? {}, target: input.target ?? null, collaborators: [] };
  const by = { action, eventType: rule.eventType, actorId: actor.id, now: clock.now };
  apply(life, hop, rule.decide(situation, hop, given), by, nextHopId);
}

/** The second half of "create and close". */
export function closeAtOnce(life: Life, creator: Actor, values: FieldValues): void {
  const now = life.ticket.createdAt;
  const change = closingChange(values, creator.id, now, null);
  const by = { action: 'close', eventType: 'ticket_closed', actorId: creator.id, now };
  apply(life, openHop(life), change, by, () => 0);
}

function openHop(life: Life): KeptHop {
  const hop = life.hops.at(-1);
  if (!hop || hop.leftAt !== null) throw new Error(`${life.ticket.number} has no open hop`);
  return hop;
}

function originOf(life: Life, hop: KeptHop): Situation['origin'] {
  const origin = life.hops.find((each) => each.id === hop.cameFromId);
  if (!origin) return null;
  const { groupId, stageKey, assigneeId, cameFromId } = origin;
  return { groupId, stageKey, assigneeId, cameFromId };
}

function apply(
  life: Life,
  hop: KeptHop,
  change: Change,
  by: { action: string; eventType: string; actorId: number; now: Date },
  nextHopId: () => number,
): void {
  const step = carryOut(life.ticket, hop, change, by);
  const { leave, take, arrive } = step;
  let last = hop;
  if (take) last = { ...last, assigneeId: take.assigneeId, acceptedAt: take.acceptedAt };
  if (leave) last = { ...last, leftAt: leave.leftAt, leftAction: leave.leftAction };
  life.hops = [...life.hops.slice(0, -1), last];
  if (arrive) life.hops.push({ ...arrive, id: nextHopId(), leftAt: null, leftAction: null });
  life.events.push(step.event);
  life.columns = { ...life.columns, ...step.ticket };
  life.ticket = {
    ...life.ticket,
    status: step.ticket.status,
    groupId: step.ticket.groupId,
    stageKey: step.ticket.stageKey,
    assigneeId: step.ticket.assigneeId,
    version: step.ticket.version,
    hopCount: step.ticket.hopCount,
    firstRespondedAt: step.ticket.firstRespondedAt ?? life.ticket.firstRespondedAt,
    acceptedAt: step.ticket.acceptedAt ?? life.ticket.acceptedAt,
    lastCallback: step.ticket.lastCallback ?? life.ticket.lastCallback,
    urgedCount: step.ticket.urgedCount ?? life.ticket.urgedCount,
    appendedCount: step.ticket.appendedCount ?? life.ticket.appendedCount,
    returnedCount: step.ticket.returnedCount ?? life.ticket.returnedCount,
    lastUrgedAt: step.ticket.lastUrgedAt ?? life.ticket.lastUrgedAt,
  };
}
