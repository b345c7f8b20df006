import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { AutomationAction } from '../../../src/domain/automation/automation.ts';
import {
  anAutomation,
  automate,
  runsOn,
  systemEntries,
  withoutAutomations,
} from '../../support/automations.ts';
import { aCompany, type Company } from '../../support/company.ts';
import { openTestDatabase, type TestDatabase } from '../../support/database.ts';
import { inHand, inPool } from '../../support/moved-tickets.ts';
import { findBrokenInvariants } from '../../support/ticket-invariants.ts';
import { act, aTicket, CLOSING } from '../../support/tickets.ts';

let it: TestDatabase;
let company: Company;

beforeAll(async () => {
  it = await openTestDatabase();
  company = await aCompany(it.db);
  await it.db('choices').insert([
    { kind: 'tag', key: 'vip', label_zh: '大客户', label_en: 'Key account' },
    { kind: 'tag', key: 'old', label_zh: '旧', label_en: 'Old', active: false },
  ]);
  await it
    .db('groups')
    .where('id', company.groups.afterSales)
    .update({ duty_leader_id: company.people.aftersales2 });
});
afterAll(async () => {
  expect(await findBrokenInvariants(it.db)).toEqual([]);
  await it.close();
});
beforeEach(() => withoutAutomations(it.db));

async function ticket(number: string): Promise<Record<string, unknown>> {
  return (await it.db('tickets').where({ number }).first()) as Record<string, unknown>;
}

/** Follows the notes of a ticket by one automation. */
async function after(number: string, ...actions: AutomationAction[]) {
  await anAutomation(it.db, { name: `规则 ${number}`, events: ['append'], actions });
  await act(it.db, company, 'tier1', number, 'append', { remark: '客户补充' });
  await automate(it.db);
  const [run] = await runsOn(it.db, number);
  return {
    run,
    results: run?.results,
    entries: await systemEntries(it.db, number),
    row: await ticket(number),
  };
}

const told = (number: string) =>
  it
    .db('outbox as o')
    .join('tickets as t', 't.id', 'o.ticket_id')
    .where({ 't.number': number, 'o.kind': 'automation' })
    .orderBy('o.id')
    .select('o.channel', 'o.recipient_id', 'o.body', 'o.address', 'o.payload');

