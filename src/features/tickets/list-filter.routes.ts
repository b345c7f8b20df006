import { z } from 'zod';
import { filterKindOf } from '../../domain/list/field-filter.ts';
import { NotFound } from '../../errors.ts';
import type { SignedInWeb } from '../../web/page.ts';
import { parseQuery } from '../../web/parse-request.ts';
import { findDepartments, findPeopleAndGroups, type Named } from '../people/names.query.ts';
import { CONTEXT_MAX, contextAddress, DEFAULT_CONTEXT, readContext } from './list-context.ts';
import { presentControl, searchFields } from './list-filter.view.ts';
import { findFieldNames, findListFields, type ListField } from './list-fields.query.ts';
import { listAddress, listParams, type ListRequest } from './list-request.ts';

const Text = z.string().refine((text) => !/[\p{Cc}\p{Cs}]/u.test(text));
const FilterQuery = {
  from: z.string().max(CONTEXT_MAX).default(''),
  q: Text.max(100).default(''),
  field: Text.max(80).optional(),
};

/** The fields to filter a list by, to be searched; or the control of one of them. A dialog, or a page of its own. */
export async function showFilter(web: SignedInWeb): Promise<void> {
  const query = parseQuery(web.req, FilterQuery);
  const { request } = readContext(query.from, '') ?? DEFAULT_CONTEXT;
  const from = listAddress(request).split('?')[1] ?? '';
  if (query.field === undefined) await showFields(web, request, { from, typed: query.q });
  else await showControl(web, request, { from, key: query.field });
}

async function showFields(
  web: SignedInWeb,
  request: ListRequest,
  { from, typed }: { from: string; typed: string },
): Promise<void> {
  const names = await findFieldNames(web.ctx.db, 'filterable');
  const { hits, more } = searchFields(names, typed);
  const applied = new Set(request.fields.map(({ key }) => key));
  const title = web.t('list.choose_field');
  const locals = {
    ...{ title, from, typed, more, back: contextAddress({ request, at: null }) },
    any: names.length > 0,
    hits: hits.map((hit) => ({ ...hit, applied: applied.has(hit.key) })),
  };
  if (web.wantsFragment) await web.fragment('tickets/_filter-fields', locals);
  else await web.page('tickets/filter', { ...locals, control: null, nav: 'tickets' });
}

async function showControl(
  web: SignedInWeb,
  request: ListRequest,
  { from, key }: { from: string; key: string },
): Promise<void> {
  const { ctx, t } = web;
  const [field] = await findListFields(ctx.db, [key]);
  const condition = request.fields.find((each) => each.key === key);
  const control =
    field?.filterable === true ? presentControl(field, condition, await namedFor(web, field), t) : null;
  if (!control) throw new NotFound('field');
  const others = request.fields.filter((each) => each.key !== key);
  const title = t('list.filter_by', { field: control.label });
  const locals = {
    ...{ title, from, control },
    back: contextAddress({ request, at: null }),
    kept: listParams(request, { fields: others }),
    without: condition ? listAddress(request, { fields: others }) : null,
  };
  if (web.wantsFragment) await web.fragment('tickets/_filter-value', locals);
  else await web.page('tickets/filter', { ...locals, nav: 'tickets' });
}

async function namedFor({ ctx }: SignedInWeb, field: ListField): Promise<Named[]> {
  const kind = filterKindOf(field.type);
  if (kind === 'user') return (await findPeopleAndGroups(ctx.db)).people;
  return kind === 'department' ? findDepartments(ctx.db) : [];
}
