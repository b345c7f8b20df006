import type { Translate } from '../../i18n.ts';
import type { InboxRow } from './inbox.query.ts';

/** The bell: the count as it is shown, and as it is read out. */
export interface UnreadView {
  readonly unread: number;
  readonly shown: string;
  readonly label: string;
}

export function presentUnread(unread: number, t: Translate): UnreadView {
  const shown = unread > 99 ? '99+' : String(unread);
  return { unread, shown, label: unread === 0 ? t('inbox.bell_none') : t('inbox.bell', { count: shown }) };
}

export interface MessageView {
  readonly id: number;
  readonly icon: string;
  readonly body: string;
  /** What the way to what it is about is called; null when it leads nowhere. */
  readonly open: string | null;
  readonly who: string;
  readonly moment: string;
  readonly iso: string;
  readonly isRead: boolean;
}

/** By the kind of the message; one that is not here is shown by the bell. */
const ICONS: Readonly<Record<string, string>> = {
  assigned: 'user-check',
  pooled: 'users',
  returned: 'return',
  answered: 'message-circle',
  reopened: 'refresh',
  given: 'user-check',
  not_accepted: 'clock-exclamation',
  urge: 'bell-ringing',
  append: 'append',
  joined: 'user',
  mentioned: 'at',
  wait_ending: 'clock-exclamation',
  automation: 'alert-circle',
  import_done: 'import',
  import_pooled: 'users',
  import_in_hand: 'import',
  export_done: 'download',
  export_failed: 'alert-circle',
};

/** The number of its ticket, or a word where it is about something else; null when there is nowhere to go. */
export function openingOf(
  { number, link }: { readonly number: string | null; readonly link: string | null },
  t: Translate,
): string | null {
  return number ?? (link === null ? null : t('inbox.open'));
}

/** A row of the inbox (spec 05). */
export function presentMessage(
  row: InboxRow,
  { t, moment }: { t: Translate; moment: (at: Date) => string },
): MessageView {
  return {
    id: row.id,
    icon: ICONS[row.kind] ?? 'bell',
    body: row.body,
    open: openingOf(row, t),
    who: row.who ?? t('ticket.system'),
    moment: moment(row.created_at),
    iso: row.created_at.toISOString(),
    isRead: row.read_at !== null,
  };
}
