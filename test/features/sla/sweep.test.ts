import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { SlaAction } from '../../../src/domain/sla/policy.ts';
import { isSweepTime } from '../../../src/features/sla/sweep-sla.ts';
import { anAutomation, automate, systemEntries, withoutAutomations } from '../../support/automations.ts';
import { aCompany, type Company } from '../../support/company.ts';
import { openTestDatabase, type TestDatabase } from '../../support/database.ts';
import { ticketId } from '../../support/messages.ts';
import { inHand, inPool } from '../../support/moved-tickets.ts';
import {
  dueOf,
  notify,
  onlyPolicy,
  POLICY,
  stepsOf,
  sweepAt,
  told,
  within100,
} from '../../support/sweeping.ts';
import { findBrokenInvariants } from '../../support/ticket-invariants.ts';
import { act, CLOSING } from '../../support/tickets.ts';

let it: TestDatabase;
let company: Company;

beforeAll(async () => {
  it = await openTestDatabase();
  company = await aCompany(it.db);
  await withoutAutomations(it.db);
});
afterAll(() => it.close());

const AGENT = notify({ kind: 'assignee' });

describe('what a step does', () => {
  test('an hour before, at the due time, and later: each once, in these very words', async () => {
    await onlyPolicy(it.db, [within100({ '-60': [AGENT], '0': [AGENT], '30': [AGENT] })]);
    const number = await inHand(it.db, company);
    expect(await sweepAt(it.db, await dueOf(it.db, number, -61))).toMatchObject({ steps: 0 });
    for (const minutes of [-60, -59.5, 0, 0.5, 30, 31])
      await sweepAt(it.db, await dueOf(it.db, number, minutes));
    const says = `客户服务中心-林知夏 有一张编号为 ${number} 的工单`;
    expect(await told(it.db, number)).toEqual([
      ['aftersales', 'sla_warning', `${says}还有 1 小时 超时，需尽快处理。`],
      ['aftersales', 'sla_breach', `${says}已超时 1 分钟，请立即处理。`],
      ['aftersales', 'sla_breach', `${says}已超时 30 分钟，请立即处理。`],
    ]);
    expect((await stepsOf(it.db, number)).map(({ offset, missed }) => [offset, missed])).toEqual([
      [-60, false],
      [0, false],
      [30, false],
    ]);
    expect((await systemEntries(it.db, number)).map(({ action, rule_name: rule }) => [action, rule])).toEqual(
      [
        ['sla_warning', POLICY],
        ['sla_breach', POLICY],
      ],
    );
    const timer = (await it
      .db('sla_timers')
      .where('ticket_id', await ticketId(it.db, number))
      .first()) as object;
    expect(timer).toMatchObject({ breached_at: await dueOf(it.db, number), next_step_at: null });
  });

  test('half a minute late it says how much is left, rounded up; while nobody has it, whose group it is', async () => {
    await onlyPolicy(it.db, [within100({ '-60': [notify({ kind: 'group' })] })]);
    const number = await inPool(it.db, company);
    await sweepAt(it.db, await dueOf(it.db, number, -59.5));
    const text = `客户服务中心-售后一组 有一张编号为 ${number} 的工单还有 1 小时 超时，需尽快处理。`;
    expect(await told(it.db, number)).toEqual([
      ['aftersales', 'sla_warning', text],
      ['aftersales2', 'sla_warning', text],
    ]);
  });

  test('everybody who may be meant is told, each once', async () => {
    await it
      .db('groups')
      .where('id', company.groups.afterSales)
      .update({ duty_leader_id: company.people.aftersales2 });
    await it
      .db('users')
      .where('id', company.people.aftersales)
      .update({ manager_id: company.people.manager });
    const ids = [company.people.admin, company.people.aftersales];
    const all = [
      ...(['assignee', 'duty_leader', 'manager', 'creator'] as const).map((kind) => ({ kind })),
      ...ids.map((id) => ({ kind: 'person', id }) as const),
    ];
    await onlyPolicy(it.db, [within100({ '0': [notify(...all)] })]);
    const number = await inHand(it.db, company);
    await sweepAt(it.db, await dueOf(it.db, number));
    expect((await told(it.db, number)).map(([who]) => who).sort()).toEqual(
      ['admin', 'aftersales', 'aftersales2', 'manager', 'tier1'].sort(),
    );
    expect((await stepsOf(it.db, number)).map(({ results }) => results)).toEqual([
      [{ kind: 'notify', outcome: 'done', count: 5 }],
    ]);
  });

  test('a text of its own is filled', async () => {
    const text = '{department}｜{agent}｜{number}｜{rule}｜{remaining}';
    await onlyPolicy(it.db, [
      within100({ '-20': [{ kind: 'notify', to: [{ kind: 'assignee' }], channels: [], text }] }),
    ]);
    const number = await inHand(it.db, company);
    await sweepAt(it.db, await dueOf(it.db, number, -20));
    expect(await told(it.db, number)).toEqual([
      ['aftersales', 'sla_warning', `客户服务中心｜林知夏｜${number}｜${POLICY}｜20 分钟`],
    ]);
  });

  const CHANGES: readonly [string, () => SlaAction, object][] = [
    ['raises the priority', () => ({ kind: 'set_priority', priority: 'urgent' }), { priority: 'urgent' }],
    [
      'transfers to a group',
      () => ({ kind: 'assign', groupId: company.groups.operations, assigneeId: null }),
      { stage_key: 'operations', assignee_id: null },
    ],
    [
      'transfers to a person',
      () => ({ kind: 'assign', groupId: null, assigneeId: company.people.ops }),
      { stage_key: 'operations' },
    ],
    ['goes to the manager', () => ({ kind: 'escalate_to_manager' }), {}],
    ['writes a note', () => ({ kind: 'add_note', text: '{number} 超时' }), {}],
    ['calls another system', () => ({ kind: 'call_webhook', address: 'https://crm.example/sla' }), {}],
  ];
  test.each(CHANGES)('%s, and its results are kept', async (_what, action, expected) => {
    await onlyPolicy(it.db, [within100({ '0': [action()] })]);
    const number = await inHand(it.db, company);
    expect(await sweepAt(it.db, await dueOf(it.db, number))).toMatchObject({ steps: 1, failed: 0 });
    expect(await it.db('tickets').where('number', number).first()).toMatchObject(expected);
    const [step] = await stepsOf(it.db, number);
    expect(step?.results).toMatchObject([{ kind: action().kind, outcome: 'done' }]);
    expect(await sweepAt(it.db, await dueOf(it.db, number, 10))).toMatchObject({ steps: 0 });
  });

  test('a call names timer, due time and step, so that it is made once', async () => {
    await onlyPolicy(it.db, [
      within100({ '0': [{ kind: 'call_webhook', address: 'https://crm.example/sla' }] }),
    ]);
    const number = await inHand(it.db, company);
    const due = await dueOf(it.db, number);
    await sweepAt(it.db, due);
    const id = await ticketId(it.db, number);
    const timer = (await it.db('sla_timers').where('ticket_id', id).first('id')) as { id: number };
    expect(await it.db('outbox').where({ ticket_id: id, channel: 'webhook' }).first()).toMatchObject({
      dedupe_key: `sla:${timer.id}:${due.toISOString()}:1:0`,
      payload: { event: 'sla_breach', rule: POLICY, number },
    });
  });

  test('the stage that it is sent to has a clock of its own', async () => {
    await onlyPolicy(it.db, [
      {
        metric: 'stage',
        stage: 'after_sales',
        minutes: 60,
        steps: [
          {
            id: 1,
            offset: 0,
            actions: [{ kind: 'assign', groupId: company.groups.operations, assigneeId: null }],
          },
        ],
      },
      {
        metric: 'stage',
        stage: 'operations',
        minutes: 30,
        steps: [{ id: 1, offset: 0, actions: [notify({ kind: 'group' })] }],
      },
    ]);
    const number = await inHand(it.db, company);
    const due = await dueOf(it.db, number, 0, 'stage');
    await sweepAt(it.db, due);
    expect(await dueOf(it.db, number, 0, 'stage')).toEqual(new Date(due.getTime() + 30 * 60_000));
    expect(await sweepAt(it.db, await dueOf(it.db, number, 0, 'stage'))).toMatchObject({ steps: 1 });
    expect((await told(it.db, number)).map(([who]) => who)).toEqual(['ops', 'ops2']);
  });

  test('automations follow a breach', async () => {
    await onlyPolicy(it.db, [within100({})]);
    await anAutomation(it.db, {
      events: ['sla_breach'],
      actions: [{ kind: 'set_priority', priority: 'urgent' }],
    });
    const number = await inHand(it.db, company);
    const due = await dueOf(it.db, number);
    await sweepAt(it.db, due);
    expect(await automate(it.db, () => due)).toMatchObject({ acted: 1, failed: 0 });
    expect(await it.db('tickets').where('number', number).first()).toMatchObject({ priority: 'urgent' });
    await withoutAutomations(it.db);
  });
});

