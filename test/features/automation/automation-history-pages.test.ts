import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { ActionResult, RunOutcome } from '../../../src/domain/automation/run.ts';
import { openTestApp, type TestApp } from '../../support/app.ts';
import { aCompany, type Company } from '../../support/company.ts';
import type { HttpClient } from '../../support/http-client.ts';
import { valuesOfForm } from '../../support/page-form.ts';
import { aTicket } from '../../support/tickets.ts';

/** What an automation did, and what it would have done (spec 04). */

let it: TestApp;
let company: Company;
let admin: HttpClient;
let id: number;

const LIST = '/admin/automations';
const ALL = { version: 1, root: { kind: 'all', of: [] } };

beforeAll(async () => {
  it = await openTestApp();
  company = await aCompany(it.db);
  admin = it.client();
  await admin.signIn('admin');
});
afterAll(() => it.close());
beforeEach(async () => {
  await it.db('automations').delete();
  id = await anAutomation({});
});

async function anAutomation(columns: Record<string, unknown>): Promise<number> {
  const [row] = (await it
    .db('automations')
    .insert({
      ...{ name: '改优先级', position: 0, events: ['create'], condition: JSON.stringify(ALL) },
      actions: JSON.stringify([
        { kind: 'set_priority', priority: 'high' },
        { kind: 'notify', to: [{ kind: 'duty_leader' }], text: '看一下 {number}' },
      ]),
      ...columns,
    })
    .returning('id')) as { id: number }[];
  return row!.id;
}

async function aRun(
  number: string,
  outcome: RunOutcome,
  results: readonly ActionResult[],
  more: Record<string, unknown> = {},
): Promise<void> {
  await it.db('automation_runs').insert({
    automation_id: id,
    automation_version: 1,
    ticket_id: it.db('tickets').where({ number }).select('id'),
    event_id: it
      .db('ticket_events')
      .where({ seq: 1 })
      .whereIn('ticket_id', it.db('tickets').where({ number }).select('id'))
      .select('id'),
    outcome,
    results: JSON.stringify(results),
    at: new Date(),
    ...more,
  });
}

const rowsOf = async (path: string): Promise<string[]> =>
  (await admin.get(path)).page
    .querySelectorAll('tbody tr')
    .map((row) => row.text.replaceAll(/\s+/g, ' ').trim());

describe('the history', () => {
  test('tells what became of each action, and what was cut', async () => {
    const [good, bad, cut] = [
      await aTicket(it.db, company),
      await aTicket(it.db, company),
      await aTicket(it.db, company),
    ];
    await aRun(good, 'done', [
      { kind: 'set_priority', outcome: 'nothing', code: 'already_so' },
      { kind: 'notify', outcome: 'done', count: 2 },
    ]);
    await aRun(bad, 'partly', [
      { kind: 'set_priority', outcome: 'refused', code: 'closed' },
      { kind: 'notify', outcome: 'done' },
    ]);
    await aRun(cut, 'cut', [], { event_id: null, occasion: new Date(), depth: 5 });
    const rows = await rowsOf(`${LIST}/${id}/history`);
    expect(rows).toHaveLength(3);
    for (const words of [cut, '到点', '截断', '5 次']) expect(rows[0]).toContain(words);
    for (const words of [bad, '新建', '部分完成', '没做成，工单已关闭']) expect(rows[1]).toContain(words);
    for (const words of [good, '完成', '不用做，本来就是这样', '通知了 2 人'])
      expect(rows[2]).toContain(words);
    // What was cut was not done.
    const list = (await rowsOf(LIST))[0];
    expect(list).toContain('2 次');
  });

  test('is read page by page', async () => {
    const numbers = [await aTicket(it.db, company), await aTicket(it.db, company)];
    const occasions = Array.from({ length: 60 }, (_each, minute) => new Date(Date.now() - minute * 60_000));
    for (const occasion of occasions) await aRun(numbers[0]!, 'done', [], { event_id: null, occasion });
    const first = await admin.get(`${LIST}/${id}/history`);
    const older = first.page.querySelector('a[rel=next]')?.getAttribute('href') ?? '';
    expect([first.page.querySelectorAll('tbody tr').length, (await rowsOf(older)).length]).toEqual([50, 10]);
    for (const before of ['x', '0', '-1', '99999999999999999999'])
      expect((await admin.get(`${LIST}/${id}/history?before=${before}`)).status, before).toBe(200);
  });

  test('says that there is none, and is not there for what is not', async () => {
    expect((await admin.get(`${LIST}/${id}/history`)).page.querySelector('.g-empty')?.text).toContain(
      '还没有执行过',
    );
    for (const step of ['history', 'dry-run'])
      expect((await admin.get(`${LIST}/999999/${step}`)).status).toBe(404);
  });
});

