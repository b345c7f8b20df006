import type { Knex } from 'knex';
import type { LinkKind } from '../../domain/ticket/link.ts';

/** The write model of links, always inside the caller's transaction. */

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

export async function deleteLink(trx: Knex.Transaction, id: number): Promise<void> {
  await trx('ticket_links').where({ id }).delete();
}

/** Whoever works along on one ticket does so on the other, too. */
export async function copyCollaborators(
  trx: Knex.Transaction,
  { from, to, addedById, now }: { from: number; to: number; addedById: number; now: Date },
): Promise<void> {
  await trx.raw(
    `insert into ticket_collaborators (ticket_id, user_id, added_by_id, added_at)
     select ?, user_id, ?, ? from ticket_collaborators where ticket_id = ?
     on conflict do nothing`,
    [to, addedById, now, from],
  );
}
