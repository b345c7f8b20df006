import { z } from 'zod';
import { MESSAGE_MAX } from '../../domain/message/check-template.ts';
import {
  isMessageKind,
  MESSAGE_AREAS,
  MESSAGE_KINDS,
  type MessageKind,
  placeholdersOf,
} from '../../domain/message/message-kinds.ts';
import type { FormField } from '../../domain/form/field.ts';
import { Conflict, NotFound } from '../../errors.ts';
import { type Editor, saveEditor, showEditor } from '../../web/editor.ts';
import type { SignedInWeb } from '../../web/page.ts';
import { bodyOf, parseBody, parseQuery, Version } from '../../web/parse-request.ts';
import { paths } from '../../web/paths.ts';
import { get, post, type Route } from '../../web/routes.ts';
import { findChangesSince } from '../audit/config-changes.query.ts';
import { findOwnChannels, textChannelsOf } from './channel-texts.query.ts';
import { findMessage, findMessages } from './messages.query.ts';
import { previewMessage } from './preview-message.ts';
import { resetMessage, saveMessage } from './save-message.ts';
import { shippedTexts } from './shipped-messages.ts';

/** `/admin/messages`: what the system writes in somebody's name, and how it reads (spec 05). */
export function messagesRoutes(): Route[] {
  const { list, edit, preview, reset } = paths.admin.messages;
  return [
    get(list, 'config.manage', showList),
    get(edit.pattern, 'config.manage', async (web) => showEditor(web, await editorOf(web, kindOf(web)))),
    post(edit.pattern, 'config.manage', save),
    post(preview.pattern, 'config.manage', showPreview),
    post(reset.pattern, 'config.manage', resetToShipped),
  ];
}

function kindOf({ req }: SignedInWeb): MessageKind {
  const key = String(req.params['key']);
  if (!isMessageKind(key)) throw new NotFound('message');
  return key;
}

async function showList(web: SignedInWeb): Promise<void> {
  const rows = await findMessages(web.ctx.db);
  await web.page('messages/index', {
    title: web.t('config.area.messages'),
    nav: 'messages',
    count: rows.length,
    areas: MESSAGE_AREAS.map((area) => ({
      title: web.t(`config.message.area.${area}`),
      rows: (Object.keys(MESSAGE_KINDS) as MessageKind[])
        .filter((kind) => MESSAGE_KINDS[kind].area === area)
        .flatMap((kind) => rows.filter(({ key }) => key === kind))
        .map((row) => ({
          ...row,
          text: web.language === 'en' ? row.body_en : row.body_zh,
          last: row.changed && {
            who: row.changed.who ?? web.t('config.system'),
            moment: web.moment(row.changed.at),
          },
        })),
    })),
  });
}

async function save(web: SignedInWeb): Promise<void> {
  const kind = kindOf(web);
  await saveEditor(
    web,
    () => editorOf(web, kind),
    async (sent) => {
      await saveMessage(web.ctx, kind, sent);
      return paths.admin.messages.list;
    },
  );
}

async function resetToShipped(web: SignedInWeb): Promise<void> {
  const kind = kindOf(web);
  const { version } = parseBody(web.req, { version: Version });
  try {
    await resetMessage(web.ctx, kind, version);
  } catch (error) {
    if (!(error instanceof Conflict)) throw error;
    const since = await findChangesSince(web.ctx.db, 'message', kind, version);
    await showEditor(web, await editorOf(web, kind), { since, status: 409 });
    return;
  }
  web.flash({ kind: 'done', key: 'config.message.was_reset', params: {} });
  web.redirect(paths.admin.messages.edit.to(kind));
}

/** What has been typed so far, filled in; a fragment beside the form. */
async function showPreview(web: SignedInWeb): Promise<void> {
  const kind = kindOf(web);
  const { body_zh = '', body_en = '', ticket = '' } = bodyOf(web.req);
  const texts = { body_zh: textOf(body_zh), body_en: textOf(body_en) };
  const preview = await previewMessage(web.ctx, kind, texts, textOf(ticket));
  await web.fragment('messages/_preview', { preview });
}

/** What is longer than any message is not worth a preview. */
function textOf(sent: string | readonly string[]): string {
  return [sent]
    .flat()
    .join(' ')
    .slice(0, 4 * MESSAGE_MAX)
    .replaceAll(/[\0\p{Cs}]/gu, '');
}

async function editorOf(web: SignedInWeb, kind: MessageKind): Promise<Editor> {
  const { ctx, t } = web;
  const message = await findMessage(ctx.db, kind);
  if (!message) throw new NotFound('message');
  const { ticket } = parseQuery(web.req, { ticket: z.string().max(40).catch('').default('') });
  const fields = [field('body_zh'), field('body_en')];
  const shipped = shippedTexts(kind);
  const { values } = message;
  return {
    subject: 'message',
    id: kind,
    version: message.version,
    title: t(`config.message.kind.${kind}.name`),
    nav: 'messages',
    back: { href: paths.admin.messages.list, label: t('config.area.messages') },
    action: paths.admin.messages.edit.to(kind),
    values,
    sections: [{ title: t('config.message.section.text'), fields }],
    view: 'messages/edit',
    locals: {
      kind,
      placeholders: placeholdersOf(kind).map((name) => ({
        name,
        label: t(`config.message.placeholder.${name}`),
        help: t(`config.message.placeholder_help.${name}`),
      })),
      channels: await channelsOf(web, kind),
      drop: null,
      preview: await previewMessage(ctx, kind, values, textOf(ticket)),
      differences: (['body_zh', 'body_en'] as const)
        .filter((key) => values[key] !== shipped[key])
        .map((key) => ({ label: t(`config.message.field.${key}`), from: values[key], to: shipped[key] })),
    },
  };
}

/** Where it may read otherwise, and where it does. */
async function channelsOf(
  { ctx, t }: SignedInWeb,
  kind: MessageKind,
): Promise<{ href: string; name: string; isOwn: boolean }[]> {
  const own = await findOwnChannels(ctx.db, kind);
  return textChannelsOf(kind).map((channel) => ({
    href: paths.admin.messages.channel.to(kind, channel),
    name: t(`notification.channel.${channel}`),
    isOwn: own.includes(channel),
  }));
}

function field(key: 'body_zh' | 'body_en'): FormField {
  return {
    key,
    type: 'textarea',
    label: `config.message.field.${key}`,
    help: 'config.message.text_help',
    required: true,
    width: 'full',
    maxLength: MESSAGE_MAX,
  };
}
