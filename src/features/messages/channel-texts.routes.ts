import type { FormField } from '../../domain/form/field.ts';
import { MESSAGE_MAX } from '../../domain/message/check-template.ts';
import { isMessageKind, placeholdersOf } from '../../domain/message/message-kinds.ts';
import { NotFound } from '../../errors.ts';
import { type Editor, saveEditor, showEditor } from '../../web/editor.ts';
import type { SignedInWeb } from '../../web/page.ts';
import { paths } from '../../web/paths.ts';
import { get, post, type Route } from '../../web/routes.ts';
import { takeEditorStep } from '../../web/take-editor-step.ts';
import { type ChannelPlace, findChannelText, textChannelsOf } from './channel-texts.query.ts';
import { findMessage } from './messages.query.ts';
import { previewMessage } from './preview-message.ts';
import { dropChannelText, saveChannelText } from './save-channel-text.ts';

/** `/admin/messages/<kind>/on/<channel>`: a message that reads otherwise on one channel (spec 05). */
export function channelTextsRoutes(): Route[] {
  const { channel, dropChannel } = paths.admin.messages;
  return [
    get(channel.pattern, 'config.manage', async (web) => showEditor(web, await editorOf(web))),
    post(channel.pattern, 'config.manage', (web) =>
      saveEditor(
        web,
        () => editorOf(web),
        async (sent) => {
          const at = placeOf(web);
          await saveChannelText(web.ctx, at, sent);
          return channel.to(at.key, at.channel);
        },
      ),
    ),
    post(dropChannel.pattern, 'config.manage', (web) =>
      takeEditorStep(
        web,
        () => editorOf(web),
        async (version) => {
          const at = placeOf(web);
          await dropChannelText(web.ctx, at, version);
          web.flash({ kind: 'done', key: 'config.channel_text.dropped', params: {} });
          return paths.admin.messages.edit.to(at.key);
        },
      ),
    ),
  ];
}

function placeOf({ req }: SignedInWeb): ChannelPlace {
  const key = String(req.params['key']);
  if (!isMessageKind(key)) throw new NotFound('message');
  const channel = textChannelsOf(key).find((each) => each === req.params['channel']);
  if (!channel) throw new NotFound('message');
  return { key, channel };
}

async function editorOf(web: SignedInWeb): Promise<Editor> {
  const { ctx, t } = web;
  const { key, channel } = placeOf(web);
  const [message, own] = await Promise.all([
    findMessage(ctx.db, key),
    findChannelText(ctx.db, { key, channel }),
  ]);
  if (!message) throw new NotFound('message');
  const { messages } = paths.admin;
  const name = t(`config.message.kind.${key}.name`);
  const values = own?.values ?? message.values;
  const subjects = channel === 'email' ? [subject('subject_zh'), subject('subject_en')] : [];
  const bodies = (['body_zh', 'body_en'] as const).map((each) => body(each, message.values[each]));
  return {
    subject: 'channel_text',
    id: own ? `${key}.${channel}` : null,
    version: own?.version ?? null,
    title: t('notification.cell', { event: name, channel: t(`notification.channel.${channel}`) }),
    nav: 'messages',
    back: { href: messages.edit.to(key), label: name },
    action: messages.channel.to(key, channel),
    values: own?.values ?? {},
    sections: [{ title: t('config.message.section.text'), fields: [...subjects, ...bodies] }],
    view: 'messages/edit',
    locals: {
      kind: key,
      placeholders: placeholdersOf(key).map((each) => ({
        name: each,
        label: t(`config.message.placeholder.${each}`),
        help: t(`config.message.placeholder_help.${each}`),
      })),
      preview: await previewMessage(ctx, key, values, ''),
      differences: [],
      channels: [],
      drop: own ? messages.dropChannel.to(key, channel) : null,
    },
  };
}

function subject(key: 'subject_zh' | 'subject_en'): FormField {
  return {
    ...{ key, type: 'text', label: `config.channel_text.field.${key}`, required: false },
    ...{ help: 'config.channel_text.subject_help', width: 'full', maxLength: 200 },
  };
}

/** One that is made begins with the text that serves everywhere. */
function body(key: 'body_zh' | 'body_en', common: string): FormField {
  return {
    ...{ key, type: 'textarea', label: `config.channel_text.field.${key}`, required: true, default: common },
    ...{ help: 'config.message.text_help', width: 'full', maxLength: MESSAGE_MAX },
  };
}
