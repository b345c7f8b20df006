import { z } from 'zod';
import type { SignedInWeb } from '../../web/page.ts';
import { Id, parseQuery, SearchWords } from '../../web/parse-request.ts';
import { paths } from '../../web/paths.ts';
import { get, type Route } from '../../web/routes.ts';
import { findDepartmentOptions } from '../departments/departments.query.ts';
import { deactivationRoutes } from './deactivation.routes.ts';
import { importRoutes } from './import.routes.ts';
import { userEditorRoutes } from './user-editor.routes.ts';
import { findGroupOptions, findRoleOptions } from './user.query.ts';
import { findUserPage, STATES, type UserFilter } from './users.query.ts';

/** `/admin/users`: who can sign in, to which department and groups they belong, and what they may do (spec 03). */
export function usersRoutes(): Route[] {
  return [
    get(paths.admin.users.list, 'config.manage', showList),
    ...importRoutes(), // before the users, none of whom is called "import"
    ...userEditorRoutes(),
    ...deactivationRoutes(),
  ];
}

const MaybeId = Id.nullable().catch(null).default(null);
const ListRequest = {
  q: SearchWords,
  department: MaybeId,
  group: MaybeId,
  role: MaybeId,
  state: z.enum(STATES).catch('active').default('active'),
  after: MaybeId,
  before: MaybeId,
};

async function showList(web: SignedInWeb): Promise<void> {
  const { ctx, t, language } = web;
  const { after, before, ...filter } = parseQuery(web.req, ListRequest);
  const cursor =
    after !== null
      ? { id: after, backwards: false }
      : before !== null
        ? { id: before, backwards: true }
        : null;
  const page = await findUserPage(ctx.db, filter, cursor, language);
  const [departments, groups, roles] = await Promise.all([
    findDepartmentOptions(ctx.db),
    findGroupOptions(ctx.db),
    findRoleOptions(ctx.db, language),
  ]);
  const states = STATES.map((value) => ({ value, label: t(`config.user.state.${value}`) }));
  const isFiltered = Object.keys(queryOf(filter)).length > 0;
  await web.page('users/index', {
    title: t('config.area.users'),
    nav: 'users',
    q: filter.q,
    isFiltered,
    total: page.total,
    filters: [
      { name: 'department', options: departments, value: filter.department },
      { name: 'group', options: groups, value: filter.group },
      { name: 'role', options: roles, value: filter.role },
      { name: 'state', options: states, value: filter.state },
    ].map((each) => ({ ...each, value: String(each.value ?? '') })),
    rows: page.rows.map((row) => ({
      ...row,
      lastSignedIn: row.lastSignedInAt ? web.moment(row.lastSignedInAt) : null,
    })),
    before: page.before === null ? null : hrefOf(filter, { before: page.before }),
    after: page.after === null ? null : hrefOf(filter, { after: page.after }),
  });
}

/** What of a filter says something, as the query of an address. */
function queryOf({ q, department, group, role, state }: UserFilter): Record<string, string> {
  return {
    ...(q !== '' && { q }),
    ...(department !== null && { department: String(department) }),
    ...(group !== null && { group: String(group) }),
    ...(role !== null && { role: String(role) }),
    ...(state !== 'active' && { state }),
  };
}

function hrefOf(filter: UserFilter, place: Readonly<Record<string, number>>): string {
  const entries = Object.entries(place).map(([key, id]): [string, string] => [key, String(id)]);
  const query = new URLSearchParams([...Object.entries(queryOf(filter)), ...entries]);
  return `${paths.admin.users.list}?${query.toString()}`;
}
