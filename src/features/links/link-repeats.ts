import type { Knex } from 'knex';
import { insertLinks } from './links.store.ts';

/**
 * Links a repeated complaint to the earlier ones, inside the transaction that creates it (spec 01). The system does
 * it, and the earlier tickets are not changed by it.
 */
export async function linkRepeats(
  trx: Knex.Transaction,
  ticketId: number,
  earlierIds: readonly number[],
  now: Date,
): Promise<void> {
  const links = earlierIds.map((toId) => ({
    fromId: ticketId,
    toId,
    kind: 'repeat_of' as const,
    createdById: null,
    createdAt: now,
  }));
  await insertLinks(trx, links);
}
