import type { Knex } from 'knex';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { ActorCtx } from '../../../src/context.ts';
import {
  judgeAction,
  type Refusal,
  TICKET_ACTIONS,
  type TicketAction,
} from '../../../src/domain/ticket/action-rule.ts';
import { ACTION_TABLE } from '../../../src/domain/ticket/action-table.ts';
import { NotFound, Refused } from '../../../src/errors.ts';
import { findSettings } from '../../../src/features/settings/settings.query.ts';
import { findEditRefusal } from '../../../src/features/tickets/edit-offer.query.ts';
import { editTicket } from '../../../src/features/tickets/edit-ticket.ts';
import { type ListRequest, NO_FILTERS } from '../../../src/features/tickets/list-request.ts';
import { performAction } from '../../../src/features/tickets/perform-action.ts';
import { findSituation } from '../../../src/features/tickets/situation.query.ts';
import { countViews, findTicketPage } from '../../../src/features/tickets/ticket-list.query.ts';
import { findTicket, lockTicket } from '../../../src/features/tickets/ticket.query.ts';
import type { TicketRow } from '../../../src/features/tickets/tickets.store.ts';
import { openTestApp, type TestApp } from '../../support/app.ts';
import { aCompany, type Company, type GroupName, type Person } from '../../support/company.ts';
import {
  type GridRelation,
  type GridRole,
  RELATIONS,
  ROLE_GRIDS,
  STATUS_COLUMNS,
} from '../../support/permission-grid.ts';
import { insertWholeTicket, undone } from '../../support/raw-tickets.ts';
import { aPhone, asPerson, CLOSING } from '../../support/tickets.ts';

/** Every cell of role × action × status × relation, on PostgreSQL, and undone again (spec 03). */

let it: TestApp;
let company: Company;
let secondReview: number;

beforeAll(async () => {
  it = await openTestApp();
  company = await aCompany(it.db);
  await it.db('settings').insert({ key: 'resolve_enabled', value: 'true' });
  const [made] = (await it
    .db('groups')
    .insert({ name: '审单二组', stage_key: 'review' })
    .returning('id')) as { id: number }[];
  secondReview = made?.id ?? 0;
  // Administrators have a group here, and engineering a colleague, so that every relation exists for every role.
  await it.db('group_members').insert([
    { group_id: company.groups.afterSales2, user_id: company.people.manager },
    { group_id: company.groups.afterSales2, user_id: company.people.admin },
    { group_id: company.groups.engineering, user_id: company.people.ops2 },
  ]);
});
afterAll(() => it.close());

const CAST: Readonly<Record<GridRole, { me: Person; home: GroupName; colleague: Person }>> = {
  tier1_agent: { me: 'tier1', home: 'tier1', colleague: 'tier1b' },
  reviewer: { me: 'review', home: 'review', colleague: 'review2' },
  after_sales_agent: { me: 'aftersales3', home: 'afterSales2', colleague: 'manager' },
  operations: { me: 'ops', home: 'operations', colleague: 'ops2' },
  engineering: { me: 'rd', home: 'engineering', colleague: 'ops2' },
  ticket_admin: { me: 'manager', home: 'afterSales2', colleague: 'aftersales3' },
  super_admin: { me: 'admin', home: 'afterSales2', colleague: 'aftersales3' },
};

const ROLES = Object.keys(ROLE_GRIDS) as GridRole[];

const NUMBER = 'GD261122-1042';

const INPUT: Readonly<Record<TicketAction, (company: Company) => Record<string, string>>> = {
  accept: () => ({}),
  escalate: () => ({}),
  reassign: ({ groups }) => ({ group_id: String(groups.operations) }),
  feedback: () => ({ remark: '已核实' }),
  callback: () => ({ callback_method: 'phone', callback_outcome: 'not_reached' }),
  return: () => ({ remark: '信息不全' }),
  wait: () => ({}),
  close: () => CLOSING,
  note: () => ({ remark: '客户语气很急' }),
  redispatch: () => ({}),
  transfer: ({ groups }) => ({ group_id: String(groups.operations) }),
  resolve: () => ({}),
  reopen: () => ({ remark: '客户再次来电' }),
  urge: () => ({ remark: '客户催促，请尽快处理' }),
  append: () => ({ remark: '客户补充了照片' }),
  save: () => CONTENT,
};

