import type { Knex } from 'knex';
import type { LinkKind } from '../../domain/ticket/link.ts';

export interface NewLink {
  readonly fromId: number;
  readonly toId: number;
  readonly kind: LinkKind;
  /** Null for the system. */
  readonly createdById: number | null;
  readonly createdAt: Date;
}

export async function insertLinks(trx: Knex.Transaction, links: readonly NewLink[]): Promise<void> {
  if (links.length === 0) return;
  await trx('ticket_links').insert(
    links.map((link) => ({
      from_id: link.fromId,
      to_id: link.toId,
      kind: link.kind,
      created_by_id: link.createdById,
      created_at: link.createdAt,
    })),
  );
}