describe('the dry run', () => {
  test('tells which tickets it would have touched, and what it would have done to each; nothing is changed', async () => {
    await it.db('automation_queue').delete();
    const [plain, high] = [
      await aTicket(it.db, company),
      await aTicket(it.db, company, { priority: 'high' }),
    ];
    const before = await it.db('tickets').orderBy('id').select('id', 'version', 'priority');
    const page = await admin.get(`${LIST}/${id}/dry-run`);
    const rows = page.page.querySelectorAll('tbody tr').map((row) => row.text.replaceAll(/\s+/g, ' '));
    expect(page.text).toContain('近 30 天会处理');
    expect(rows.find((row) => row.includes(plain))).toContain('优先级改为“高”通知值班组长');
    expect(rows.find((row) => row.includes(high))).toContain('优先级改为“高”（已经是了）');
    expect(await it.db('tickets').orderBy('id').select('id', 'version', 'priority')).toEqual(before);
    expect(await it.db('automation_runs')).toEqual([]);
  });

  test('of what is only typed stands below the form, which stays as it is', async () => {
    const number = await aTicket(it.db, company, { title: '打印机坏了' });
    const path = `${LIST}/new`;
    const values = {
      ...valuesOfForm((await admin.get(path)).page, path),
      ...{ name: '还没保存', trigger: 'event', events: ['create'] },
      ...{ 'c.kind': 'all', 'c.0.field': 'title', 'c.0.operator': 'contains', 'c.0.words': '打印机坏了' },
      ...{ 'a.0.kind': 'add_note', 'a.0.text': '备注', _step: 'dry_run' },
    };
    const count = Number(((await it.db('automations').count('* as count')) as { count: string }[])[0]?.count);
    const answer = await admin.post(path, values);
    const tried = answer.page.querySelector('#dry-run');
    expect([answer.status, tried?.querySelectorAll('tbody tr').length]).toEqual([200, 1]);
    for (const words of [number, '写备注“备注”', '近 30 天会处理 1 张工单'])
      expect(tried?.text).toContain(words);
    expect(valuesOfForm(answer.page, path)).toMatchObject({ name: '还没保存', 'c.0.words': '打印机坏了' });
    expect((await it.db('automations').count('* as count')) as unknown).toEqual([{ count }]);

    const faulty = await admin.post(path, { ...values, name: '' }, { 'hx-request': 'true' });
    expect([faulty.status, faulty.page.querySelector('#dry-run')]).toEqual([422, null]);
    expect(faulty.page.querySelector('#automation-form')).not.toBeNull();
  });

  test('of one by the clock tells of the open tickets as they are', async () => {
    const clock = await anAutomation({
      ...{ name: '到点', events: [], schedule: JSON.stringify({ every: 30 }) },
    });
    const open = await aTicket(it.db, company);
    const page = await admin.get(`${LIST}/${clock}/dry-run`);
    expect(page.text).toContain('张未关闭的工单');
    expect(page.page.querySelector('tbody')?.text).toContain(open);
  });
});
