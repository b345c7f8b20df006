import type { Knex } from 'knex';
import type { Actor } from '../../domain/people/permissions.ts';
import { scopesOf } from '../../domain/people/permissions.ts';
import type { Route } from '../../domain/routing/decide-route.ts';
import type { Origin, PreviousHandler, Situation } from '../../domain/ticket/action-rule.ts';
import { escalate } from '../../domain/ticket/actions/escalate.ts';
import { awaitsAcceptance } from '../../domain/ticket/change.ts';
import type { Hop, Place, Ticket } from '../../domain/ticket/ticket.ts';
import { relationOf } from '../../domain/ticket/ticket.ts';
import { findRoute } from '../routing/route.query.ts';
import { findRoutingPlaces } from '../routing/routing-places.query.ts';
import type { Settings } from '../settings/settings.query.ts';
import { findLastHop, toTicket, type TicketRow } from './tickets.store.ts';

interface OriginRow {
  group_id: number | null;
  stage_key: string | null;
  assignee_id: number | null;
  came_from_id: number | null;
  /** The handler may still get the ticket: active, and still in that group. */
  available: boolean;
}

/** The ticket of a situation, where it is, and what the rules of assignment would do with it. */
export interface Found {
  readonly situation: Situation;
  readonly hop: Hop;
  /** By which rule an escalated, or a reopened, ticket goes to its place. */
  readonly route: Route | null;
}

/**
 * Everything the rules of the actions look at, for one ticket and one person, in a constant number of statements.
 * @param zone the installation's; without one nobody is asked where the ticket would go when it is escalated
 */
export async function findSituation(
  db: Knex,
  actor: Actor,
  row: TicketRow,
  settings: Settings,
  now: Date,
  zone?: string,
): Promise<Found> {
  const hop = await findLastHop(db, row.id);
  const collaborates = await collaboratesOn(db, actor.id, row.id);
  const routing = await findRoutingPlaces(db, settings, row.category_id);
  const ticket = toTicket(row);
  const occasion = zone === undefined ? null : occasionOf(actor, ticket.status);
  const asked = occasion && zone !== undefined ? { ticketId: row.id, occasion, places: routing } : null;
  const route = asked && (await findRoute(db, asked, { now, zone: zone ?? '' }));
  const situation: Situation = {
    ticket,
    actor,
    relation: relationOf(actor, ticket, collaborates),
    now,
    origin: await findOrigin(db, hop, ticket),
    awaitsAcceptance: awaitsAcceptance(hop),
    escalateTo: occasion === 'escalated' ? (route?.place ?? null) : null,
    previous: await findPrevious(db, row.id, hop),
    reopenTo: ticket.status === 'closed' ? (route?.place ?? (await findLastPlace(db, hop))) : null,
    urgeIntervalMinutes: routing.urgeIntervalMinutes ?? settings.urge_interval_minutes,
    resolveEnabled: settings.resolve_enabled,
    isOverdue: await isOverdue(db, row.id, now),
  };
  return { situation, hop, route };
}

/** What the person could do to the ticket for which the rules are asked. */
function occasionOf(actor: Actor, status: Ticket['status']): 'escalated' | 'reopened' | null {
  if (status === 'closed') return 'reopened';
  const mayEscalate = scopesOf(actor, escalate.permission).length > 0;
  return mayEscalate && escalate.from.includes(status) ? 'escalated' : null;
}

/** Some time of the present round is over, whether or not the sweep has come by yet (spec 05). */
export async function isOverdue(db: Knex, ticketId: number, now: Date): Promise<boolean> {
  const row: unknown = await db('ticket_clocks')
    .where('ticket_id', ticketId)
    .whereRaw('(overdue_at is not null or due_at <= ?)', [now])
    .first('ticket_id');
  return row !== undefined;
}

async function collaboratesOn(db: Knex, userId: number, ticketId: number): Promise<boolean> {
  const row: unknown = await db('ticket_collaborators')
    .where({ ticket_id: ticketId, user_id: userId })
    .first('user_id');
  return row !== undefined;
}

/**
 * Where a return from this hop goes (spec 01): the hop it came from, with its handler while they can take it; without
 * one, the creator, unless they have it already.
 */
