import { pino } from 'pino';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { closingHandler } from '../../../src/features/imports/closing-handler.ts';
import { closeStandingTickets } from '../../../src/features/tickets/close-standing-tickets.ts';
import { createTicket } from '../../../src/features/tickets/create-ticket.ts';
import { performAction } from '../../../src/features/tickets/perform-action.ts';
import { openTestApp, type TestApp } from '../../support/app.ts';
import { aCompany, type Company, type Person } from '../../support/company.ts';
import type { Answer, HttpClient } from '../../support/http-client.ts';
import { stateOf } from '../../support/moved-tickets.ts';
import { aPolicy } from '../../support/policies.ts';
import { asPerson, aPhone, CLOSING, noFiles } from '../../support/tickets.ts';

/** Closing what took too long asks why (spec 01, close form), on every way that closes. */

const NOW = new Date(Date.now() + 60_000);
const DAY = 24 * 3_600_000;
const ago = (days: number): Date => new Date(NOW.getTime() - days * DAY);

let it: TestApp;
let company: Company;
const clients = new Map<Person, HttpClient>();

beforeAll(async () => {
  it = await openTestApp({ now: () => NOW });
  company = await aCompany(it.db);
  await aPolicy(it.db);
  for (const person of ['tier1', 'manager'] as const) {
    const client = it.client();
    await client.signIn(person);
    clients.set(person, client);
  }
});
afterAll(() => it.close());

function as(person: Person): HttpClient {
  const client = clients.get(person);
  if (!client) throw new Error(`${person} is not signed in`);
  return client;
}

/** A ticket that has been open for so many days: its two days are over after two. */
async function openFor(days: number): Promise<string> {
  const ctx = await asPerson(it.db, company, 'tier1', () => ago(days));
  const form = {
    customer_name: '顾女士',
    description: 'x',
    source: 'phone',
    priority: 'normal',
    phone: aPhone(),
  };
  const base = { categoryId: company.categories.refund, templateVersionId: null, submissionKey: null };
  return (await createTicket(ctx, { ...base, form, closing: null })).number;
}

const close = (number: string, values: Record<string, string> = {}): Promise<Answer> =>
  as('tier1').submit(
    `/tickets/${number}/close`,
    { ...CLOSING, ...values },
    { on: `/tickets/${number}/close`, hidden: ['version'] },
  );

const kept = async (number: string): Promise<unknown> =>
  it.db('tickets').where({ number }).first('status', 'overdue_reason', 'overdue_remark');

