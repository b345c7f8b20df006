import type { Knex } from 'knex';
import { insertLinks } from './links.store.ts';

export interface Repeat {
  readonly ticketId: number;
  readonly earlierIds: readonly number[];
}

/**
 * Links repeated complaints to the earlier ones, inside the transaction that creates them (spec 01). The system does
 * it, and the earlier tickets are not changed by it.
 */
export async function linkRepeats(
  trx: Knex.Transaction,
  repeats: readonly Repeat[],
  now: Date,
): Promise<void> {
  const links = repeats.flatMap(({ ticketId, earlierIds }) =>
    earlierIds.map((toId) => ({
      fromId: ticketId,
      toId,
      kind: 'repeat_of' as const,
      createdById: null,
      createdAt: now,
    })),
  );
  await insertLinks(trx, links);
}
