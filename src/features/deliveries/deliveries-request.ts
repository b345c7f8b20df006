import { z } from 'zod';
import { CONNECTOR_KINDS, type ConnectorKind } from '../../domain/connector/connector.ts';

export const DELIVERY_STATES = ['waiting', 'delivered', 'failed'] as const;
export type DeliveryState = (typeof DELIVERY_STATES)[number];

/** What the deliveries are asked for; all of it is in the address (spec 05). */
export interface DeliveriesRequest {
  readonly state: DeliveryState | null;
  /** A connector by its id, or all of a kind. */
  readonly via: number | ConnectorKind | null;
  /** Number of a ticket. */
  readonly ticket: string;
  /** Only older ones than this. */
  readonly before: number | null;
}

/** What can't be asked for is read as nothing. */
export const DeliveriesQuery = {
  state: z.enum(DELIVERY_STATES).nullable().default(null).catch(null),
  via: z
    .union([z.enum(CONNECTOR_KINDS), z.coerce.number().int().positive().max(2_147_483_647)])
    .nullable()
    .default(null)
    .catch(null),
  ticket: z
    .string()
    .trim()
    .max(40)
    .regex(/^[\w-]*$/)
    .default('')
    .catch(''),
  before: z.coerce
    .number()
    .int()
    .positive()
    .max(Number.MAX_SAFE_INTEGER)
    .nullable()
    .default(null)
    .catch(null),
};

/** The query of a page of deliveries, the newest page where nothing else is said. */
export function deliveriesQuery(
  request: DeliveriesRequest,
  changes: Partial<DeliveriesRequest> = {},
): string {
  const { state, via, ticket, before } = { ...request, before: null, ...changes };
  const query = new URLSearchParams();
  if (state !== null) query.set('state', state);
  if (via !== null) query.set('via', String(via));
  if (ticket !== '') query.set('ticket', ticket);
  if (before !== null) query.set('before', String(before));
  return query.toString();
}