describe('what was missed', () => {
  test('is told once to each person, while all of it is done', async () => {
    await onlyPolicy(it.db, [
      within100({
        '-60': [AGENT],
        '-10': [AGENT, notify({ kind: 'creator' })],
        '0': [{ kind: 'set_priority', priority: 'high' }, AGENT],
        '15': [{ kind: 'set_priority', priority: 'urgent' }, AGENT],
        '60': [AGENT],
      }),
    ]);
    const number = await inHand(it.db, company);
    expect(await sweepAt(it.db, await dueOf(it.db, number, 50))).toMatchObject({ steps: 4, tickets: 1 });
    const says = `客户服务中心-林知夏 有一张编号为 ${number} 的工单已超时 50 分钟，请立即处理。`;
    expect((await told(it.db, number)).sort()).toEqual([
      ['aftersales', 'sla_breach', says],
      ['tier1', 'sla_breach', says],
    ]);
    expect(await it.db('tickets').where('number', number).first()).toMatchObject({ priority: 'urgent' });
    const steps = await stepsOf(it.db, number);
    expect(steps.map(({ offset, missed }) => [offset, missed])).toEqual([
      [-60, true],
      [-10, true],
      [0, true],
      [15, true],
    ]);
    expect(steps[0]?.results).toEqual([{ kind: 'notify', outcome: 'nothing', code: 'told_once' }]);
    // The log does not tell of a warning that nobody got.
    expect((await systemEntries(it.db, number)).map(({ action }) => action)).toEqual([
      'sla_breach',
      'edit',
      'edit',
    ]);
    await sweepAt(it.db, await dueOf(it.db, number, 60));
    expect(await told(it.db, number)).toHaveLength(3);
  });

  test('a step that sends the ticket on ends the clock whose later steps are then not done', async () => {
    const away: SlaAction = { kind: 'assign', groupId: company.groups.operations, assigneeId: null };
    const steps = [
      { id: 1, offset: 0, actions: [away] },
      { id: 2, offset: 10, actions: [{ kind: 'set_priority', priority: 'urgent' } as const] },
    ];
    await onlyPolicy(it.db, [{ metric: 'stage', stage: 'after_sales', minutes: 60, steps }]);
    const number = await inHand(it.db, company);
    await sweepAt(it.db, await dueOf(it.db, number, 30, 'stage'));
    expect(await it.db('tickets').where('number', number).first()).toMatchObject({ priority: 'normal' });
    expect((await stepsOf(it.db, number)).map(({ offset }) => offset)).toEqual([0]);
  });
});

