import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { queueMessages } from '../../../src/features/notifications/queue-messages.ts';
import { performAction } from '../../../src/features/tickets/perform-action.ts';
import { aCompany, type Company, type Person } from '../../support/company.ts';
import { openTestDatabase, type TestDatabase } from '../../support/database.ts';
import { inHand, inPool, inReviewPool, stateOf } from '../../support/moved-tickets.ts';
import { recordStatements } from '../../support/statements.ts';
import { act, asPerson, aTicket, CLOSING } from '../../support/tickets.ts';

/** Who is told, in which words (spec 05): the audience is found, and whoever may not know of it is left out. */

let it: TestDatabase;
let company: Company;

beforeAll(async () => {
  it = await openTestDatabase();
  company = await aCompany(it.db);
});
afterAll(() => it.close());

/** The company as it was made, whoever a test moved about. */
beforeEach(async () => {
  const { db } = it;
  const [top] = (await db('departments').orderBy('id').pluck('id')) as number[];
  await db('users').update({ department_id: top, manager_id: null, active: true, language: 'zh-CN' });
  await db('departments').update({ leader_id: null, parent_id: null });
  await db('departments')
    .where('id', '>', top ?? 0)
    .delete();
  await db('groups').update({ active: true });
});

async function told(): Promise<Record<string, string>> {
  const rows = (await it
    .db('outbox as o')
    .join('users as u', 'u.id', 'o.recipient_id')
    .orderBy('u.id')
    .select('u.username', 'o.kind')) as { username: string; kind: string }[];
  expect(new Set(rows.map(({ username }) => username)).size).toBe(rows.length);
  return Object.fromEntries(rows.map(({ username, kind }) => [username, kind]));
}

/** Who is told of one action. */
async function toldOf(...[by, number, action, form]: Tell): Promise<Record<string, string>> {
  await it.db('outbox').delete();
  await act(it.db, company, by, number, action, form);
  return told();
}
type Tell = [
  by: Person,
  number: string,
  action: Parameters<typeof act>[4],
  form?: Readonly<Record<string, string>>,
];

const URGENT = { remark: '客户催促' };
const person = (name: Person) => it.db('users').where('id', company.people[name]);

async function aDepartment(name: string, parent: number | null, leader: Person | null): Promise<number> {
  const row = { name, parent_id: parent, leader_id: leader && company.people[leader] };
  const [{ id }] = (await it.db('departments').insert(row).returning('id')) as [{ id: number }];
  return id;
}

