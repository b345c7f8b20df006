import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { PERMISSION_GROUPS, PERMISSION_SCOPES } from '../../../src/domain/people/permission-scopes.ts';
import { PERMISSIONS, type Scope } from '../../../src/domain/people/permissions.ts';
import { openTestApp, type TestApp } from '../../support/app.ts';
import { aCompany, type Company } from '../../support/company.ts';
import { formState } from '../../support/form-state.ts';
import type { FormValues, HttpClient } from '../../support/http-client.ts';
import { type GridRelation, READING_GRID, RELATIONS, SCOPE_GRID } from '../../support/permission-grid.ts';
import { aRawTicket, type RawTicket } from '../../support/raw-tickets.ts';

/** Every permission with every scope that it can have, composed by an administrator and used by somebody, over HTTP (spec 03). */

let it: TestApp;
let company: Company;
let admin: HttpClient;
let person: HttpClient;
let rolePath: string;
const numbers = new Map<string, string>();

beforeAll(async () => {
  it = await openTestApp();
  company = await aCompany(it.db);
  await it.db('settings').insert({ key: 'resolve_enabled', value: 'true' });
  const { people, groups } = company;
  await it.db('group_members').insert({ group_id: groups.engineering, user_id: people.ops2 });
  await insertTickets();
  admin = it.client();
  await admin.signIn('admin');
  const made = { name_zh: '临时工', name_en: 'Temp', 'ticket.read': 'all' };
  expect((await admin.submit('/admin/roles/new', made, { on: '/admin/roles/new' })).status).toBe(303);
  const { id } = (await it.db('roles').where('name_zh', '临时工').first('id')) as { id: number };
  rolePath = `/admin/roles/${id}`;
  await it.db('user_roles').where('user_id', people.rd).update({ role_id: id });
  person = it.client();
  await person.signIn('rd');
});
afterAll(() => it.close());

/** For each relation of 纪舟 (engineering) an open ticket and a closed one. */
async function insertTickets(): Promise<void> {
  const { people, groups } = company;
  const [review] = (await it
    .db('groups')
    .insert({ name: '审单二组', stage_key: 'review' })
    .returning('id')) as { id: number }[];
  const others = { groupId: groups.afterSales, assigneeId: people.aftersales };
  const places: Readonly<Record<GridRelation, RawTicket>> = {
    holder: { groupId: groups.engineering, assigneeId: people.rd },
    pool: { groupId: groups.engineering, assigneeId: null },
    colleague: { groupId: groups.engineering, assigneeId: people.ops2 },
    creator: { ...others, creatorId: people.rd },
    collab: others,
    stranger: others,
    review: { groupId: review!.id, assigneeId: null },
  };
  let running = 1000;
  for (const relation of RELATIONS) {
    for (const state of ['open', 'closed'] as const) {
      const place = places[relation];
      const open = place.assigneeId === null ? 'new' : 'in_progress';
      const number = `GD261122-${(running += 1)}`;
      const id = await aRawTicket(it.db, company, {
        ...place,
        number,
        status: state === 'open' ? open : 'closed',
      });
      numbers.set(`${relation}/${state}`, number);
      if (relation === 'collab')
        await it
          .db('ticket_collaborators')
          .insert({ ticket_id: id, user_id: people.rd, added_at: new Date() });
    }
  }
}

function numberOf(relation: GridRelation, state: 'open' | 'closed'): string {
  return numbers.get(`${relation}/${state}`) ?? '';
}

/** Gives the role exactly these grants, as an administrator does. */
async function compose(grants: Readonly<Record<string, string>>): Promise<void> {
  const form = formState((await admin.get(rolePath)).page, rolePath) as FormValues;
  const none = Object.fromEntries(PERMISSIONS.map((permission) => [permission, '']));
  const answer = await admin.submit(rolePath, { ...form, ...none, ...grants }, { on: rolePath });
  expect(answer.status).toBe(303);
}

const SIGNS: Readonly<Record<number, string>> = { 200: '+', 403: '3', 404: '4', 409: '9' };

async function signOf(path: string): Promise<string> {
  const { status } = await person.get(path);
  return SIGNS[status] ?? String(status);
}

const ACTIONS = [...new Set(Object.keys(SCOPE_GRID).map((row) => row.split('/')[0] ?? ''))];

