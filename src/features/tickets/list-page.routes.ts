import { z } from 'zod';
import type { Language, Translate } from '../../i18n.ts';
import type { SignedInWeb } from '../../web/page.ts';
import { OptionalId, parseQuery } from '../../web/parse-request.ts';
import { findCategoryTree } from '../categories/categories.query.ts';
import { findPeopleAndGroups } from '../people/names.query.ts';
import { findSettings } from '../settings/settings.query.ts';
import { badgesOf } from './badges.view.ts';
import { type ListRequest, listAddress, readCursor, SORTS, STATUS_FILTERS, VIEWS } from './list-request.ts';
import { COUNT_LIMIT, countViews, findTicketPage, type ListRow, PAGE_SIZE } from './ticket-list.query.ts';

const optional = <T extends z.ZodType>(schema: T): z.ZodType<z.infer<T> | null> =>
  z.preprocess(
    (value) => (value === '' ? undefined : value),
    schema.nullish().transform((value) => value ?? null),
  ) as never;

/** The list's address: everything is in it, so it can be bookmarked and sent (spec 07). */
const ListQuery = {
  view: z.enum(VIEWS).default('mine'),
  status: optional(z.enum(STATUS_FILTERS)),
  category: OptionalId,
  assignee: optional(
    z.union([z.literal('none'), z.coerce.number().int().positive().max(Number.MAX_SAFE_INTEGER)]),
  ),
  group: OptionalId,
  from: optional(z.iso.date()),
  to: optional(z.iso.date()),
  q: z
    .string()
    .max(100)
    .refine((text) => !/[\0\p{Cs}]/u.test(text))
    .transform((text) => text.trim())
    .default(''),
  sort: z.enum(SORTS).default('updated'),
  order: z.enum(['asc', 'desc']).default('desc'),
  page: z.string().max(40).optional(),
};

/** `/tickets`: views as tabs with counts, filters as chips, one page of rows. */
export async function showList(web: SignedInWeb): Promise<void> {
  const request = readRequest(web);
  const { db, actor } = web.ctx;
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
    rows: page.rows.map((row) => presentRow(row, { t, language, moment }, settings.urge_badge_above)),
    options: { tree, ...who, statuses: STATUS_FILTERS },
    before: page.before && listAddress(request, { cursor: page.before }),
    after: page.after && listAddress(request, { cursor: page.after }),
    total: formatCount(counts[request.view]),
    pageSize: PAGE_SIZE,
  });
}

function readRequest(web: SignedInWeb): ListRequest {
  const query = parseQuery(web.req, ListQuery);
  return {
    view: query.view,
    status: query.status,
    categoryId: query.category ?? null,
    assigneeId: query.assignee,
    groupId: query.group ?? null,
    from: query.from,
    to: query.to,
    text: query.q,
    sort: query.sort,
    ascending: query.order === 'asc',
    cursor: readCursor(query.page, query.sort),
  };
}

export interface Row {
  readonly number: string;
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
  { t, language, moment }: { t: Translate; language: Language; moment: (at: Date) => string },
  urgeAbove: number,
): Row {
  return {
    number: row.number,
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