describe('an urge is copied to the manager of the handler:', () => {
  test.each<[string, () => Promise<unknown>, Person | null]>([
    ['nobody is set', () => Promise.resolve(), null],
    [
      'the one set on them',
      () => person('aftersales').update({ manager_id: company.people.manager }),
      'manager',
    ],
    [
      'the leader of their department',
      async () =>
        person('aftersales').update({ department_id: await aDepartment('售后部', null, 'manager') }),
      'manager',
    ],
    [
      'the leader of the department above',
      async () => {
        const above = await aDepartment('客服中心', null, 'admin');
        const between = await aDepartment('售后部', above, null);
        await person('aftersales').update({ department_id: await aDepartment('一组', between, null) });
      },
      'admin',
    ],
    [
      'the next one up when they lead it themselves',
      async () => {
        const above = await aDepartment('客服中心', null, 'admin');
        await person('aftersales').update({
          department_id: await aDepartment('售后部', above, 'aftersales'),
        });
      },
      'admin',
    ],
    [
      'the one set on them before the leader',
      async () =>
        person('aftersales').update({
          department_id: await aDepartment('售后部', null, 'admin'),
          manager_id: company.people.manager,
        }),
      'manager',
    ],
    [
      'the next one up when the leader has left',
      async () => {
        const above = await aDepartment('客服中心', null, 'admin');
        await person('aftersales').update({ department_id: await aDepartment('售后部', above, 'manager') });
        await person('manager').update({ active: false });
      },
      'admin',
    ],
    [
      'the leader when the one set on them has left',
      async () => {
        await person('aftersales').update({
          department_id: await aDepartment('售后部', null, 'admin'),
          manager_id: company.people.manager,
        });
        await person('manager').update({ active: false });
      },
      'admin',
    ],
    [
      'the leader when they are set as their own',
      async () =>
        person('aftersales').update({
          department_id: await aDepartment('售后部', null, 'admin'),
          manager_id: company.people.aftersales,
        }),
      'admin',
    ],
    [
      'nobody when that one may not read the ticket',
      () => person('aftersales').update({ manager_id: company.people.rd }),
      null,
    ],
    [
      'nobody when that one is who urges',
      () => person('aftersales').update({ manager_id: company.people.tier1 }),
      null,
    ],
    [
      'nobody, and it ends, when departments stand in a circle',
      async () => {
        const one = await aDepartment('甲', null, null);
        const other = await aDepartment('乙', one, null);
        await it.db('departments').where('id', one).update({ parent_id: other });
        await person('aftersales').update({ department_id: one });
      },
      null,
    ],
  ])('%s', async (_how, given, manager) => {
    const number = await inHand(it.db, company);
    await given();
    expect(await toldOf('tier1', number, 'urge', URGENT)).toEqual({
      aftersales: 'urge',
      ...(manager && { [manager]: 'urge' }),
    });
  });
});

test('in a pool an urge goes to the group alone; a member who has left hears nothing', async () => {
  const number = await inPool(it.db, company);
  await person('aftersales').update({ manager_id: company.people.manager });
  await person('aftersales2').update({ active: false });
  expect(await toldOf('tier1', number, 'urge', URGENT)).toEqual({ aftersales: 'urge' });
});

test('a handler who has left is told nothing, and neither is a group that was given up', async () => {
  const number = await inHand(it.db, company);
  await person('aftersales').update({ active: false });
  expect(await toldOf('tier1', number, 'urge', URGENT)).toEqual({});
  const pooled = await inPool(it.db, company, 'operations');
  await it.db('groups').where('id', company.groups.operations).update({ active: false });
  expect(await toldOf('tier1', pooled, 'append', URGENT)).toEqual({});
});

test.each<[string, () => Promise<string>, Tell[0], Tell[2], () => Tell[3], Record<string, string>]>([
  [
    'escalate',
    () => aTicket(it.db, company),
    'tier1',
    'escalate',
    () => ({}),
    { review: 'pooled', review2: 'pooled' },
  ],
  [
    'reassign to a person',
    () => inReviewPool(it.db, company),
    'review',
    'reassign',
    () => ({ assignee_id: String(company.people.aftersales) }),
    { aftersales: 'assigned' },
  ],
  ['accept', () => inPool(it.db, company), 'aftersales', 'accept', () => ({}), {}],
  [
    'return',
    () => inHand(it.db, company),
    'aftersales',
    'return',
    () => URGENT,
    { review: 'returned', review2: 'returned' },
  ],
  ['redispatch', () => inHand(it.db, company), 'aftersales', 'redispatch', () => ({}), { tier1: 'assigned' }],
  [
    'transfer with company',
    () => inHand(it.db, company),
    'aftersales',
    'transfer',
    () => ({ assignee_id: String(company.people.aftersales2), collaborator_ids: String(company.people.rd) }),
    { aftersales2: 'assigned', rd: 'joined' },
  ],
  [
    'transfer to someone who is asked to work along, too',
    () => inHand(it.db, company),
    'aftersales',
    'transfer',
    () => ({ assignee_id: String(company.people.rd), collaborator_ids: String(company.people.rd) }),
    { rd: 'assigned' },
  ],
  [
    'feedback of someone else',
    () => inHand(it.db, company),
    'manager',
    'feedback',
    () => URGENT,
    { aftersales: 'answered' },
  ],
  ['feedback of the holder', () => inHand(it.db, company), 'aftersales', 'feedback', () => URGENT, {}],
  ['wait', () => inHand(it.db, company), 'aftersales', 'wait', () => ({}), {}],
  ['close', () => inHand(it.db, company), 'manager', 'close', () => CLOSING, {}],
  [
    'a note that mentions oneself, someone twice, someone without sight, and nobody',
    () => inHand(it.db, company),
    'manager',
    'note',
    () => ({ remark: '@主管 @林知夏 ＠林知夏 @rd @查无此人 发到 a@tier1b.com' }),
    { aftersales: 'mentioned' },
  ],
])('%s', async (_what, given, by, action, form, expected) => {
  expect(await toldOf(by, await given(), action, form())).toEqual(expected);
});

