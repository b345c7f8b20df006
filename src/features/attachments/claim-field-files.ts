import type { Knex } from 'knex';
import type { NewFiles } from '../../domain/form/new-files.ts';
import type { Actor } from '../../domain/people/permissions.ts';
import { Invalid } from '../../errors.ts';
import { claimUploads } from './attachments.store.ts';

/**
 * Gives the uploads that came into the fields of a form to the log entry that says so, inside its transaction (spec 02).
 * @throws Invalid with the field, when one of them is not the actor's own or was sent or swept away meanwhile
 */
export async function claimFieldFiles(
  trx: Knex.Transaction,
  actor: Actor,
  { ticketId, eventId, files }: { ticketId: number; eventId: number; files: NewFiles },
): Promise<void> {
  for (const [key, ids] of Object.entries(files)) {
    const claimed = await claimUploads(trx, actor.id, { ticketId, eventId, ids: ids.map(Number) });
    if (claimed < ids.length) throw new Invalid({ [key]: { code: 'file_gone', params: {} } });
  }
}