/** The ticket's own form, with another description than it has. */
const CONTENT = { source: 'phone', priority: 'normal', description: '客户补充了照片，确认是运输破损' };

/** The actions of the table, and the editing of what a ticket says. */
const DEEDS = [...TICKET_ACTIONS, 'edit'] as const;
type Deed = (typeof DEEDS)[number];

test('the table has a cell for every action and relation', () => {
  for (const { grid } of Object.values(ROLE_GRIDS)) {
    expect(Object.keys(grid).sort()).toEqual(['read', ...DEEDS].sort());
    for (const cells of Object.values(grid)) {
      expect(Object.keys(cells)).toEqual([...RELATIONS]);
      for (const signs of Object.values(cells)) expect(signs).toMatch(/^[+349]{6}$/);
    }
  }
});

test.each(ROLES)('%s: every cell is judged as its table says', async (role) => {
  const ctx = await asPerson(it.db, company, CAST[role].me);
  const seen: Record<string, Record<string, string>> = {};
  for (const relation of RELATIONS) {
    for (const status of STATUS_COLUMNS) {
      const signs = await undone(it.db, async (trx) => {
        await placeTicket(trx, role, relation, status);
        return judgeAll({ ...ctx, db: trx });
      });
      for (const [action, sign] of Object.entries(signs)) {
        const row = (seen[action] ??= {});
        row[relation] = (row[relation] ?? '') + sign;
      }
    }
  }
  expect(seen).toEqual(ROLE_GRIDS[role].grid);
});

test.each(ROLES)('%s: one cell in six is done, or refused, for real', async (role) => {
  const ctx = await asPerson(it.db, company, CAST[role].me);
  for (const [row, action] of DEEDS.entries()) {
    for (const [column, relation] of RELATIONS.entries()) {
      const at = (row + column) % STATUS_COLUMNS.length;
      const status = STATUS_COLUMNS[at]!;
      const sign = await undone(it.db, async (trx) => {
        await placeTicket(trx, role, relation, status);
        return perform({ ...ctx, db: trx }, action);
      });
      const wanted = ROLE_GRIDS[role].grid[action]?.[relation]?.[at];
      expect([action, relation, status, sign]).toEqual([action, relation, status, wanted]);
    }
  }
});

test.each(ROLES)('%s makes tickets, makes and closes them, or neither', async (role) => {
  const { creates, createsAndCloses } = ROLE_GRIDS[role];
  const client = it.client();
  await client.signIn(CAST[role].me);
  expect((await client.get('/tickets/new')).status).toBe(creates ? 200 : 403);
  const made = await client.submit('/tickets', aCall('create'), { on: '/' });
  expect(made.status).toBe(creates ? 303 : 403);
  const closed = await client.submit('/tickets', { ...aCall('create_close'), ...CLOSE_FORM }, { on: '/' });
  expect(closed.status).toBe(createsAndCloses ? 303 : 403);
  const mine = it.db('tickets').where('creator_id', company.people[CAST[role].me]);
  const wanted = [...(creates ? ['new'] : []), ...(createsAndCloses ? ['closed'] : [])];
  expect(await mine.orderBy('id').pluck('status')).toEqual(wanted);
});

const CLOSE_FORM = Object.fromEntries(Object.entries(CLOSING).map(([key, value]) => [`close_${key}`, value]));

function aCall(intent: string): Record<string, string | number> {
  return {
    category_id: company.categories.refund,
    customer_name: '顾女士',
    phone: aPhone(),
    source: 'phone',
    priority: 'normal',
    description: '退货已寄回，一直没有确认收货',
    intent,
  };
}