describe('what happens meanwhile', () => {
  test('a ticket that waits, or is closed, is left alone; reopened, it is measured anew', async () => {
    await onlyPolicy(it.db, [within100({ '-60': [AGENT], '0': [AGENT] })]);
    const waiting = await inHand(it.db, company);
    const closed = await inHand(it.db, company);
    const late = await dueOf(it.db, closed, 1);
    await act(it.db, company, 'aftersales', waiting, 'wait');
    await act(it.db, company, 'aftersales', closed, 'close', CLOSING);
    expect(await sweepAt(it.db, late)).toMatchObject({ steps: 0 });
    await act(it.db, company, 'manager', closed, 'reopen', { remark: '客户又来' });
    expect((await dueOf(it.db, closed)).getTime()).toBeGreaterThan(late.getTime() - 60_000);
    await sweepAt(it.db, await dueOf(it.db, closed));
    expect((await stepsOf(it.db, closed)).map(({ offset }) => offset)).toEqual([-60, 0]);
  });

  test('one that somebody works on at this moment is left for the next sweep', async () => {
    await onlyPolicy(it.db, [within100({ '0': [AGENT] })]);
    const [held, free] = [await inHand(it.db, company), await inHand(it.db, company)];
    const due = await dueOf(it.db, free, 1);
    const agent = await it.db.transaction();
    await agent('tickets').where('number', held).forUpdate().first();
    expect(await sweepAt(it.db, due)).toMatchObject({ steps: 1, busy: 1 });
    await agent.commit();
    expect(await sweepAt(it.db, due)).toMatchObject({ steps: 1, busy: 0 });
    expect([await told(it.db, held), await told(it.db, free)].map(({ length }) => length)).toEqual([1, 1]);
  });

  test('one that breaks holds up nobody, is put off longer and longer, and is measured in the end', async () => {
    await onlyPolicy(it.db, [within100({ '0': [{ kind: 'set_priority', priority: 'urgent' }, AGENT] })]);
    const [bad, good] = [await inHand(it.db, company), await inHand(it.db, company)];
    await it.db.raw(`
      create function break_it() returns trigger language plpgsql as $$
      begin
        if new.number = '${bad}' and new.priority = 'urgent' then raise exception 'broken on purpose'; end if;
        return null;
      end $$;
      create trigger breaks after update on tickets for each row execute function break_it();`);
    const minute = (after: number): Promise<Date> => dueOf(it.db, good, after);
    expect(await sweepAt(it.db, await minute(1))).toMatchObject({ steps: 1, failed: 1 });
    expect(await sweepAt(it.db, await minute(1.5))).toMatchObject({ steps: 0, failed: 0 });
    let [at, tries] = [2, 1];
    for (; tries < 4; tries += 1) {
      expect(await sweepAt(it.db, await minute(at))).toMatchObject({ failed: 1 });
      at += 2 ** tries;
      expect(await sweepAt(it.db, await minute(at - 0.5))).toMatchObject({ failed: 0 });
    }
    expect(await stepsOf(it.db, bad)).toEqual([]);
    expect(await sweepAt(it.db, await minute(at))).toMatchObject({ steps: 1, failed: 0 });
    expect((await stepsOf(it.db, bad))[0]?.results).toMatchObject([
      {
        kind: 'set_priority',
        outcome: 'refused',
        code: 'error',
        message: expect.stringContaining('on purpose') as string,
      },
      { kind: 'notify', outcome: 'done', count: 1 },
    ]);
    expect(await it.db('sla_failures').select()).toEqual([]);
    await it.db.raw('drop function break_it cascade');
  });
});

test.each([
  [10, [0, 10, 20, 30, 40, 50]],
  [30, [0, 30]],
  [60, [0]],
  [25, [0, 30, 50]],
])('every %i seconds it is time', (every, expected) => {
  const start = new Date('2026-12-01T00:00:00Z').getTime();
  const ticks = [0, 10, 20, 30, 40, 50];
  expect(ticks.filter((second) => isSweepTime(new Date(start + second * 1000 + 40), every))).toEqual(
    expected,
  );
});

test('no ticket is broken by all this', async () => {
  expect(await findBrokenInvariants(it.db)).toEqual([]);
  expect(await it.db('sla_queue').select()).toEqual([]);
});
