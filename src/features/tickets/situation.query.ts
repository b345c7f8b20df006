import type { Knex } from 'knex';
import type { Actor } from '../../domain/people/permissions.ts';
import { placeEscalated, placeReopened, type RoutingPlaces } from '../../domain/routing/place-new-ticket.ts';
import type { Origin, PreviousHandler, Situation } from '../../domain/ticket/action-rule.ts';
import type { Hop, Place } from '../../domain/ticket/ticket.ts';
import { relationOf } from '../../domain/ticket/ticket.ts';
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

interface GroupRow {
  id: number;
  stage_key: string;
}

/** Everything the rules of the actions look at, for one ticket and one person, in a constant number of statements. */
export async function findSituation(
  db: Knex,
  actor: Actor,
  row: TicketRow,
  settings: Settings,
  now: Date,
): Promise<{ situation: Situation; hop: Hop }> {
  const hop = await findLastHop(db, row.id);
  const collaborates = await collaboratesOn(db, actor.id, row.id);
  const routing = await findRoutingPlaces(db, settings, row.category_id);
  const ticket = toTicket(row);
  const situation: Situation = {
    ticket,
    actor,
    relation: relationOf(actor, ticket, collaborates),
    now,
    origin: await findOrigin(db, hop, ticket),
    escalateTo: placeEscalated(routing),
    previous: await findPrevious(db, row.id, hop),
    reopenTo: ticket.status === 'closed' ? (placeReopened(routing) ?? (await findLastPlace(db, hop))) : null,
    urgeIntervalMinutes: routing.urgeIntervalMinutes ?? settings.urge_interval_minutes,
    resolveEnabled: settings.resolve_enabled,
  };
  return { situation, hop };
}

async function collaboratesOn(db: Knex, userId: number, ticketId: number): Promise<boolean> {
  const row: unknown = await db('ticket_collaborators')
    .where({ ticket_id: ticketId, user_id: userId })
    .first('user_id');
  return row !== undefined;
}

/** What routing knows of a category: places to go to, and how often its tickets may be urged. */
export type CategoryRouting = RoutingPlaces & { readonly urgeIntervalMinutes: number | null };

/** The groups that the routing settings and the category name, as places to go to. */
export async function findRoutingPlaces(
  db: Knex,
  settings: Settings,
  categoryId: number,
): Promise<CategoryRouting> {
  const routing = (await findRoutingByCategory(db, settings, [categoryId])).get(categoryId);
  if (!routing) throw new Error(`nothing is known of category ${categoryId}`);
  return routing;
}

/** The same for several categories, in one statement. */
export async function findRoutingByCategory(
  db: Knex,
  settings: Settings,
  categoryIds: readonly number[],
): Promise<Map<number, CategoryRouting>> {
  // The nearest category on the way up that names a group, or an interval, decides.
  const { rows } = (await db.raw(
    `with recursive up as (
       select id as of, id, parent_id, default_group_id, urge_interval_minutes as minutes, 0 as far
         from categories where id = any(?)
       union all
       select up.of, c.id, c.parent_id, c.default_group_id, c.urge_interval_minutes, up.far + 1
         from categories c join up on c.id = up.parent_id
     ), named as (
       select distinct on (of) of, default_group_id from up where default_group_id is not null order by of, far
     )
     select n.of, g.id, g.stage_key, 'category' as purpose, null::int as minutes
       from named n join groups g on g.id = n.default_group_id and g.active
     union all select null, id, stage_key, 'review', null from groups where active and id = ?
     union all select null, id, stage_key, 'default', null from groups where active and id = ?
     union all (select distinct on (of) of, null, null, 'urge', minutes from up where minutes is not null order by of, far)`,
    [[...categoryIds], settings.review_group_id, settings.default_group_id],
  )) as { rows: (GroupRow & { of: number | null; purpose: string; minutes: number | null })[] };
  const routingOf = (categoryId: number): CategoryRouting => {
    const find = (purpose: string) =>
      rows.find((each) => each.purpose === purpose && (each.of === null || each.of === categoryId));
    const place = (purpose: string): Place | null => {
      const group = find(purpose);
      return group ? { groupId: group.id, stageKey: group.stage_key, assigneeId: null } : null;
    };
    return {
      reviewStep: settings.review_step,
      reviewGroup: place('review'),
      defaultGroup: place('default'),
      categoryGroup: place('category'),
      urgeIntervalMinutes: find('urge')?.minutes ?? null,
    };
  };
  return new Map(categoryIds.map((id) => [id, routingOf(id)]));
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
      db.raw('(coalesce(u.active, false) and (a.group_id is null or m.user_id is not null)) as available'),
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