describe('the form', () => {
  test('says first that it is overdue, and asks why', async () => {
    const number = await openFor(3);
    const { page } = await as('tier1').get(`/tickets/${number}/close`);
    expect(page.querySelector('.g-note.g-over')?.text.replace(/\s+/g, ' ').trim()).toMatch(
      /^已超时 1 天.*整体处理目标 2 天，.* 到期。请写明超时原因。$/,
    );
    const options = page
      .querySelectorAll('select[name=overdue_reason] option')
      .map((each) => each.getAttribute('value'));
    expect(options).toEqual([
      '',
      'customer_no_reply',
      'other_department',
      'third_party',
      'workload',
      'hard_problem',
      'arrived_late',
      'other',
    ]);
    const refused = await close(number);
    expect(refused.status).toBe(422);
    expect(refused.page.querySelector('#close-overdue_reason-error, .g-f.g-bad')).not.toBeNull();
    expect(await kept(number)).toMatchObject({ status: 'new' });
  });

  test('keeps the reason, on the page and in the log', async () => {
    const number = await openFor(3);
    expect((await close(number, { overdue_reason: 'third_party' })).status).toBe(303);
    expect(await kept(number)).toEqual({
      status: 'closed',
      overdue_reason: 'third_party',
      overdue_remark: null,
    });
    const { page } = await as('tier1').get(`/tickets/${number}`);
    expect(page.querySelector('#ticket-clocks')?.text).toContain('超时原因 等待第三方');
    expect(page.querySelector('.g-tl')?.text).toContain('超时原因：等待第三方');
  });

  test('keeps another reason in its own words', async () => {
    const number = await openFor(3);
    await close(number, { overdue_reason: 'other', overdue_reason_other: '系统升级停了一天' });
    expect(await kept(number)).toEqual({
      status: 'closed',
      overdue_reason: 'other',
      overdue_remark: '系统升级停了一天',
    });
    expect((await as('tier1').get(`/tickets/${number}`)).page.querySelector('.g-tl')?.text).toContain(
      '超时原因：系统升级停了一天',
    );
  });

  test.each([
    ['in time', DAY],
    ['at the last moment', 1],
  ])('of a ticket %s asks nothing, and keeps nothing', async (_, left) => {
    const number = await openFor(0.5);
    const { id } = await stateOf(it.db, number);
    await it
      .db('ticket_clocks')
      .where('ticket_id', id)
      .update({ due_at: new Date(NOW.getTime() + left) });
    const { page } = await as('tier1').get(`/tickets/${number}/close`);
    expect(page.querySelector('.g-note.g-over, select[name=overdue_reason]')).toBeNull();
    expect((await close(number, { overdue_reason: 'workload' })).status).toBe(303);
    expect(await kept(number)).toEqual({ status: 'closed', overdue_reason: null, overdue_remark: null });
  });

  test('is judged when it is sent: overdue once, in this round, is enough', async () => {
    const number = await openFor(1);
    const { id } = await stateOf(it.db, number);
    await it
      .db('ticket_clocks')
      .where('ticket_id', id)
      .update({ overdue_at: ago(0.5), due_at: new Date(NOW.getTime() + DAY) });
    expect((await close(number)).status).toBe(422);
    expect((await close(number, { overdue_reason: 'workload' })).status).toBe(303);
  });

  test('reopened, it begins anew without the reason', async () => {
    const number = await openFor(3);
    await close(number, { overdue_reason: 'other', overdue_reason_other: 'x 的缘故' });
    const ctx = await asPerson(it.db, company, 'manager', () => NOW);
    const { version } = await stateOf(it.db, number);
    await performAction(ctx, { number, action: 'reopen', version, form: { remark: '又来了' } });
    expect(await kept(number)).toEqual({ status: 'new', overdue_reason: null, overdue_remark: null });
  });
});

test('created and closed at once, it was never overdue: the form has no such question', async () => {
  const ctx = await asPerson(it.db, company, 'tier1', () => NOW);
  const form = {
    customer_name: '顾女士',
    description: 'x',
    source: 'phone',
    priority: 'normal',
    phone: aPhone(),
  };
  const base = { categoryId: company.categories.consult, templateVersionId: null, submissionKey: null };
  const { number } = await createTicket(ctx, { ...base, form, closing: CLOSING });
  expect(await kept(number)).toEqual({ status: 'closed', overdue_reason: null, overdue_remark: null });
  const asked = createTicket(ctx, { ...base, form, closing: { ...CLOSING, overdue_reason: 'workload' } });
  await expect(asked).rejects.toMatchObject({
    problems: { close_overdue_reason: { code: 'unknown_field' } },
  });
});

describe('many at once', () => {
  const pickOf = async (number: string): Promise<string> =>
    `${number}:${(await stateOf(it.db, number)).version}`;
  const open = (picks: readonly string[]): string =>
    `/tickets/bulk/close?${new URLSearchParams({ pick: picks.join(','), from: 'view=all' }).toString()}`;
  const closeAll = async (
    numbers: readonly string[],
    values: Record<string, string> = {},
  ): Promise<Answer> => {
    const answer = await as('manager').submit(
      '/tickets/bulk/close',
      { ...CLOSING, ...values },
      { on: open(await Promise.all(numbers.map(pickOf))), hidden: ['submission_key', 'from', 'pick'] },
    );
    return as('manager').get(answer.location ?? '');
  };

  test('the reason is offered where any is overdue; those without it are refused, the others closed', async () => {
    const [late, timely] = [await openFor(3), await openFor(0)];
    const { page } = await closeAll([late, timely]);
    expect(page.querySelector('.g-bulktb')?.text).toContain(
      '这张工单已超时，没有关闭；请写明超时原因再关闭。',
    );
    expect([await kept(late), await kept(timely)]).toMatchObject([{ status: 'new' }, { status: 'closed' }]);
    await closeAll([late], { overdue_reason: 'workload' });
    expect(await kept(late)).toMatchObject({ status: 'closed', overdue_reason: 'workload' });
  });

  test('and kept of those alone', async () => {
    const [late, timely] = [await openFor(3), await openFor(0)];
    await closeAll([late, timely], { overdue_reason: 'workload' });
    expect([await kept(late), await kept(timely)]).toMatchObject([
      { status: 'closed', overdue_reason: 'workload' },
      { status: 'closed', overdue_reason: null },
    ]);
  });

  test('where none is, nothing is asked', async () => {
    const timely = await openFor(0);
    const { page } = await as('manager').get(open([await pickOf(timely)]));
    expect(page.querySelector('select[name=outcome], input[name=outcome]')).not.toBeNull();
    expect(page.querySelector('select[name=overdue_reason]')).toBeNull();
  });
});