async function findOrigin(
  db: Knex,
  hop: Pick<Hop, 'cameFromId'>,
  ticket: Place & { creatorId: number },
): Promise<Origin | null> {
  if (hop.cameFromId === null) {
    if (ticket.assigneeId === ticket.creatorId) return null;
    const home = await findHome(db, ticket.creatorId);
    return home && { ...home, cameFromId: null };
  }
  const row = (await db('assignments as a')
    .leftJoin('users as u', 'u.id', 'a.assignee_id')
    .leftJoin('groups as g', 'g.id', 'a.group_id')
    .leftJoin('group_members as m', (on) =>
      on.on('m.group_id', 'a.group_id').andOn('m.user_id', 'a.assignee_id'),
    )
    .where('a.id', hop.cameFromId)
    .first(
      'a.group_id',
      'a.stage_key',
      'a.assignee_id',
      'a.came_from_id',
      db.raw(
        '(coalesce(u.active, false) and a.accepted_at is not null and (a.group_id is null or m.user_id is not null)) as available',
      ),
      db.raw('coalesce(g.active, true) as "isInUse"'),
    )) as (OriginRow & { isInUse: boolean }) | undefined;
  if (!row) return null;
  // A group that was given up takes nothing back: it goes to where that group had it from.
  if (!row.isInUse) return findOrigin(db, { cameFromId: row.came_from_id }, ticket);
  const origin = { groupId: row.group_id, stageKey: row.stage_key, cameFromId: row.came_from_id };
  if (!row.available && row.group_id === null) return null;
  const assigneeId = row.available ? row.assignee_id : null;
  // Put into the pool and taken out again by the same person: it came from where they had it from.
  const isHere = row.group_id === ticket.groupId && assigneeId === ticket.assigneeId;
  return isHere ? findOrigin(db, origin, ticket) : { ...origin, assigneeId };
}

/** Where a closed ticket was, as far as that can take it again: a group without the handler who has left it, if need be. */
async function findLastPlace(db: Knex, hop: Hop): Promise<Place | null> {
  const nowhere = { groupId: null, stageKey: null, assigneeId: null, creatorId: 0 };
  const place = await findOrigin(db, { cameFromId: hop.id }, nowhere);
  return place && { groupId: place.groupId, stageKey: place.stageKey, assigneeId: place.assigneeId };
}

/** Who last had the ticket in hand before whoever has it now (spec 01, redispatch). */
async function findPrevious(db: Knex, ticketId: number, hop: Hop): Promise<PreviousHandler | null> {
  const row = (await db('assignments as a')
    .join('users as u', 'u.id', 'a.assignee_id')
    .leftJoin('groups as g', 'g.id', 'a.group_id')
    .leftJoin('group_members as m', (on) =>
      on.on('m.group_id', 'a.group_id').andOn('m.user_id', 'a.assignee_id'),
    )
    .where('a.ticket_id', ticketId)
    .where('a.position', '<', hop.position)
    .whereNotNull('a.accepted_at')
    .modify((query) => (hop.assigneeId === null ? undefined : void query.whereNot('u.id', hop.assigneeId)))
    .orderBy('a.position', 'desc')
    .first(
      'a.group_id',
      'a.stage_key',
      'a.assignee_id',
      'u.name',
      db.raw('(u.active and (a.group_id is null or (g.active and m.user_id is not null))) as available'),
    )) as (Omit<OriginRow, 'came_from_id'> & { name: string }) | undefined;
  if (!row) return null;
  const place = { groupId: row.group_id, stageKey: row.stage_key, assigneeId: row.assignee_id };
  return { place, name: row.name, isAvailable: row.available };
}

/** The place of a person's own: in their first group, or by themselves. Null when they have left. */
export async function findHome(db: Knex, userId: number): Promise<Place | null> {
  const row = (await db('users as u')
    .leftJoin('group_members as m', 'm.user_id', 'u.id')
    .leftJoin('groups as g', (on) => on.on('g.id', 'm.group_id').andOn('g.active', db.raw('true')))
    .leftJoin('stages as s', 's.key', 'g.stage_key')
    .where('u.id', userId)
    .where('u.active', true)
    .orderByRaw('g.id is null, s.position, g.position, g.id')
    .first('g.id as group_id', 'g.stage_key')) as
    { group_id: number | null; stage_key: string | null } | undefined;
  return row ? { groupId: row.group_id, stageKey: row.stage_key, assigneeId: userId } : null;
}
