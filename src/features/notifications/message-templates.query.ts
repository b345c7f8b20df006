import type { Knex } from 'knex';
import type { ActorCtx } from '../../context.ts';
import { fillMessage } from '../../domain/message/fill-template.ts';
import type { Language } from '../../i18n.ts';

/** The texts that the system writes, by key and language: data that administrators own (spec 05). */
export async function findMessageTemplates(db: Knex): Promise<Map<string, Record<Language, string>>> {
  const rows = await db<{ key: string; body_zh: string; body_en: string }>('message_templates').select(
    'key',
    'body_zh',
    'body_en',
  );
  return new Map(rows.map((row) => [row.key, { 'zh-CN': row.body_zh, en: row.body_en }]));
}

/** What an urge begins with: the message template, filled with the ticket and whoever urges (spec 01, urging). */
export async function findUrgeText(
  ctx: ActorCtx,
  { number, title }: { readonly number: string; readonly title: string },
  language: Language,
): Promise<string> {
  const template = (await findMessageTemplates(ctx.db)).get('urge')?.[language] ?? '';
  const department = (await ctx.db('departments').where('id', ctx.actor.departmentId).first('name')) as
    { name: string } | undefined;
  const words = { department: department?.name ?? '', agent: ctx.actor.name, number, title };
  return fillMessage('urge', template, words);
}
