import type { Knex } from 'knex';
import { allowedTypes, isPictureType, previewOf } from '../../domain/attachment/file-type.ts';
import type { FieldOption, FieldValues, FormField } from '../../domain/form/field.ts';
import { isFileField, textsIn } from '../../domain/form/field-kinds.ts';
import type { RawForm } from '../../domain/form/parse-form.ts';
import { answerOf, answersIn, valueIn } from '../../domain/form/raw-form.ts';
import { findSettings } from '../settings/settings.query.ts';
import { presentAttachment } from './attachment.view.ts';
import type { AttachmentRow } from './attachments.query.ts';

/** No form has more; what a crafted request lists beyond is not looked up. */
const MAX_LISTED = 200;

interface Asked {
  readonly uploaderId: number;
  /** The form as it was sent, with the ids of uploads. */
  readonly raw?: RawForm | undefined;
  /** What the ticket holds already. */
  readonly stored?: FieldValues | undefined;
  /** Of a new ticket: pressed twice, its button sends uploads that the first press has taken. */
  readonly submissionKey?: string | null;
}

type Found = AttachmentRow & { readonly ticket_id: number | null };

/**
 * The fields of a form with the files that they may hold (spec 02): the sender's own unsent uploads, of which a field
 * for pictures takes pictures alone, and what stands in the very field already. One look at the files, none where the
 * form asks for none.
 */
export async function withFiles(
  db: Knex,
  fields: readonly FormField[],
  asked: Asked,
): Promise<readonly FormField[]> {
  const { raw = {}, stored = {} } = asked;
  const own = fields.filter(isFileField);
  if (own.length === 0) return fields;
  const kept = own.flatMap(({ key }) => textsIn(valueIn(stored, key)));
  const sent = own.flatMap(({ key }) => answersIn(answerOf(raw, key)));
  const found = await findListed(db, asked, { sent: idsOf(sent), kept: idsOf(kept) });
  const settings = await findSettings(db);
  const accept = allowedTypes(settings.attachment_types);
  return fields.map((field) => {
    if (!isFileField(field)) return field;
    const here = new Set(textsIn(valueIn(stored, field.key)));
    const usable = found.filter((row) => {
      if (here.has(String(row.id))) return true;
      const isSent = row.ticket_id !== null && (asked.submissionKey ?? null) === null;
      return !isSent && (field.type === 'file' || isPictureType(row.content_type));
    });
    const types = field.type === 'file' ? accept : accept.filter((type) => PICTURES.includes(type));
    return {
      ...field,
      options: usable.map(optionOf),
      uploads: {
        accept: types.map((type) => `.${type}`).join(','),
        maxMegabytes: settings.attachment_max_megabytes,
      },
    };
  });
}

/** Extensions of what a page can show as a picture. */
const PICTURES: readonly string[] = ['png', 'jpg', 'jpeg', 'gif', 'webp'];

function optionOf(row: Found): FieldOption {
  const { id, name, size, icon } = presentAttachment(row);
  const preview = previewOf(row.content_type);
  return { value: String(id), label: name, file: { size, icon, preview, isSent: row.ticket_id !== null } };
}

async function findListed(
  db: Knex,
  { uploaderId, submissionKey }: Asked,
  { sent, kept }: { sent: readonly number[]; kept: readonly number[] },
): Promise<Found[]> {
  if (sent.length + kept.length === 0) return [];
  return (await db('attachments as a')
    .where((either) => {
      either.whereIn('a.id', [...kept]).orWhere((own) => {
        own.whereIn('a.id', [...sent]).where('a.uploader_id', uploaderId);
        own.where((free) => {
          free.whereNull('a.ticket_id');
          if (submissionKey)
            free.orWhereIn('a.ticket_id', db('tickets').where('submission_key', submissionKey).select('id'));
        });
      });
    })
    .orderBy('a.id')
    .select('a.id', 'a.original_name', 'a.content_type', 'a.size_bytes', 'a.ticket_id')) as Found[];
}

function idsOf(texts: readonly string[]): number[] {
  return [...new Set(texts)]
    .filter((text) => /^[1-9]\d{0,14}$/.test(text))
    .slice(0, MAX_LISTED)
    .map(Number);
}
