import type { FormField } from '../../domain/form/field.ts';
import type { Language, Translate } from '../../i18n.ts';
import { tellRouting } from '../routing/told-route.view.ts';
import { tellTime } from '../sla/told-time.view.ts';
import { tellLink } from '../links/related.view.ts';
import { type AttachmentView, presentAttachment } from '../attachments/attachment.view.ts';
import type { EventRow, TicketDetail } from './ticket-detail.query.ts';
import { type ChangeView, isLongDifference, presentChanges } from './changes.view.ts';

export interface EventView {
  readonly kind: 'say' | 'answer' | 'call' | 'urge' | 'append' | 'system';
  readonly group: Exclude<LogTab, 'all'>;
  readonly icon: string;
  readonly label: string;
  readonly who: string;
  readonly body: string;
  /** Field by field, what an edit changed. */
  readonly changes: readonly ChangeView[];
  readonly moment: string;
  readonly iso: string;
  readonly isLong: boolean;
  readonly attachments: readonly AttachmentView[];
}

/** The tabs of the timeline (spec 07). */
export const LOG_TABS = ['all', 'answers', 'notes', 'urges', 'appends', 'edits', 'moves', 'system'] as const;
export type LogTab = (typeof LOG_TABS)[number];

export interface LogTabView {
  readonly tab: LogTab;
  readonly count: number;
  readonly current: boolean;
}

/** The tabs with their counts; one without entries is left out, unless it is the one that is open. */
export function presentLogTabs(events: readonly EventView[], open: LogTab): LogTabView[] {
  return LOG_TABS.map((tab) => ({
    tab,
    count: tab === 'all' ? events.length : events.filter(({ group }) => group === tab).length,
    current: tab === open,
  })).filter(({ tab, count, current }) => tab === 'all' || count > 0 || current);
}

const ICONS: Readonly<Record<string, string>> = {
  ticket_created: 'plus',
  ticket_escalated: 'escalate',
  ticket_accepted: 'user-check',
  ticket_reassigned: 'arrows',
  ticket_returned: 'return',
  ticket_answered: 'message-circle',
  ticket_called_back: 'phone',
  ticket_waiting: 'pause',
  ticket_noted: 'note',
  ticket_closed: 'circle-check',
  ticket_redispatched: 'arrows',
  ticket_transferred: 'arrows',
  ticket_resolved: 'circle-check',
  ticket_reopened: 'refresh',
  ticket_assigned: 'user-check',
  ticket_withdrawn: 'return',
  ticket_held: 'clock',
  ticket_urged: 'bell-ringing',
  ticket_appended: 'append',
  ticket_linked: 'link',
  ticket_unlinked: 'link',
  ticket_merged: 'circle-check',
  ticket_received_merge: 'link',
  ticket_saved: 'edit',
  ticket_edited: 'edit',
  ticket_recategorised: 'sitemap',
  ticket_automation_cut: 'alert-triangle',
  ticket_sla_warned: 'clock',
  ticket_sla_breached: 'alert-triangle',
};

const TABS: Readonly<Record<string, EventView['group']>> = {
  ticket_answered: 'answers',
  ticket_called_back: 'answers',
  ticket_noted: 'notes',
  ticket_urged: 'urges',
  ticket_appended: 'appends',
  ticket_saved: 'edits',
  ticket_edited: 'edits',
  ticket_recategorised: 'edits',
};

/** Longer texts fold after about eight lines. */
const FOLD_AT = 400;

interface Words {
  readonly t: Translate;
  readonly language: Language;
  readonly moment: (at: Date) => string;
  readonly fields: readonly FormField[];
}

/**
 * The log as the timeline shows it: who did what, where it went, and what they wrote (spec 07).
 * @param words `fields`: those of the ticket's form, for built-in values in the reader's language
 */
