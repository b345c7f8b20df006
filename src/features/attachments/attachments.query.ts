import type { Knex } from 'knex';
import type { Actor } from '../../domain/people/permissions.ts';
import { NotFound } from '../../errors.ts';
import { onlyVisible } from '../tickets/visible-tickets.to-sql.ts';

export interface AttachmentRow {
  readonly id: number;
  readonly original_name: string;
  readonly content_type: string;
  readonly size_bytes: number;
}

export interface StoredAttachment extends AttachmentRow {
  readonly stored_name: string;
  readonly created_at: Date;
  readonly uploader_name: string;
  /** Null while it was not sent. */
  readonly ticket_number: string | null;
}

const COLUMNS = ['a.id', 'a.original_name', 'a.content_type', 'a.size_bytes'] as const;

/**
 * One attachment, if the actor may see the ticket it belongs to; what was not sent yet, only its uploader (spec 01).
 * @throws NotFound
 */
export async function findAttachment(db: Knex, actor: Actor, id: number): Promise<StoredAttachment> {
  const visible = onlyVisible(db('tickets').whereRaw('tickets.id = a.ticket_id'), actor).select(db.raw('1'));
  const row = (await db('attachments as a')
    .leftJoin('tickets as t', 't.id', 'a.ticket_id')
    .join('users as u', 'u.id', 'a.uploader_id')
    .where('a.id', id)
    .where((either) =>
      either
        .where((own) => own.whereNull('a.ticket_id').where('a.uploader_id', actor.id))
        .orWhereExists(visible),
    )
    .first(
      ...COLUMNS,
      'a.stored_name',
      'a.created_at',
      'u.name as uploader_name',
      't.number as ticket_number',
    )) as StoredAttachment | undefined;
  if (!row) throw new NotFound('attachment');
  return row;
}

/** Those of the files that are this person's and were not sent yet, in the order of their upload. */
export async function findUnsent(
  db: Knex,
  uploaderId: number,
  ids: readonly number[],
): Promise<AttachmentRow[]> {
  if (ids.length === 0) return [];
  return (await db('attachments as a')
    .whereIn('a.id', [...ids])
    .where('a.uploader_id', uploaderId)
    .whereNull('a.ticket_id')
    .orderBy('a.id')
    .select(...COLUMNS)) as AttachmentRow[];
}

export async function countUnsent(db: Knex, uploaderId: number): Promise<number> {
  const [row] = (await db('attachments')
    .whereNull('ticket_id')
    .where('uploader_id', uploaderId)
    .count('* as count')) as { count: number }[];
  return row?.count ?? 0;
}

/** All attachments of a ticket, each with the number of the log entry that brought it. */
export async function findAttachments(
  db: Knex,
  ticketId: number,
): Promise<(AttachmentRow & { readonly seq: number })[]> {
  return (await db('attachments as a')
    .join('ticket_events as e', 'e.id', 'a.event_id')
    .where('a.ticket_id', ticketId)
    .orderBy('a.id')
    .select(...COLUMNS, 'e.seq')) as (AttachmentRow & { seq: number })[];
}

/** Whether a ticket was made with these very files: the same button pressed twice uploads them twice. */
export async function wasMadeWith(db: Knex, ticketNumber: string, ids: readonly number[]): Promise<boolean> {
  if (ids.length === 0) return true;
  const made = db('attachments as m')
    .join('tickets as t', 't.id', 'm.ticket_id')
    .where('t.number', ticketNumber)
    .select('m.sha256');
  const more = (await db('attachments')
    .whereIn('id', [...ids])
    .whereNotIn('sha256', made)
    .first('id')) as { id: number } | undefined;
  return more === undefined;
}

/** Those of the stored names that a row speaks of: an attachment, the logo among the settings, an export, an import. */
export async function findKnownNames(db: Knex, names: readonly string[]): Promise<Set<string>> {
  const logo = db('settings').where('key', 'company_logo').select(db.raw(`value ->> 'file'`));
  const rows = (await db('attachments')
    .whereIn('stored_name', [...names])
    .select('stored_name')
    .union([
      logo,
      db('exports')
        .whereIn('stored_name', [...names])
        .select('stored_name'),
      db('imports')
        .whereIn('stored_name', [...names])
        .select('stored_name'),
    ])) as { stored_name: string }[];
  return new Set(rows.map((row) => row.stored_name));
}