test('each reads it in their own language, with the texts that are data', async () => {
  const number = await inPool(it.db, company);
  await person('aftersales2').update({ language: 'en' });
  await toldOf('tier1', number, 'append', { remark: '补充' });
  expect(await it.db('outbox').orderBy('recipient_id').pluck('body')).toEqual([
    `客户服务中心-陈晓 有一张编号为 ${number} 的工单，客户追加新的内容，请尽快处理。`,
    `客户服务中心-陈晓: the customer of ticket ${number} has added something, please handle it soon.`,
  ]);
});

test('words of people are never taken for words of a template', async () => {
  const number = await inHand(it.db, company);
  const remark = `{number} {agent} $& %s \\ ' " <b>@林知夏</b>`;
  await toldOf('manager', number, 'note', { remark });
  const [body] = (await it.db('outbox').pluck('body')) as string[];
  expect(body).toBe(`客户服务中心-主管 在工单 ${number} 的备注里提到了您：${remark}`);
});

test('a key holds the same message back the second time, for each person by themselves', async () => {
  const number = await inPool(it.db, company);
  await it.db('outbox').delete();
  const { id } = await stateOf(it.db, number);
  const ctx = await asPerson(it.db, company, 'manager');
  const to = { kind: 'members', groupId: company.groups.afterSales } as const;
  const queue = () =>
    it.db.transaction((trx) =>
      queueMessages(ctx, trx, id, [{ kind: 'wait_ending', to, actorId: null, remark: '' }], `ending:${id}`),
    );
  await person('aftersales2').update({ active: false });
  await queue();
  expect(Object.keys(await told())).toEqual(['aftersales']);
  await person('aftersales2').update({ active: true });
  await queue();
  await queue();
  expect(Object.keys(await told())).toEqual(['aftersales', 'aftersales2']);
});

test('a group of six hundred is told in as many statements as a group of two', async () => {
  const number = await inPool(it.db, company);
  const recorder = recordStatements(it.db);
  const urge = async (minutes: number): Promise<number> => {
    const ctx = await asPerson(it.db, company, 'tier1', () => new Date(Date.now() + minutes * 60_000));
    const { version } = await stateOf(it.db, number);
    const request = {
      number,
      action: 'urge',
      version,
      form: { remark: '@'.repeat(500) + '催'.repeat(4500) },
    } as const;
    const { statements } = await recorder.during(() => performAction(ctx, request));
    return statements.length;
  };
  const few = await urge(0);
  await it.db.raw(
    `with crowd as (
       insert into users (username, name, password_hash) select 'crowd' || n, '客服' || n, 'x' from generate_series(1, 600) n
       returning id
     ), roles_of as (
       insert into user_roles select crowd.id, r.id from crowd, roles r where r.key = 'after_sales_agent'
     )
     insert into group_members (group_id, user_id) select ?, id from crowd`,
    [company.groups.afterSales],
  );
  await it.db('outbox').delete();
  expect(await urge(400)).toBe(few);
  expect(await it.db('outbox').count('* as n').first()).toEqual({ n: 602 });
  recorder.stop();
});