test('the tables have every permission, once, with exactly the scopes that the editor offers', () => {
  const rows = Object.entries(PERMISSION_SCOPES).flatMap(([permission, scopes]) => {
    // Yes or no, or seen answer by answer: not one sign for one ticket.
    if (scopes.length === 1 || ['ticket.unmask', 'ticket.read'].includes(permission)) return [];
    return scopes.map((scope) => `${permission.replace('ticket.', '')}/${scope}`);
  });
  expect(Object.keys(SCOPE_GRID).sort()).toEqual(rows.sort());
  expect(Object.keys(READING_GRID)).toEqual([...PERMISSION_SCOPES['ticket.read']]);
  const grouped = PERMISSION_GROUPS.flatMap(({ permissions }) => [...permissions]);
  expect([...grouped].sort()).toEqual([...PERMISSIONS].sort());
});

describe('reading', () => {
  test.each(PERMISSION_SCOPES['ticket.read'])('%s: lists and single reads show the same', async (scope) => {
    await compose({ 'ticket.read': scope });
    const { page } = await person.get('/tickets?view=all&sort=created');
    const listed = new Set(page.querySelectorAll('td.g-no a').map((link) => link.text.trim()));
    const seen: Record<string, string> = {};
    for (const relation of RELATIONS) {
      const signs = await Promise.all(
        (['open', 'closed'] as const).map((state) => signOf(`/tickets/${numberOf(relation, state)}`)),
      );
      seen[relation] = signs.join('');
      const inList = (['open', 'closed'] as const).map((state) =>
        listed.has(numberOf(relation, state)) ? '+' : '4',
      );
      expect([relation, inList.join('')]).toEqual([relation, seen[relation]]);
    }
    expect(seen).toEqual(READING_GRID[scope]);
  });

  test('none: the lists are not there, and no ticket is', async () => {
    await compose({ 'ticket.note': 'all' });
    expect((await person.get('/tickets?view=all')).status).toBe(403);
    expect(await signOf(`/tickets/${numberOf('holder', 'open')}`)).toBe('3');
  });
});

describe('acting', () => {
  const state = (action: string): 'open' | 'closed' => (action === 'reopen' ? 'closed' : 'open');

  test.each(['mine', 'groups', 'all'] as const satisfies readonly Scope[])(
    'on %s: done, or refused, as the table says',
    async (scope) => {
      const having = ACTIONS.filter((action) => SCOPE_GRID[`${action}/${scope}`]);
      await compose({
        'ticket.read': 'all',
        ...Object.fromEntries(having.map((action) => [`ticket.${action}`, scope])),
      });
      for (const action of having) {
        const signs: Record<string, string> = {};
        for (const relation of RELATIONS)
          signs[relation] = await signOf(`/tickets/${numberOf(relation, state(action))}/${action}`);
        expect([action, signs]).toEqual([action, SCOPE_GRID[`${action}/${scope}`]]);
      }
      for (const action of ACTIONS.filter((each) => !having.includes(each)))
        expect([action, await signOf(`/tickets/${numberOf('pool', 'open')}/${action}`)]).toEqual([
          action,
          '3',
        ]);
    },
  );

  test('one permission gives no other', async () => {
    for (const [index, action] of ACTIONS.entries()) {
      await compose({ 'ticket.read': 'all', [`ticket.${action}`]: 'all' });
      const relation = action === 'accept' ? 'pool' : 'holder';
      const next = ACTIONS[(index + 1) % ACTIONS.length] ?? '';
      const own = await signOf(`/tickets/${numberOf(relation, state(action))}/${action}`);
      const other = await signOf(`/tickets/${numberOf(relation, state(next))}/${next}`);
      expect([action, own, next, other]).toEqual([action, '+', next, '3']);
    }
  });
});

describe('yes or no', () => {
  const whether = PERMISSIONS.filter(
    (permission) => PERMISSION_SCOPES[permission].length === 1 && permission !== 'ticket.create_close',
  );

  test.each(whether)('%s opens its pages, and they are shut without it', async (permission) => {
    const pages = it.app.routes.filter(
      ({ access, method, path }) => access === permission && method === 'get' && !path.includes(':'),
    );
    await compose({ 'ticket.read': 'all' });
    for (const { path } of pages) expect([path, (await person.get(path)).status]).toEqual([path, 403]);
    // The sheet to close by is an export as well.
    const also = permission === 'ticket.bulk_close' ? { 'ticket.export': 'all' as const } : {};
    await compose({ 'ticket.read': 'all', [permission]: 'all', ...also });
    for (const { path } of pages) expect([path, (await person.get(path)).status]).not.toEqual([path, 403]);
  });

  test('ticket.create_close adds its button to the form of a new ticket', async () => {
    await compose({ 'ticket.create': 'all' });
    const path = `/tickets/new?category_id=${company.categories.refund}`;
    expect((await person.get(path)).text).not.toContain('create_close');
    await compose({ 'ticket.create': 'all', 'ticket.create_close': 'all' });
    expect((await person.get(path)).text).toContain('create_close');
  });
});
