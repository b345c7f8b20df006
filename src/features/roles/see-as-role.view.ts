import type { Translate } from '../../i18n.ts';
import { shortReason } from '../tickets/ticket-page.view.ts';
import type { SeenAsRole, SeenTicket } from './see-as-role.ts';

export interface SeenView {
  /** The entries of the menu and the bench with how much stands there; null where that is not to be known. */
  readonly counts: readonly { readonly label: string; readonly count: number }[] | null;
  /** A sentence about the ticket that was asked for; null when none was. */
  readonly verdict: { readonly text: string; readonly isReadable: boolean } | null;
  readonly offered: readonly string[];
  readonly blocked: readonly { readonly label: string; readonly why: string }[];
  readonly absent: readonly string[];
}

type Found = Omit<SeenAsRole, 'ticket'> & { readonly ticket: SeenAsRole['ticket'] | 'unreadable' };

/** What somebody with the role would see, in words (spec 03): the actions on offer, those blocked with why, and the rest. */
export function presentSeen(
  found: Found,
  typed: string,
  { t, shortTime }: { readonly t: Translate; readonly shortTime: (at: Date) => string },
): SeenView {
  const { counts, ticket } = found;
  const actions = ticket !== null && typeof ticket === 'object' ? ticket.actions : [];
  const label = (action: string): string => t(`config.role.field.ticket.${action}`);
  const lacking = (action: SeenTicket['actions'][number]): boolean =>
    action.refusal?.code === 'no_permission';
  return {
    counts: counts && [
      { label: t('shell.pool'), count: counts.pool },
      ...Object.entries(counts.views).map(([view, count]) => ({ label: t(`ticket.view.${view}`), count })),
    ],
    verdict: verdictOf(ticket, typed, t),
    offered: actions.filter(({ refusal }) => refusal === null).map(({ action }) => label(action)),
    blocked: actions.flatMap((each) =>
      each.refusal === null || lacking(each) || ticket === null || typeof ticket !== 'object'
        ? []
        : [{ label: label(each.action), why: shortReason(each.refusal, ticket, { t, shortTime }) }],
    ),
    absent: actions.filter(lacking).map(({ action }) => label(action)),
  };
}

function verdictOf(ticket: Found['ticket'], typed: string, t: Translate): SeenView['verdict'] {
  if (ticket === null) return null;
  if (ticket === 'unreadable') return { text: t('form.problem.ticket_number_unreadable'), isReadable: false };
  if (ticket === 'unknown')
    return { text: t('form.problem.ticket_unknown', { number: typed }), isReadable: false };
  const { number, title, isReadable } = ticket;
  const key = isReadable ? 'config.role.seen.readable' : 'config.role.seen.hidden';
  return { text: t(key, { number, title }), isReadable };
}
