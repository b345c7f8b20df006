import { holds } from '../../domain/people/permissions.ts';
import { SLA_FILTERS } from '../../domain/sla/time-left.ts';
import { PRIORITIES } from '../../domain/ticket/status.ts';
import type { SignedInWeb } from '../../web/page.ts';
import { parseQuery } from '../../web/parse-request.ts';
import { paths } from '../../web/paths.ts';
import { findCategoryTree } from '../categories/categories.query.ts';
import { findPeopleAndGroups } from '../people/names.query.ts';
import { findChoices } from '../settings/choices.query.ts';
import { findDefaultView, findSettings } from '../settings/settings.query.ts';
import { findAnswerNames, findNames } from './answer-names.query.ts';
import { BULK_ACTIONS, BULK_RULES } from './bulk-actions.ts';
import { chipsOf } from './list-chips.view.ts';
import { BUILT_IN_COLUMNS, type ListColumns, widthOf } from './list-columns.ts';
import { findListColumns } from './list-columns.query.ts';
import { contextValues } from './list-context.ts';
import { findListFields, type ListField } from './list-fields.query.ts';
import {
  listAddress,
  listParams,
  ListQuery,
  type ListRequest,
  NO_FILTERS,
  SORTS,
  STATUS_FILTERS,
  toListRequest,
} from './list-request.ts';
import { presentRow } from './list-row.view.ts';
import { COUNT_LIMIT, countViews, findTicketPage, PAGE_SIZE, viewsFor } from './ticket-list.query.ts';

/** `/tickets`: views as tabs with counts, filters as chips, one page of rows. */
export async function showList(web: SignedInWeb): Promise<void> {
  const { db, actor } = web.ctx;
  const { t, language } = web;
  const asked = parseQuery(web.req, ListQuery);
  const view = web.req.query['view'] === undefined ? await findDefaultView(db, actor.id) : asked.view;
  const request = toListRequest({ ...asked, view }, web.req.query);
  const shown = await findListColumns(db, actor.id, request.view);
  const fields = shown.columns.flatMap(({ field }) => field ?? []);
  const shownViews = viewsFor(actor);
  const [counts, page, tree, who, settings, sources, filtered] = await Promise.all([
    countViews(web.ctx, [...new Set([...shownViews, request.view])]),
    findTicketPage(web.ctx, request, fields.length > 0),
    findCategoryTree(db),
    findPeopleAndGroups(db),
    findSettings(db),
    findChoices(db, 'source', language),
    findFiltered(web, request),
  ]);
  const names = await findAnswerNames(db, page.rows, fields);
  const now = web.ctx.now();
  const known = { tree, ...who, sources, ...filtered };
  const from = contextValues({ request: { ...request, cursor: null }, at: null }).from;
  await web.page('tickets/index', {
    title: t(`ticket.view.${request.view}`),
    nav: 'tickets',
    request,
    views: shownViews.map((view) => ({
      view,
      label: t(`ticket.view.${view}`),
      count: formatCount(counts[view] ?? 0),
      current: view === request.view,
      href: listAddress({ ...request, ...NO_FILTERS }, { view }),
    })),
    chips: chipsOf(request, known, t),
    clearHref: listAddress({ ...request, ...NO_FILTERS }),
    // What the form of the filters does not ask for itself.
    kept: listParams({
      ...request,
      ...NO_FILTERS,
      importId: request.importId,
      fields: request.fields,
    }),
    sorts: SORTS.map((sort) => ({
      sort,
      label: t(`ticket.sort.${sort}`),
      href: listAddress(request, { sort, ascending: false }),
    })),
    flipHref: listAddress(request, { ascending: !request.ascending }),
    columns: headsOf(shown, web),
    tableWidth: shown.chosen ? shown.columns.reduce((sum, column) => sum + widthOf(column), 0) : null,
    rows: page.rows.map((row) =>
      presentRow(row, request, { ...web, now, fields, names, urgeAbove: settings.urge_badge_above }),
    ),
    options: { tree, ...who, sources, statuses: STATUS_FILTERS, priorities: PRIORITIES, slas: SLA_FILTERS },
    from,
    exports: holds(web.user, 'ticket.export')
      ? (['xlsx', 'csv'] as const).map((format) => ({
          format,
          href: `${paths.tickets.export}?${from}&format=${format}`,
          label: t(`list.export_${format}`),
        }))
      : [],
    before: page.before && listAddress(request, { cursor: page.before }),
    after: page.after && listAddress(request, { cursor: page.after }),
    total: formatCount(counts[request.view] ?? 0),
    pageSize: PAGE_SIZE,
    bulk: bulkOf(web, { from: contextValues({ request, at: null }).from, page }),
  });
}

/** What can be done to a selection, for whoever may do any of it. */
function bulkOf(
  { user }: SignedInWeb,
  { from, page }: { from: string; page: { before: unknown; after: unknown } },
) {
  const actions = BULK_ACTIONS.filter((action) => holds(user, BULK_RULES[action].permission));
  if (actions.length === 0) return null;
  return {
    actions,
    from,
    hasMore: page.before !== null || page.after !== null,
    hasSheet: actions.includes('close') && holds(user, 'ticket.export'),
  };
}

/** The fields that are filtered by, and the names of those who stand in the conditions. */
async function findFiltered(
  { ctx }: SignedInWeb,
  { fields: conditions }: ListRequest,
): Promise<{ fields: ListField[]; names: Awaited<ReturnType<typeof findAnswerNames>> }> {
  const fields = await findListFields(
    ctx.db,
    conditions.map(({ key }) => key),
  );
  const idsOf = (type: string): number[] | null => {
    const keys = fields.filter((field) => (field.type as string) === type).map(({ key }) => key);
    const ids = conditions.flatMap(({ key, values }) => (keys.includes(key) ? values.map(Number) : []));
    return keys.length === 0 ? null : ids.filter((id) => Number.isSafeInteger(id));
  };
  const [user, department] = await Promise.all([
    findNames(ctx.db, 'user', idsOf('user')),
    findNames(ctx.db, 'department', idsOf('department')),
  ]);
  return { fields, names: { user, department } };
}

/** A column as the table has it. */
interface Head {
  readonly name: string;
  readonly label: string;
  readonly isField: boolean;
  readonly right: boolean;
  readonly width: number;
  /** Not chosen: only on phones, where a row is a card that has its own order. */
  readonly off: boolean;
}

function headsOf({ columns }: ListColumns, { t }: SignedInWeb): Head[] {
  const shown = columns.map((column): Head => {
    const { name, field } = column;
    const right = field
      ? field.type === 'number' || field.type === 'money'
      : name === 'created' || name === 'updated';
    const label = field?.label ?? t(`ticket.column.${name}`);
    return { name, label, isField: field !== null, right, width: widthOf(column), off: false };
  });
  const rest = BUILT_IN_COLUMNS.filter((name) => !columns.some((column) => column.name === name));
  return [
    ...shown,
    ...rest.map((name): Head => {
      const label = t(`ticket.column.${name}`);
      return { name, label, isField: false, right: false, width: 0, off: true };
    }),
  ];
}

/** `10,000+` beyond the limit that counting stops at. */
function formatCount(count: number, limit = COUNT_LIMIT): string {
  return count > limit ? `${limit.toLocaleString('en-US')}+` : count.toLocaleString('en-US');
}