/** Puts the one ticket there is into a status and a relation to the person of a role. */
async function placeTicket(trx: Knex, role: GridRole, relation: GridRelation, status: string): Promise<void> {
  const { people, groups } = company;
  const { me, home, colleague } = CAST[role];
  // The others' group, and someone in it, for whatever is not the person's own.
  const others = { groupId: groups.afterSales, assigneeId: people.aftersales };
  const places = {
    holder: { groupId: groups[home], assigneeId: people[me] },
    pool: { groupId: groups[home], assigneeId: null },
    colleague: { groupId: groups[home], assigneeId: people[colleague] },
    creator: { ...others, creatorId: people[me] },
    collab: others,
    stranger: others,
    review: { groupId: secondReview, assigneeId: null },
  };
  const id = await insertWholeTicket(trx, company, { number: NUMBER, status, ...places[relation] });
  if (relation === 'collab') {
    await trx('ticket_collaborators').insert({ ticket_id: id, user_id: people[me], added_at: new Date() });
  }
}

type InTransaction = ActorCtx & { readonly db: Knex.Transaction };
type Sign = '+' | '3' | '4' | '9';

/** Asks the two places that decide, as the use case does: may they see it, and may they do it now. */
async function judgeAll(ctx: InTransaction): Promise<Record<string, Sign>> {
  const signs: Record<string, Sign> = { read: await tryToRead(ctx) };
  const row = await ctx.db<TicketRow>('tickets').where('number', NUMBER).first();
  const settings = await findSettings(ctx.db);
  const { situation } = await findSituation(ctx.db, ctx.actor, row!, settings, ctx.now(), ctx.zone);
  const reachable = await signOf(() => lockTicket(ctx.db, ctx.actor, NUMBER));
  const reachableInMyGroups = await signOf(() => lockTicket(ctx.db, ctx.actor, NUMBER, { ofMyGroups: true }));
  for (const action of TICKET_ACTIONS) {
    const refusal = judgeAction(ACTION_TABLE[action], situation);
    const found = action === 'accept' ? reachableInMyGroups : reachable;
    signs[action] = signFor(found, refusal);
  }
  signs['edit'] = signFor(reachable, await findEditRefusal(ctx, situation.ticket));
  return signs;
}

function signFor(found: Sign, refusal: Refusal | null): Sign {
  if (found !== '+' || refusal === null) return found;
  return refusal.status === 403 ? '3' : '9';
}

/** Does the action. What it wrote must satisfy the constraints that wait for the commit. */
async function perform(ctx: InTransaction, action: Deed): Promise<Sign> {
  const sign = await signOf(() =>
    action === 'edit'
      ? editTicket(ctx, {
          ...{ number: NUMBER, version: 1, form: CONTENT },
          ...{ categoryId: null, templateVersionId: null },
        })
      : performAction(ctx, { number: NUMBER, action, version: 1, form: INPUT[action](company) }),
  );
  if (sign === '+') await ctx.db.raw('set constraints all immediate');
  return sign;
}

/** Reads the ticket each way there is; the ways must agree, and no other ticket is in sight. */
async function tryToRead(ctx: InTransaction): Promise<Sign> {
  const { rows } = await findTicketPage(ctx, EVERYTHING);
  const { all } = await countViews(ctx, ['all']);
  const sign = await signOf(() => findTicket(ctx.db, ctx.actor, NUMBER));
  const many = sign === '+' ? 1 : 0;
  expect([rows.length, all]).toEqual([many, many]);
  return sign;
}

const EVERYTHING: ListRequest = {
  ...NO_FILTERS,
  view: 'all',
  sort: 'created',
  ascending: false,
  cursor: null,
};

async function signOf(work: () => Promise<unknown>): Promise<Sign> {
  try {
    await work();
    return '+';
  } catch (error) {
    if (error instanceof NotFound) return '4';
    if (error instanceof Refused) return error.status === 403 ? '3' : '9';
    throw error;
  }
}