describe('each action is an ordinary change with an entry of the system', () => {
  test('the priority is set, and told by its difference', async () => {
    const { run, entries, row } = await after(await inHand(it.db, company), {
      kind: 'set_priority',
      priority: 'urgent',
    });
    expect(run).toMatchObject({ outcome: 'done', results: [{ kind: 'set_priority', outcome: 'done' }] });
    expect(row).toMatchObject({ priority: 'urgent', status: 'in_progress' });
    expect(entries).toMatchObject([
      {
        action: 'edit',
        rule_name: run?.automation,
        changes: [{ key: 'priority', from: '普通', to: '紧急' }],
      },
    ]);
  });

  test('tags are added and removed; those out of use are not added', async () => {
    const { results, row, entries } = await after(
      await inHand(it.db, company),
      { kind: 'add_tags', tags: ['vip', 'old'] },
      { kind: 'add_tags', tags: ['vip'] },
      { kind: 'add_tags', tags: ['old'] },
      { kind: 'remove_tags', tags: ['vip'] },
    );
    expect(results).toEqual([
      { kind: 'add_tags', outcome: 'done' },
      { kind: 'add_tags', outcome: 'nothing', code: 'already_so' },
      { kind: 'add_tags', outcome: 'refused', code: 'tags_gone' },
      { kind: 'remove_tags', outcome: 'done' },
    ]);
    expect(row['tags']).toEqual([]);
    expect(entries.map(({ changes }) => changes[0])).toMatchObject([
      { key: 'tags', from: '', to: '大客户' },
      { key: 'tags', from: '大客户', to: '' },
    ]);
  });

  test('it goes to the pool of a group, and those there are told by whom', async () => {
    const { row, entries, run } = await after(await inHand(it.db, company), {
      kind: 'assign',
      groupId: company.groups.operations,
      assigneeId: null,
    });
    expect(row).toMatchObject({ group_id: company.groups.operations, assignee_id: null, status: 'new' });
    expect(entries).toMatchObject([{ action: 'reassign', rule_name: run?.automation }]);
    const message = (await it
      .db('outbox')
      .where({ ticket_id: row['id'], kind: 'pooled', recipient_id: company.people.ops })
      .first('body')) as { body: string };
    expect(message.body).toContain(`系统-${run?.automation ?? ''} 把工单`);
  });

  test('what comes to a group goes on by its strategy', async () => {
    await it.db('groups').where('id', company.groups.operations).update({ strategy: 'round_robin' });
    const { row, entries } = await after(await inHand(it.db, company), {
      kind: 'assign',
      groupId: company.groups.operations,
      assigneeId: null,
    });
    expect([company.people.ops, company.people.ops2]).toContain(row['assignee_id']);
    expect(row['status']).toBe('new');
    expect(entries.map(({ action }) => action)).toEqual(['reassign', 'assign']);
    await it.db('groups').where('id', company.groups.operations).update({ strategy: 'pool' });
  });

  test('it goes into the hands of somebody', async () => {
    const { row } = await after(await inHand(it.db, company), {
      kind: 'assign',
      groupId: null,
      assigneeId: company.people.rd,
    });
    expect(row).toMatchObject({
      group_id: company.groups.engineering,
      assignee_id: company.people.rd,
      status: 'in_progress',
    });
  });

  test('without a name it goes to the default group', async () => {
    const number = await aTicket(it.db, company);
    const { row } = await after(number, { kind: 'assign', groupId: null, assigneeId: null });
    expect(row).toMatchObject({ group_id: company.groups.afterSales, assignee_id: null });
  });

  test('where it is already it stays', async () => {
    const { results, entries } = await after(
      await inHand(it.db, company),
      { kind: 'assign', groupId: company.groups.afterSales, assigneeId: null },
      { kind: 'assign', groupId: null, assigneeId: company.people.aftersales },
      { kind: 'set_priority', priority: 'normal' },
    );
    expect(results?.map(({ outcome, code }) => [outcome, code])).toEqual([
      ['nothing', 'already_so'],
      ['nothing', 'already_so'],
      ['nothing', 'already_so'],
    ]);
    expect(entries).toEqual([]);
  });

  test('to a person who is not in the group, or to a group out of use, it does not go', async () => {
    await it.db('groups').where('id', company.groups.afterSales2).update({ active: false });
    const { results, run } = await after(
      await inHand(it.db, company),
      { kind: 'assign', groupId: company.groups.engineering, assigneeId: company.people.ops },
      { kind: 'assign', groupId: company.groups.afterSales2, assigneeId: null },
      { kind: 'add_note', text: '仍在' },
    );
    await it.db('groups').where('id', company.groups.afterSales2).update({ active: true });
    expect(results?.map(({ code }) => code)).toEqual(['not_in_group', 'group_gone', undefined]);
    expect(run?.outcome).toBe('partly');
  });

  test('it is escalated to the manager of whoever has it', async () => {
    await it
      .db('users')
      .where('id', company.people.aftersales)
      .update({ manager_id: company.people.manager });
    const { row, entries } = await after(await inHand(it.db, company), { kind: 'escalate_to_manager' });
    expect(row).toMatchObject({ assignee_id: company.people.manager, status: 'in_progress' });
    expect(entries).toMatchObject([{ action: 'escalate' }]);
    await it.db('users').where('id', company.people.aftersales).update({ manager_id: null });
  });

  test('of one that nobody has, to the duty leader of its group; without either it is refused', async () => {
    const { row } = await after(await inPool(it.db, company), { kind: 'escalate_to_manager' });
    expect(row).toMatchObject({
      assignee_id: company.people.aftersales2,
      group_id: company.groups.afterSales,
    });
    await withoutAutomations(it.db);
    const other = await after(await inPool(it.db, company, 'engineering'), { kind: 'escalate_to_manager' });
    expect(other.run).toMatchObject({ outcome: 'failed', results: [{ code: 'no_manager' }] });
  });

  test('a note is written, its placeholders filled in', async () => {
    const number = await inHand(it.db, company);
    const { entries } = await after(number, {
      kind: 'add_note',
      text: '{number} 在 {agent} 手里：{rule} {nothing}',
    });
    expect(entries).toMatchObject([
      { action: 'note', body: `${number} 在 林知夏 手里：规则 ${number} {nothing}` },
    ]);
  });

  test('people are told once each, and only those who may read it', async () => {
    const number = await inHand(it.db, company);
    await it
      .db('users')
      .where('id', company.people.aftersales)
      .update({ manager_id: company.people.manager });
    const { results, entries } = await after(number, {
      kind: 'notify',
      to: [
        { kind: 'assignee' },
        { kind: 'group' },
        { kind: 'manager' },
        { kind: 'creator' },
        { kind: 'duty_leader' },
        { kind: 'person', id: company.people.aftersales },
        // Of another group: the ticket does not exist for them.
        { kind: 'person', id: company.people.ops },
      ],
      text: '请看 {number}',
    });
    const { aftersales, manager, tier1 } = company.people;
    const rows = (await told(number)) as { recipient_id: number; body: string; channel: string }[];
    expect(rows.map((row) => row.recipient_id).sort()).toEqual(
      [aftersales, manager, tier1, company.people.aftersales2].sort(),
    );
    expect(new Set(rows.map((row) => row.body))).toEqual(new Set([`请看 ${number}`]));
    expect(results).toEqual([{ kind: 'notify', outcome: 'done', count: rows.length }]);
    // Who was told is on record of the automation; the ticket itself has not changed.
    expect(entries).toEqual([]);
    await it.db('users').where('id', company.people.aftersales).update({ manager_id: null });
  });

  test('another system is called later, with nothing of the customer', async () => {
    const number = await inHand(it.db, company);
    await after(number, { kind: 'call_webhook', address: 'https://crm.example/hook?x=1' });
    expect(await told(number)).toEqual([
      {
        channel: 'webhook',
        recipient_id: null,
        body: '',
        address: 'https://crm.example/hook?x=1',
        payload: {
          event: 'append',
          rule: `规则 ${number}`,
          number,
          status: 'in_progress',
          priority: 'normal',
          at: expect.any(String) as string,
        },
      },
    ]);
  });

  test('a closed ticket refuses what would change it, and tells people all the same', async () => {
    const number = await inHand(it.db, company);
    await anAutomation(it.db, {
      events: ['close'],
      actions: [
        { kind: 'set_priority', priority: 'high' },
        { kind: 'add_tags', tags: ['vip'] },
        { kind: 'assign', groupId: company.groups.operations, assigneeId: null },
        { kind: 'escalate_to_manager' },
        { kind: 'add_note', text: '已关闭' },
        { kind: 'notify', to: [{ kind: 'creator' }], text: '已关闭' },
      ],
    });
    await act(it.db, company, 'aftersales', number, 'close', CLOSING);
    await automate(it.db);
    const [run] = await runsOn(it.db, number);
    expect(run?.results.map(({ code, outcome }) => code ?? outcome)).toEqual([
      'closed',
      'closed',
      'closed',
      'closed',
      'closed',
      'done',
    ]);
    expect(await systemEntries(it.db, number)).toEqual([]);
  });
});
