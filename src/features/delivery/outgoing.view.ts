import { paths } from '../../web/paths.ts';
import type { DueDelivery } from './deliveries.store.ts';
import type { OutgoingMessage } from './outgoing-message.ts';

/** A message of the outbox as it leaves the house: with an address that can be followed from outside, if there is one. */
export function toOutgoing(row: DueDelivery, baseUrl: string | null): OutgoingMessage {
  const link = row.link ?? (row.ticket_number === null ? null : paths.tickets.show.to(row.ticket_number));
  return {
    id: row.id,
    subject: row.subject,
    body: row.body,
    link: baseUrl === null || link === null ? null : baseUrl + link,
    address: row.address ?? '',
    mentions: row.mentions,
    payload: row.payload,
  };
}
