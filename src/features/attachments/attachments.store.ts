import type { Knex } from 'knex';
import type { Upload } from './store-upload.ts';

/** The write model of attachments: a row without a ticket is an upload that was not sent yet. */

export async function insertUploads(
  trx: Knex.Transaction,
  uploaderId: number,
  uploads: readonly Upload[],
  now: Date,
): Promise<number[]> {
  const rows = uploads.map((upload) => ({
    uploader_id: uploaderId,
    original_name: upload.name,
    stored_name: upload.storedName,
    content_type: upload.contentType,
    size_bytes: upload.bytes,
    sha256: upload.sha256,
    created_at: now,
  }));
  const made = (await trx('attachments').insert(rows).returning('id')) as { id: number }[];
  return made.map(({ id }) => id);
}

/** Gives the uploader's own unsent files to a log entry; answers how many of them there were. */
export async function claimUploads(
  trx: Knex.Transaction,
  uploaderId: number,
  { ticketId, eventId, ids }: { ticketId: number; eventId: number; ids: readonly number[] },
): Promise<number> {
  return trx('attachments')
    .whereIn('id', [...ids])
    .where('uploader_id', uploaderId)
    .whereNull('ticket_id')
    .update({ ticket_id: ticketId, event_id: eventId });
}

/** Deletes one unsent file of this person; answers its stored name, or nothing when there was none. */
export async function deleteUpload(db: Knex, uploaderId: number, id: number): Promise<string | undefined> {
  const [gone] = (await db('attachments')
    .where({ id, uploader_id: uploaderId })
    .whereNull('ticket_id')
    .delete()
    .returning('stored_name')) as { stored_name: string }[];
  return gone?.stored_name;
}

/** Deletes some of the files that were uploaded before a moment and never sent. What somebody is at is passed over. */
export async function deleteForgottenUploads(db: Knex, before: Date, limit: number): Promise<string[]> {
  const forgotten = db('attachments')
    .whereNull('ticket_id')
    .where('created_at', '<', before)
    .orderBy('created_at')
    .limit(limit)
    .forUpdate()
    .skipLocked()
    .select('id');
  const gone = (await db('attachments').whereIn('id', forgotten).delete().returning('stored_name')) as {
    stored_name: string;
  }[];
  return gone.map((row) => row.stored_name);
}