export function presentEvents(
  events: readonly EventRow[],
  words: Words,
  attachments: TicketDetail['attachments'] = [],
): EventView[] {
  return events.map((event) => {
    const { t } = words;
    const changes = presentChanges(event.changes, words.fields, t);
    return {
      kind: kindOf(event),
      group: event.actor_name === null ? 'system' : (TABS[event.type] ?? 'moves'),
      icon: ICONS[event.type] ?? 'info',
      label: labelOf(event, t),
      who: whoOf(event, words),
      body: bodyOf(event, words),
      changes,
      moment: words.moment(event.occurred_at),
      iso: event.occurred_at.toISOString(),
      isLong: event.body.length > FOLD_AT || isLongDifference(changes, FOLD_AT),
      attachments: attachments.filter(({ seq }) => seq === event.seq).map(presentAttachment),
    };
  });
}

function kindOf(event: EventRow): EventView['kind'] {
  if (event.type === 'ticket_answered') return 'answer';
  if (event.type === 'ticket_called_back') return 'call';
  if (event.type === 'ticket_urged') return 'urge';
  if (event.type === 'ticket_appended') return 'append';
  if (event.changes.length > 0) return 'say';
  return event.body === '' && event.type !== 'ticket_closed' ? 'system' : 'say';
}

function labelOf(event: EventRow, t: Translate): string {
  const label = t(`ticket.event.${event.type}`);
  const { method, count } = event.data;
  if (event.type === 'ticket_called_back' && typeof method === 'string' && method !== '')
    return `${label} · ${t(`ticket.callback_method.${method}`)}`;
  return typeof count === 'number' ? `${label} · ${t('ticket.nth', { count })}` : label;
}

/** A ticket out of a spreadsheet says which row of which one it was (spec 06). */
function tellOrigin({ type, data }: EventRow, t: Translate): string | null {
  const { importId: id, file, row } = data;
  return type === 'ticket_created' && typeof id === 'number'
    ? t('import_message.origin', { id, file, row })
    : null;
}

function whoOf(event: EventRow, words: Omit<Words, 'fields'>): string {
  const { t, moment } = words;
  const routed = tellRouting(event, t, moment);
  if (routed !== null && event.actor_name === null) return [t('ticket.system'), routed].join(' · ');
  const { rule } = event.data;
  const system = [t('ticket.system'), typeof rule === 'string' ? t(`ticket.rule.${rule}`) : null];
  const actor = event.actor_name ?? event.rule_name ?? system.filter(Boolean).join(' · ');
  const moved = event.from_group !== event.to_group || event.from_assignee !== event.to_assignee;
  const to = [event.to_group, event.to_assignee].filter(Boolean).join(' ');
  const handsBack = event.data['handedBack'] === true ? t('ticket.handed_back') : null;
  const { collaborators } = event.data;
  const joined = typeof collaborators === 'string' ? t('ticket.joined', { names: collaborators }) : null;
  return [
    actor,
    event.actor_group,
    handsBack,
    joined,
    tellLink(event, t),
    tellOrigin(event, t),
    routed,
    tellTime(event, words),
    moved && to !== '' && event.to_assignee !== event.actor_name ? `→ ${to}` : null,
  ]
    .filter(Boolean)
    .join(' · ');
}

function bodyOf(event: EventRow, { t, language }: Pick<Words, 't' | 'language'>): string {
  const { data } = event;
  const lead: string[] = [];
  if (event.type === 'ticket_called_back') lead.push(t(`ticket.callback_outcome.${String(data['outcome'])}`));
  if (event.type === 'ticket_closed') {
    lead.push(t(`ticket.outcome.${String(data['outcome'])}`));
    if (typeof data['satisfaction'] === 'string') lead.push(t(`ticket.satisfaction.${data['satisfaction']}`));
  }
  const overdue = data['overdueRemark'] ?? (language === 'en' ? event.overdue_en : event.overdue_zh);
  if (typeof overdue === 'string') lead.push(t('ticket.overdue', { reason: overdue }));
  return [lead.join(' · '), event.body].filter((part) => part !== '').join(t('ticket.lead_separator'));
}
