import { pipeline } from 'node:stream/promises';
import { z } from 'zod';
import { isPictureType, previewOf } from '../../domain/attachment/file-type.ts';
import { problemSentence } from '../../domain/form/describe-problems.ts';
import { NotFound } from '../../errors.ts';
import type { SignedInWeb } from '../../web/page.ts';
import { parseBody } from '../../web/parse-request.ts';
import { paths } from '../../web/paths.ts';
import { uploadsOf } from '../../web/receive-files.ts';
import { get, post, type Route } from '../../web/routes.ts';
import { presentAttachment } from './attachment.view.ts';
import { findAttachment, findUnsent, type StoredAttachment } from './attachments.query.ts';
import { keepUploads } from './keep-uploads.ts';
import type { Received } from './store-upload.ts';
import { removeUpload } from './remove-upload.ts';

/** Files of tickets: uploading them ahead of the form, looking at them, downloading them (spec 01, 10). */
export function attachmentsRoutes(): Route[] {
  return [
    post(paths.attachments.upload, 'ticket.read', upload, { takesFiles: true }),
    post(paths.attachments.remove.pattern, 'ticket.read', async (web) => {
      await removeUpload(web.ctx, idOf(web));
      web.res.status(204).end();
    }),
    get(paths.attachments.file.pattern, 'ticket.read', download),
    get(paths.attachments.preview.pattern, 'ticket.read', preview),
    get(paths.attachments.view.pattern, 'ticket.read', view),
  ];
}

/** One line for each file: what is kept goes with the form, what was refused says why. */
async function upload(web: SignedInWeb): Promise<void> {
  const { as, kind } = parseBody(web.req, UPLOAD);
  const received = uploadsOf(web.req);
  const kept = await keepUploads(web.ctx, kind === 'image' ? await onlyPictures(web, received) : received);
  const isEmpty = kept.ids.length + kept.problems.length === 0;
  const problems = isEmpty ? [{ code: 'attachment_missing', params: {} }] : kept.problems;
  const items = await findUnsent(web.ctx.db, web.user.id, kept.ids);
  const isOurFault = problems.some(({ code }) => code === 'attachment_storage');
  await web.fragment(
    'shared/_attachment-items',
    {
      as,
      items: items.map(presentAttachment),
      problems: problems.map((problem) => problemSentence(undefined, problem, web.t)),
    },
    isOurFault ? 503 : problems.length > 0 ? 422 : 200,
  );
}

/** The name under which the form is to send the ids, and what the field takes. */
const UPLOAD = {
  as: z.string().max(200).default('attachment_ids'),
  kind: z.enum(['file', 'image']).default('file'),
};

/** Into a field for pictures nothing else comes (spec 02). */
async function onlyPictures(web: SignedInWeb, received: readonly Received[]): Promise<Received[]> {
  const judged: Received[] = [];
  for (const one of received) {
    if (!one.ok || isPictureType(one.contentType)) judged.push(one);
    else {
      await web.ctx.files.remove(one.storedName);
      const problem = { code: 'attachment_not_picture', params: { name: one.name } };
      judged.push({ ok: false, name: one.name, problem });
    }
  }
  return judged;
}

async function download(web: SignedInWeb): Promise<void> {
  const row = await findAttachment(web.ctx.db, web.user, idOf(web));
  web.res.set('content-security-policy', "sandbox; default-src 'none'");
  await send(web, row, 'attachment');
}

/**
 * A picture needs nothing but itself. The PDF viewers of browsers are pages of their own, which a sandbox keeps from
 * starting: they get what they are made of, an object and its styles, and no script, frame or address.
 */
const PREVIEW_POLICY = {
  picture: "sandbox; img-src 'self'; default-src 'none'; frame-ancestors 'none'",
  pdf: "default-src 'none'; object-src 'self'; style-src 'unsafe-inline'; frame-ancestors 'none'",
};

/** Pictures and PDF alone are shown by the browser itself, as the type that was found in them. */
async function preview(web: SignedInWeb): Promise<void> {
  const row = await findAttachment(web.ctx.db, web.user, idOf(web));
  const kind = previewOf(row.content_type);
  if (kind === null) throw new NotFound('preview');
  web.res.set('content-security-policy', PREVIEW_POLICY[kind]);
  await send(web, row, 'inline');
}

async function view(web: SignedInWeb): Promise<void> {
  const row = await findAttachment(web.ctx.db, web.user, idOf(web));
  if (previewOf(row.content_type) !== 'picture') throw new NotFound('preview');
  const locals = {
    attachment: presentAttachment(row),
    uploader: row.uploader_name,
    uploaded: web.moment(row.created_at),
    ticketNumber: row.ticket_number,
  };
  if (web.wantsFragment) await web.fragment('attachments/_view', locals);
  else await web.page('attachments/show', { ...locals, title: row.original_name, nav: 'tickets' });
}

/** @throws NotFound when the storage has lost the file */
async function send(web: SignedInWeb, row: StoredAttachment, as: 'attachment' | 'inline'): Promise<void> {
  const { ctx, res } = web;
  const content = await ctx.files.open(row.stored_name);
  if (!content) {
    ctx.log.error(
      { attachment: row.id, storedName: row.stored_name },
      'the file of an attachment is missing',
    );
    throw new NotFound('file');
  }
  res.attachment(row.original_name);
  res.set({
    'content-disposition': (res.get('content-disposition') ?? '').replace(/^attachment/, as),
    'content-type': row.content_type,
    'content-length': String(row.size_bytes),
    'x-content-type-options': 'nosniff',
    // Whoever may not see the ticket any more shall not find its files in the browser; nor does a proxy touch them.
    'cache-control': 'private, no-store, no-transform',
  });
  try {
    await pipeline(content, res);
  } catch (error) {
    // The reader went away, or the disk failed half way: the answer has begun, and can only be cut.
    ctx.log.warn({ err: error, attachment: row.id }, 'a download broke off');
  }
}

function idOf(web: SignedInWeb): number {
  const text = String(web.req.params['id']);
  if (!/^[1-9]\d{0,14}$/.test(text)) throw new NotFound('attachment');
  return Number(text);
}
