import type { Language, Translate } from '../../i18n.ts';
import { paths } from '../../web/paths.ts';
import { type Badge, badgesOf } from '../tickets/badges.view.ts';
import { contextQuery } from '../tickets/list-context.ts';
import { cursorOf, type ListRequest } from '../tickets/list-request.ts';
import type { ListRow } from '../tickets/ticket-list.query.ts';

/** A ticket of the place that is looked at. */
export interface HeldTicket {
  readonly number: string;
  readonly href: string;
  /** What is sent for a selected one: the ticket as it was seen here. */
  readonly pick: string;
  readonly title: string;
  readonly status: string;
  readonly priority: string;
  readonly category: string;
  readonly created: string;
  readonly badges: readonly Badge[];
}

export function presentHeldTicket(
  row: ListRow,
  request: ListRequest,
  urgeAbove: number,
  {
    t,
    language,
    moment,
  }: { readonly t: Translate; readonly language: Language; readonly moment: (at: Date) => string },
): HeldTicket {
  return {
    number: row.number,
    href: paths.tickets.show.to(row.number) + contextQuery({ request, at: cursorOf(row, request.sort) }),
    pick: `${row.number}:${row.version}`,
    title: row.title,
    status: row.status,
    priority: row.priority,
    category: row.category_name,
    created: t('workload.created', { time: moment(row.created_at) }),
    badges: badgesOf(row, { t, language }, urgeAbove),
  };
}
