import type { Knex } from 'knex';
import type { Actor } from '../../domain/people/permissions.ts';
import type { LinkKind, LinkSide } from '../../domain/ticket/link.ts';
import type { Status } from '../../domain/ticket/status.ts';
import { onlyVisible } from '../tickets/visible-tickets.to-sql.ts';

export interface RelatedTicket {
  /** Null where no link but a merge relates the two. */
  readonly link_id: number | null;
  readonly kind: LinkKind | 'merged';
  readonly side: LinkSide;
  readonly number: string;
  readonly title: string;
  readonly status: Status;
  readonly category_name: string;
}

const AT_MOST = 20;

/** The tickets that one is linked to or merged with, of those that the actor may see; newest relation first (spec 01). */
export async function findRelated(
  db: Knex,
  actor: Actor,
  ticketId: number,
): Promise<{ rows: RelatedTicket[]; total: number }> {
  const relations = db.raw(
    `select id as link_id, kind, 'from' as side, to_id as other_id, created_at from ticket_links where from_id = :id
     union all
     select id, kind, 'to', from_id, created_at from ticket_links where to_id = :id
     union all
     select null, 'merged', 'from', merged_into_id, closed_at from tickets
       where id = :id and merged_into_id is not null
     union all
     select null, 'merged', 'to', id, closed_at from tickets where merged_into_id = :id`,
    { id: ticketId },
  );
  const query = db
    .from(db.raw('(?) as r', [relations]))
    .join('tickets as t', 't.id', 'r.other_id')
    .join('categories as c', 'c.id', 't.category_id');
  const rows = (await onlyVisible(query, actor, 't')
    .orderByRaw('r.created_at desc, t.id desc')
    .limit(AT_MOST)
    .select(
      'r.link_id',
      'r.kind',
      'r.side',
      't.number',
      't.title',
      't.status',
      'c.name as category_name',
      db.raw('count(*) over ()::int as total'),
    )) as (RelatedTicket & { total: number })[];
  return { rows, total: rows[0]?.total ?? 0 };
}

/** What people made of two tickets already; the system's own links don't stand in their way. */
export async function findLinkBetween(db: Knex, one: number, other: number): Promise<LinkKind | null> {
  const row = (await db('ticket_links')
    .whereRaw('least(from_id, to_id) = ? and greatest(from_id, to_id) = ?', [
      Math.min(one, other),
      Math.max(one, other),
    ])
    .whereNot('kind', 'repeat_of')
    .first('kind')) as { kind: LinkKind } | undefined;
  return row?.kind ?? null;
}

export interface FoundLink {
  readonly id: number;
  readonly kind: LinkKind;
  readonly from: string;
  readonly to: string;
}

/** A link with the numbers of its tickets. */
export async function findLink(db: Knex, id: number): Promise<FoundLink | undefined> {
  return (await db('ticket_links as l')
    .join('tickets as f', 'f.id', 'l.from_id')
    .join('tickets as t', 't.id', 'l.to_id')
    .where('l.id', id)
    .first('l.id', 'l.kind', 'f.number as from', 't.number as to')) as FoundLink | undefined;
}

/** What a ticket is about: it goes into the log of the one it is merged into. */
export async function findDescription(db: Knex, ticketId: number): Promise<string> {
  const row = (await db('tickets').where('id', ticketId).first('description')) as
    { description: string } | undefined;
  return row?.description ?? '';
}
