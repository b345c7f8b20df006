import type { Knex } from 'knex';
import type { Actor } from '../../domain/people/permissions.ts';
import { Invalid } from '../../errors.ts';
import { findSettings } from '../settings/settings.query.ts';
import { claimUploads } from './attachments.store.ts';

/**
 * Gives uploaded files to a log entry of a ticket, inside the transaction of the action that wrote it (spec 01).
 * @throws Invalid `attachments` when one of them is not the actor's own or was sent or swept away, or when they are too
 * many
 */
export async function claimAttachments(
  trx: Knex.Transaction,
  actor: Actor,
  { ticketId, eventId, ids }: { ticketId: number; eventId: number; ids: readonly number[] },
): Promise<void> {
  const wanted = [...new Set(ids)];
  if (wanted.length === 0) return;
  const { attachment_max_files: max } = await findSettings(trx);
  if (wanted.length > max)
    throw new Invalid({ attachments: { code: 'attachment_too_many', params: { max } } });
  const claimed = await claimUploads(trx, actor.id, { ticketId, eventId, ids: wanted });
  if (claimed < wanted.length) throw new Invalid({ attachments: { code: 'attachment_gone', params: {} } });
}
