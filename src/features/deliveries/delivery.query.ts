import type { Knex } from 'knex';
import type { Actor } from '../../domain/people/permissions.ts';
import {
  DELIVERY_COLUMNS,
  type DeliveryRow,
  findSeenTickets,
  type SeenTicket,
  withNames,
} from './deliveries.query.ts';

/** More than a day of trying makes. */
const MOST_ATTEMPTS = 200;
const MOST_RESENT = 20;

export interface DeliveryDetail extends DeliveryRow {
  readonly subject: string;
  readonly body: string;
  readonly link: string | null;
  readonly mentions: readonly string[];
  readonly payload: unknown;
}

export interface AttemptRow {
  readonly id: number;
  readonly at: Date;
  readonly durationMs: number;
  readonly delivered: boolean;
  readonly answer: string;
}

export interface FoundDelivery {
  readonly delivery: DeliveryDetail;
  /** Undefined where it is about none, or about one that the person may not read. */
  readonly ticket: SeenTicket | undefined;
  /** Newest first. */
  readonly attempts: readonly AttemptRow[];
  /** What was sent in its place, newest first. */
  readonly resent: readonly { readonly id: number; readonly createdAt: Date }[];
}

/** One message with everything that became of it (spec 05); undefined when there is none. */
export async function findDelivery(db: Knex, actor: Actor, id: number): Promise<FoundDelivery | undefined> {
  const delivery = (await withNames(db('outbox as o'))
    .where('o.id', id)
    .whereRaw(`o.channel <> 'inbox'`)
    .first(
      ...DELIVERY_COLUMNS,
      'o.subject',
      'o.body',
      'o.body as words',
      'o.link',
      'o.mentions',
      'o.payload',
    )) as DeliveryDetail | undefined;
  if (!delivery) return undefined;
  const [tickets, attempts, resent] = await Promise.all([
    findSeenTickets(db, actor, [delivery]),
    db('delivery_attempts')
      .where('outbox_id', id)
      .orderBy('id', 'desc')
      .limit(MOST_ATTEMPTS)
      .select('id', 'at', 'duration_ms as durationMs', 'delivered', 'answer') as Promise<AttemptRow[]>,
    db('outbox')
      .where('resent_from_id', id)
      .orderBy('id', 'desc')
      .limit(MOST_RESENT)
      .select('id', 'created_at as createdAt') as Promise<FoundDelivery['resent']>,
  ]);
  const ticket = delivery.ticketId === null ? undefined : tickets.get(delivery.ticketId);
  return { delivery, ticket, attempts, resent };
}