test('a sheet is checked row by row: the reason of what is overdue, and nothing of the rest', async () => {
  const [late, timely, said] = [await openFor(3), await openFor(0), await openFor(3)];
  const headings = [
    '工单编号',
    '版本',
    '是否解决',
    '未解决原因',
    '客户满意度',
    '关闭处理意见',
    '超时原因',
    '回访方式',
  ];
  const plan = {
    ...{ sheet: 0, headerRow: 1, headings, columns: [], constants: {}, values: {} },
    ...{ duplicates: 'skip' as const, remembersValues: false },
  } as const;
  const ctx = await asPerson(it.db, company, 'manager', () => NOW);
  const judge = await closingHandler.openCheck(ctx, { id: 0, kind: 'closing', fileName: '关闭.xlsx', plan });
  const row = (number: string, reason: string): string[] => [
    number,
    '1',
    '已解决',
    '',
    '满意',
    '办妥了',
    reason,
    '电话',
  ];
  const rows = [
    row(late, ''),
    row(timely, '工单量大，未及处理'),
    row(said, '等待第三方'),
    row(said, '断网一天'),
  ];
  const checked = await judge(rows.map((cells, index) => ({ number: index + 2, cells })));
  expect(
    checked.map(({ state, problems }) => [
      state,
      ...problems.map(({ target, code }) => `${target ?? ''} ${code}`),
    ]),
  ).toEqual([['invalid', 'overdue_reason form:required_choice'], ['ready'], ['ready'], ['ready']]);
  const prepared = checked[3]?.prepared;
  if (!prepared) throw new Error('the row is not ready');
  await closingHandler.write(ctx, { id: 0, kind: 'closing', fileName: '关闭.xlsx', plan }, [
    { number: 5, prepared } as never,
  ]);
  expect(await kept(said)).toEqual({ status: 'closed', overdue_reason: 'other', overdue_remark: '断网一天' });
});

test('what the system closes says that the customer did not reply, if it is overdue', async () => {
  const numbers = [await openFor(12), await openFor(12)];
  for (const [index, number] of numbers.entries()) {
    // The first waits after its time was over, the second before.
    const ctx = await asPerson(it.db, company, 'manager', () => ago(index === 0 ? 9 : 11.9));
    await performAction(ctx, { number, action: 'wait', version: 1, form: {} });
  }
  const ctx = {
    db: it.db,
    files: noFiles,
    log: pino({ level: 'silent' }),
    zone: 'Asia/Shanghai',
    sourceIp: null,
  };
  await closeStandingTickets({ ...ctx, now: () => ago(1.5) });
  await closeStandingTickets({ ...ctx, now: () => NOW });
  expect(await Promise.all(numbers.map(kept))).toEqual([
    { status: 'closed', overdue_reason: 'customer_no_reply', overdue_remark: null },
    { status: 'closed', overdue_reason: null, overdue_remark: null },
  ]);
});

test('merged into another, it says so', async () => {
  const [late, into] = [await openFor(3), await openFor(0)];
  const on = `/tickets/${late}/merge`;
  await as('manager').submit(on, { number: into, remark: '' }, { on, hidden: ['version'] });
  expect(await kept(late)).toEqual({ status: 'closed', overdue_reason: 'merged', overdue_remark: null });
});
