import type { Language, Translate } from '../../i18n.ts';
import type { EventRow } from './ticket-detail.query.ts';

export interface EventView {
  readonly kind: 'say' | 'answer' | 'call' | 'system';
  readonly group: 'answers' | 'notes' | 'moves';
  readonly icon: string;
  readonly label: string;
  readonly who: string;
  readonly body: string;
  readonly moment: string;
  readonly iso: string;
  readonly isLong: boolean;
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
};

/** Longer texts fold after about eight lines. */
const FOLD_AT = 400;

/** The log as the timeline shows it: who did what, where it went, and what they wrote (spec 07). */
export function presentEvents(
  events: readonly EventRow[],
  words: { t: Translate; language: Language; moment: (at: Date) => string },
): EventView[] {
  return events.map((event) => {
    const { t } = words;
    const talks =
      event.type === 'ticket_answered' ||
      event.type === 'ticket_noted' ||
      event.type === 'ticket_called_back';
    return {
      kind: kindOf(event),
      group: talks ? (event.type === 'ticket_noted' ? 'notes' : 'answers') : 'moves',
      icon: ICONS[event.type] ?? 'info',
      label: labelOf(event, t),
      who: whoOf(event, t),
      body: bodyOf(event, t),
      moment: words.moment(event.occurred_at),
      iso: event.occurred_at.toISOString(),
      isLong: event.body.length > FOLD_AT,
    };
  });
}

function kindOf(event: EventRow): EventView['kind'] {
  if (event.type === 'ticket_answered') return 'answer';
  if (event.type === 'ticket_called_back') return 'call';
  return event.body === '' && event.type !== 'ticket_closed' ? 'system' : 'say';
}

function labelOf(event: EventRow, t: Translate): string {
  const label = t(`ticket.event.${event.type}`);
  const method = event.type === 'ticket_called_back' ? event.data['method'] : null;
  return typeof method === 'string' && method !== ''
    ? `${label} · ${t(`ticket.callback_method.${method}`)}`
    : label;
}

function whoOf(event: EventRow, t: Translate): string {
  const actor = event.actor_name ?? event.rule_name ?? t('ticket.system');
  const moved = event.from_group !== event.to_group || event.from_assignee !== event.to_assignee;
  const to = [event.to_group, event.to_assignee].filter(Boolean).join(' ');
  const handsBack = event.data['handedBack'] === true ? t('ticket.handed_back') : null;
  return [
    actor,
    event.actor_group,
    handsBack,
    moved && to !== '' && event.to_assignee !== event.actor_name ? `→ ${to}` : null,
  ]
    .filter(Boolean)
    .join(' · ');
}

function bodyOf(event: EventRow, t: Translate): string {
  const { data } = event;
  const lead: string[] = [];
  if (event.type === 'ticket_called_back') lead.push(t(`ticket.callback_outcome.${String(data['outcome'])}`));
  if (event.type === 'ticket_closed') {
    lead.push(t(`ticket.outcome.${String(data['outcome'])}`));
    if (typeof data['satisfaction'] === 'string') lead.push(t(`ticket.satisfaction.${data['satisfaction']}`));
  }
  return [lead.join(' · '), event.body].filter((part) => part !== '').join(t('ticket.lead_separator'));
}
