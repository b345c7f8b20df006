import type { Knex } from 'knex';
import type { ConnectorKind } from '../../domain/connector/connector.ts';
import type { Actor } from '../../domain/people/permissions.ts';
import { onlyVisible } from '../tickets/visible-tickets.to-sql.ts';
import type { DeliveriesRequest } from './deliveries-request.ts';

const PAGE_SIZE = 50;
/** First words of a message, in characters. */
const FIRST_WORDS = 120;

/** A message on its way out of the house, or out of it (spec 05). */
export interface DeliveryRow {
  readonly id: number;
  readonly channel: ConnectorKind;
  readonly kind: string;
  readonly connectorId: number | null;
  readonly connector: string | null;
  readonly group: string | null;
  readonly recipient: string | null;
  readonly address: string | null;
  readonly ticketId: number | null;
  readonly words: string;
  readonly createdAt: Date;
  readonly deliveredAt: Date | null;
  readonly failedAt: Date | null;
  readonly nextAttemptAt: Date;
  readonly attempts: number;
  readonly lastError: string | null;
  readonly resentFromId: number | null;
}

export interface SeenTicket {
  readonly id: number;
  readonly number: string;
  readonly title: string;
}

export interface DeliveriesPage {
  readonly rows: readonly DeliveryRow[];
  /** Of the tickets that they are about, those that the person may read. */
  readonly tickets: ReadonlyMap<number, SeenTicket>;
  /** Where the next page begins; null on the last one. */
  readonly next: number | null;
}

export const DELIVERY_COLUMNS = [
  'o.id',
  'o.channel',
  'o.kind',
  'o.connector_id as connectorId',
  'c.name as connector',
  'g.name as group',
  'u.name as recipient',
  'o.address',
  'o.ticket_id as ticketId',
  'o.created_at as createdAt',
  'o.delivered_at as deliveredAt',
  'o.failed_at as failedAt',
  'o.next_attempt_at as nextAttemptAt',
  'o.attempts',
  'o.last_error as lastError',
  'o.resent_from_id as resentFromId',
] as const;

/** One page of what was sent, newest first, by key: page 1,000 costs what page 1 costs. */
export async function findDeliveries(
  db: Knex,
  actor: Actor,
  request: DeliveriesRequest,
): Promise<DeliveriesPage> {
  const ticket = request.ticket === '' ? null : await findTicketOf(db, actor, request.ticket);
  // What a person can't read does not exist for them: nothing was ever sent about it.
  const found = ticket === undefined ? [] : await findRows(db, request, ticket?.id ?? null);
  const rows = found.slice(0, PAGE_SIZE);
  return {
    rows,
    tickets: await findSeenTickets(db, actor, rows),
    next: found.length > PAGE_SIZE ? (rows.at(-1)?.id ?? null) : null,
  };
}

async function findRows(
  db: Knex,
  { state, via, before }: DeliveriesRequest,
  ticketId: number | null,
): Promise<DeliveryRow[]> {
  // As the indexes have it, word for word.
  const page = db('outbox as o')
    .whereRaw(`o.channel <> 'inbox'`)
    .orderBy('o.id', 'desc')
    .limit(PAGE_SIZE + 1)
    .select('o.*');
  if (state === 'failed') void page.whereNotNull('o.failed_at');
  if (state === 'delivered') void page.whereNotNull('o.delivered_at');
  if (state === 'waiting') void page.whereNull('o.delivered_at').whereNull('o.failed_at');
  if (typeof via === 'number') void page.where('o.connector_id', via);
  else if (via !== null) void page.where('o.channel', via);
  if (ticketId !== null) void page.where('o.ticket_id', ticketId);
  if (before !== null) void page.where('o.id', '<', before);
  return (await withNames(db(page.as('o')))
    .orderBy('o.id', 'desc')
    .select(...DELIVERY_COLUMNS, db.raw(`left(o.body, ${FIRST_WORDS}) as words`))) as DeliveryRow[];
}

/** Names are looked up for the one page, whichever way the messages were found. */
export function withNames(query: Knex.QueryBuilder): Knex.QueryBuilder {
  return query
    .leftJoin('connectors as c', 'c.id', 'o.connector_id')
    .leftJoin('groups as g', 'g.id', 'o.group_id')
    .leftJoin('users as u', 'u.id', 'o.recipient_id');
}

async function findTicketOf(
  db: Knex,
  actor: Actor,
  number: string,
): Promise<{ readonly id: number } | undefined> {
  return (await onlyVisible(db('tickets'), actor)
    .where('tickets.number', number.toUpperCase())
    .first('tickets.id')) as { id: number } | undefined;
}

/** Of the tickets that messages are about, those that the person may read. */
export async function findSeenTickets(
  db: Knex,
  actor: Actor,
  rows: readonly Pick<DeliveryRow, 'ticketId'>[],
): Promise<ReadonlyMap<number, SeenTicket>> {
  const ids = [...new Set(rows.flatMap(({ ticketId }) => ticketId ?? []))];
  const seen = (await onlyVisible(db('tickets'), actor)
    .whereIn('tickets.id', ids)
    .select('tickets.id', 'tickets.number', 'tickets.title')) as SeenTicket[];
  return new Map(seen.map((ticket) => [ticket.id, ticket]));
}

/** Connectors to look for, by name. */
export async function findConnectorNames(
  db: Knex,
): Promise<readonly { readonly id: number; readonly name: string }[]> {
  return (await db('connectors').orderBy(['kind', 'name']).select('id', 'name')) as {
    id: number;
    name: string;
  }[];
}

/** What a connector gave up and was not sent again since; counting stops at `most` + 1. */
export async function countResendable(db: Knex, connectorId: number, most: number): Promise<number> {
  const { rows } = (await db.raw(
    `select count(*)::int as count from (select 1 from outbox o where ${RESENDABLE} limit :limit) as counted`,
    { connectorId, limit: most + 1 },
  )) as { rows: { count: number }[] };
  return rows[0]?.count ?? 0;
}

/** Given up by the connector `:connectorId`, and nothing was sent in its place. */
export const RESENDABLE = `o.connector_id = :connectorId and o.channel <> 'inbox' and o.failed_at is not null
  and not exists (select 1 from outbox r where r.resent_from_id = o.id)`;
