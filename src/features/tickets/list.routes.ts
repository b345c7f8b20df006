import { paths } from '../../web/paths.ts';
import { get, post, type Route } from '../../web/routes.ts';
import { sendColumns, showColumns } from './list-columns.routes.ts';
import { showFilter } from './list-filter.routes.ts';
import { showList } from './list-page.routes.ts';

/** The list, and what makes it one's own: filters and columns (spec 07). */
export function listRoutes(): Route[] {
  return [
    get(paths.tickets.list, 'ticket.read', showList),
    get(paths.tickets.filter, 'ticket.read', showFilter),
    get(paths.tickets.columns, 'ticket.read', showColumns),
    post(paths.tickets.columns, 'ticket.read', sendColumns),
  ];
}
