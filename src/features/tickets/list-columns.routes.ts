import { z } from 'zod';
import { bodyOf, parseQuery } from '../../web/parse-request.ts';
import type { SignedInWeb } from '../../web/page.ts';
import { chooseColumns } from './choose-columns.ts';
import { BUILT_IN_COLUMNS, COLUMNS_MAX, columnsNamed, fieldKeysIn, isLasting } from './list-columns.ts';
import { findListColumns } from './list-columns.query.ts';
import { CONTEXT_MAX, contextAddress, DEFAULT_CONTEXT, readContext } from './list-context.ts';
import { findFieldNames, findListFields } from './list-fields.query.ts';
import { listAddress, type ListRequest } from './list-request.ts';

/** The columns of a view, to choose and to order (spec 07): a dialog, or a page of its own. */
export async function showColumns(web: SignedInWeb): Promise<void> {
  const { from } = parseQuery(web.req, { from: z.string().max(CONTEXT_MAX).default('') });
  const { request } = readContext(from, '') ?? DEFAULT_CONTEXT;
  const { columns } = await findListColumns(web.ctx.db, web.user.id, request.view);
  await render(
    web,
    request,
    columns.map(({ name }) => name),
  );
}

/** A step of the form (forward, back, away, one more) shows it again; without one it is kept. */
export async function sendColumns(web: SignedInWeb): Promise<void> {
  const { from, column, add, do: step } = bodyOf(web.req);
  const { request } = readContext(from, '') ?? DEFAULT_CONTEXT;
  const names = [column ?? []].flat().slice(0, 2 * COLUMNS_MAX);
  if (typeof step === 'string' && step !== '') {
    await render(web, request, stepped(names, step, typeof add === 'string' ? add : ''));
    return;
  }
  await chooseColumns(web.ctx, { view: request.view, names });
  web.flash({ kind: 'done', key: 'list.columns_done', params: {} });
  web.redirect(contextAddress({ request, at: null }));
}

function stepped(names: readonly string[], step: string, added: string): readonly string[] {
  if (step === 'reset') return BUILT_IN_COLUMNS;
  if (step === 'add') return [...names, added];
  const [move, name = ''] = step.split(':');
  const at = names.indexOf(name);
  if (at < 0) return names;
  const rest = names.filter((each) => each !== name);
  if (move === 'drop') return rest;
  const to = Math.max(0, move === 'up' ? at - 1 : at + 1);
  return [...rest.slice(0, to), name, ...rest.slice(to)];
}

async function render(web: SignedInWeb, request: ListRequest, names: readonly string[]): Promise<void> {
  const { ctx, t } = web;
  const [fields, offered] = await Promise.all([
    findListFields(ctx.db, fieldKeysIn(names)),
    findFieldNames(ctx.db, 'in_list'),
  ]);
  const columns = columnsNamed(names, fields);
  const chosen = new Set(columns.map(({ name }) => name));
  const labelled = (name: string): { name: string; label: string } => ({
    name,
    label: t(`ticket.column.${name}`),
  });
  const locals = {
    title: t('list.columns_title', { view: t(`ticket.view.${request.view}`) }),
    from: listAddress(request).split('?')[1] ?? '',
    back: contextAddress({ request, at: null }),
    columns: columns.map(({ name, field }) => ({
      name,
      label: field?.label ?? labelled(name).label,
      lasting: isLasting(name),
    })),
    full: columns.length >= COLUMNS_MAX,
    more: {
      builtIn: BUILT_IN_COLUMNS.filter((name) => !chosen.has(name)).map(labelled),
      fields: offered
        .map(({ key, name }) => ({ name: `f.${key}`, label: name }))
        .filter(({ name }) => !chosen.has(name)),
    },
  };
  if (web.wantsFragment) await web.fragment('tickets/_columns', locals);
  else await web.page('tickets/columns', { ...locals, nav: 'tickets' });
}
