import { holds } from '../../domain/people/permissions.ts';
import type { Language, Translate } from '../../i18n.ts';
import type { SignedInWeb } from '../../web/page.ts';
import { parseQuery } from '../../web/parse-request.ts';
import { paths } from '../../web/paths.ts';
import { findCategoryTree } from '../categories/categories.query.ts';
import { findPeopleAndGroups } from '../people/names.query.ts';
import { findDefaultView, findSettings } from '../settings/settings.query.ts';
import { badgesOf } from './badges.view.ts';
import { contextQuery, contextValues } from './list-context.ts';
import {
  cursorOf,
  type ListRequest,
  listAddress,
  ListQuery,
  SORTS,
  STATUS_FILTERS,
  toListRequest,
  VIEWS,
} from './list-request.ts';
import { COUNT_LIMIT, countViews, findTicketPage, type ListRow, PAGE_SIZE } from './ticket-list.query.ts';

/** `/tickets`: views as tabs with counts, filters as chips, one page of rows. */
export async function showList(web: SignedInWeb): Promise<void> {
  const { db, actor } = web.ctx;
  const asked = parseQuery(web.req, ListQuery);
  const view = web.req.query['view'] === undefined ? await findDefaultView(db, actor.id) : asked.view;
  const request = toListRequest({ ...asked, view });
  const [counts, page, tree, who, settings] = await Promise.all([
    countViews(db, actor),
    findTicketPage(web.ctx, request),
    findCategoryTree(db),
    findPeopleAndGroups(db),
    findSettings(db),
  ]);
  const { t, language, moment } = web;
  await web.page('tickets/index', {
    title: t(`ticket.view.${request.view}`),
    nav: 'tickets',
    request,
    views: VIEWS.map((view) => ({
      view,
      label: t(`ticket.view.${view}`),
      count: formatCount(counts[view]),
      current: view === request.view,
      href: listAddress(
        {
          ...request,
          categoryId: null,
          status: null,
          assigneeId: null,
          groupId: null,
          from: null,
          to: null,
          text: '',
        },
        { view },
      ),
    })),
    chips: chipsOf(request, { tree, who }, t),
    clearHref: listAddress({
      ...request,
      status: null,
      categoryId: null,
      assigneeId: null,
      groupId: null,
      from: null,
      to: null,
      text: '',
    }),
    sorts: SORTS.map((sort) => ({
      sort,
      label: t(`ticket.sort.${sort}`),
      href: listAddress(request, { sort, ascending: false }),
    })),
    flipHref: listAddress(request, { ascending: !request.ascending }),
    rows: page.rows.map((row) =>
      presentRow(row, request, { t, language, moment }, settings.urge_badge_above),
    ),
    options: { tree, ...who, statuses: STATUS_FILTERS },
    before: page.before && listAddress(request, { cursor: page.before }),
    after: page.after && listAddress(request, { cursor: page.after }),
    total: formatCount(counts[request.view]),
    pageSize: PAGE_SIZE,
    bulk: holds(web.user, 'ticket.bulk_close')
      ? {
          from: contextValues({ request, at: null }).from,
          hasMore: page.before !== null || page.after !== null,
        }
      : null,
  });
}

export interface Row {
  readonly number: string;
  readonly href: string;
  /** What is sent for a selected row: the ticket as it was seen here. */
  readonly pick: string;
  readonly title: string;
  readonly customer: string;
  readonly category: string;
  readonly status: string;
  readonly priority: string;
  readonly who: string;
  readonly inPool: boolean;
  readonly source: string;
  readonly created: string;
  readonly updated: string;
  readonly badges: ReturnType<typeof badgesOf>;
}

function presentRow(
  row: ListRow,
  request: ListRequest,
  { t, language, moment }: { t: Translate; language: Language; moment: (at: Date) => string },
  urgeAbove: number,
): Row {
  const context = { request, at: cursorOf(row, request.sort) };
  return {
    number: row.number,
    href: paths.tickets.show.to(row.number) + contextQuery(context),
    pick: `${row.number}:${row.version}`,
    title: row.title,
    customer: row.customer_name || row.phone_text || t('ticket.no_customer'),
    category: row.category_name,
    status: row.status,
    priority: row.priority,
    who: row.assignee_name ?? row.group_name ?? '',
    inPool: row.assignee_name === null,
    source: (language === 'en' ? row.source_en : row.source_zh) ?? '',
    created: moment(row.created_at),
    updated: moment(row.updated_at),
    badges: badgesOf(row, t, urgeAbove),
  };
}

/** `10,000+` beyond the limit that counting stops at. */
function formatCount(count: number, limit = COUNT_LIMIT): string {
  return count > limit ? `${limit.toLocaleString('en-US')}+` : count.toLocaleString('en-US');
}

/** Each applied filter as a chip: what, which value, and the address without it. */
function chipsOf(
  request: ListRequest,
  known: {
    tree: Awaited<ReturnType<typeof findCategoryTree>>;
    who: Awaited<ReturnType<typeof findPeopleAndGroups>>;
  },
  t: Translate,
): { field: string; value: string; href: string }[] {
  const { status, categoryId, assigneeId, groupId, from, to, text } = request;
  const chips: { field: string; value: string | undefined; without: Partial<ListRequest> }[] = [];
  if (text !== '') chips.push({ field: t('ticket.filter.text'), value: text, without: { text: '' } });
  if (status)
    chips.push({
      field: t('ticket.filter.status'),
      value: t(`ticket.status.${status}`),
      without: { status: null },
    });
  if (categoryId !== null) {
    const value = known.tree.find((node) => node.id === categoryId)?.path.join(' / ');
    chips.push({ field: t('ticket.filter.category'), value, without: { categoryId: null } });
  }
  if (groupId !== null) {
    const value = known.who.groups.find((group) => group.id === groupId)?.name;
    chips.push({ field: t('ticket.filter.group'), value, without: { groupId: null } });
  }
  if (assigneeId !== null) {
    const value =
      assigneeId === 'none'
        ? t('ticket.in_pool')
        : known.who.people.find((one) => one.id === assigneeId)?.name;
    chips.push({ field: t('ticket.filter.assignee'), value, without: { assigneeId: null } });
  }
  if (from !== null) chips.push({ field: t('ticket.filter.from'), value: from, without: { from: null } });
  if (to !== null) chips.push({ field: t('ticket.filter.to'), value: to, without: { to: null } });
  return chips.map(({ field, value, without }) => ({
    field,
    value: value ?? t('ticket.filter.unknown'),
    href: listAddress(request, without),
  }));
}
