import { afterAll, beforeAll, expect, test } from 'vitest';
import { anAutomation, automate, withoutAutomations } from '../../support/automations.ts';
import { type Blow, openBreakable } from '../../support/breakable.ts';
import { aCompany, type Company } from '../../support/company.ts';
import { openTestDatabase, type TestDatabase } from '../../support/database.ts';
import { inHand } from '../../support/moved-tickets.ts';
import { changesBetween, takeSnapshot } from '../../support/snapshot.ts';
import { findBrokenInvariants } from '../../support/ticket-invariants.ts';
import { act } from '../../support/tickets.ts';

let it: TestDatabase;
let company: Company;

beforeAll(async () => {
  it = await openTestDatabase();
  company = await aCompany(it.db);
  await withoutAutomations(it.db);
  await anAutomation(it.db, {
    events: ['append'],
    actions: [
      { kind: 'set_priority', priority: 'high' },
      { kind: 'assign', groupId: company.groups.operations, assigneeId: null },
      { kind: 'notify', to: [{ kind: 'creator' }, { kind: 'group' }], text: '{number}' },
      { kind: 'call_webhook', address: 'https://crm.example/hook' },
    ],
  });
  await anAutomation(it.db, { events: ['append'], actions: [{ kind: 'add_note', text: '二' }] });
});
afterAll(() => it.close());

async function anAppended(): Promise<void> {
  const number = await inHand(it.db, company);
  await act(it.db, company, 'tier1', number, 'append', { remark: '客户补充' });
}

/** In another hour: what was put off is due again. */
const later = (): Date => new Date(Date.now() + 60 * 60_000);

test('wherever the process ends, everything is done once in the end', async () => {
  const breakable = await openBreakable(it.url);
  try {
    await anAppended();
    const before = await takeSnapshot(it.db);
    const model = await breakable.during(null, () => automate(breakable.db, later));
    expect(model.isAcknowledged).toBe(true);
    const wanted = changesBetween(before, await takeSnapshot(it.db));
    expect(wanted).toContain('- automation_queue');
    const blows: readonly Blow[] = ['before', 'after', 'unheard'];
    for (let at = 1; at <= model.statements.length; at += 1) {
      const blow = blows[at % blows.length] ?? 'before';
      await anAppended();
      const start = await takeSnapshot(it.db);
      await breakable.during({ at, blow }, () => automate(breakable.db));
      await automate(breakable.db, later);
      const changes = changesBetween(start, await takeSnapshot(it.db));
      expect([at, blow, model.statements[at - 1], changes]).toEqual([
        at,
        blow,
        model.statements[at - 1],
        wanted,
      ]);
    }
    expect(await findBrokenInvariants(it.db)).toEqual([]);
  } finally {
    await breakable.close();
  }
}, 120_000);
