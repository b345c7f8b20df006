import type { ActorCtx } from '../../context.ts';
import { type MessagePart, partsOfMessage } from '../../domain/message/fill-template.ts';
import type { MessageKind } from '../../domain/message/message-kinds.ts';
import { HOUR_MS } from '../../domain/time/duration.ts';
import { LANGUAGES, type Language, translator } from '../../i18n.ts';
import { toldDuration } from '../notifications/told-duration.ts';
import { findSettings } from '../settings/settings.query.ts';
import { findDepartmentName, findSampleTicket } from './messages.query.ts';
import type { MessageTexts } from './shipped-messages.ts';

/** Of what no ticket tells: an hour, and some tickets. */
const SAMPLE_TIME_MS = HOUR_MS;
const SAMPLE_COUNTS = { overdue_count: '3', today_count: '5', unaccepted_count: '2' };

export interface MessagePreview {
  /** The ticket it is filled from; null when there is none that the reader may see. */
  readonly ticket: { readonly number: string; readonly title: string } | null;
  /** What was asked for, as it was typed. */
  readonly asked: string;
  readonly texts: readonly { readonly language: Language; readonly parts: readonly MessagePart[] }[];
}

/**
 * A message as it would read for a real ticket (spec 05), written by the reader: the ticket asked for, or the newest
 * one, and only among those that the reader may see.
 */
export async function previewMessage(
  ctx: ActorCtx,
  kind: MessageKind,
  texts: MessageTexts,
  asked: string,
): Promise<MessagePreview> {
  const number = asked.trim().toUpperCase();
  const [ticket, department, settings] = await Promise.all([
    findSampleTicket(ctx.db, ctx.actor, number === '' ? null : number),
    findDepartmentName(ctx.db, ctx.actor.departmentId),
    findSettings(ctx.db),
  ]);
  if (!ticket) return { ticket: null, asked, texts: [] };
  const days = kind === 'resolved_closed' ? settings.resolved_close_days : settings.wait_close_days;
  const bodies = { 'zh-CN': texts.body_zh, en: texts.body_en };
  return {
    ticket: { number: ticket.number, title: ticket.title },
    asked,
    texts: LANGUAGES.map((language) => ({
      language,
      parts: partsOfMessage(kind, bodies[language], {
        number: ticket.number,
        title: ticket.title,
        department,
        agent: ctx.actor.name,
        remark: ticket.remark || translator(language)('config.message.sample_remark'),
        days: String(days),
        remaining: toldDuration(SAMPLE_TIME_MS, translator(language)),
        overdue: toldDuration(SAMPLE_TIME_MS, translator(language)),
        ...SAMPLE_COUNTS,
      }),
    })),
  };
}
