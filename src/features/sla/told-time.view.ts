import type { Language, Translate } from '../../i18n.ts';

/** Which clock a warning or a breach in the log is about, and when its time is over (spec 05); null for other entries. */
export function tellTime(
  { type, data }: { readonly type: string; readonly data: Readonly<Record<string, unknown>> },
  { t, language, moment }: { t: Translate; language: Language; moment: (at: Date) => string },
): string | null {
  if (type !== 'ticket_sla_warned' && type !== 'ticket_sla_breached') return null;
  const { metric, due_at: dueAt } = data;
  const stage = data[language === 'en' ? 'stage_en' : 'stage_zh'];
  const clock = typeof stage === 'string' ? t('clock.stage', { stage }) : t(`clock.metric.${String(metric)}`);
  return t(type === 'ticket_sla_warned' ? 'sla_log.due' : 'sla_log.was_due', {
    clock,
    at: moment(new Date(String(dueAt))),
  });
}
