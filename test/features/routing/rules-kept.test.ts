import type { Knex } from 'knex';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { connect } from '../../../src/db/connection.ts';
import { findRulesAsked } from '../../../src/features/routing/rules.query.ts';
import { openTestDatabase, type TestDatabase } from '../../support/database.ts';
import { aRule, aTeam, when } from '../../support/routing.ts';

/** A process keeps the rules as it read them last (decision 0030): it must never use them a moment too long. */

let it: TestDatabase;
/** Where another process writes: nothing that it does passes through the one that decides. */
let other: Knex;

beforeAll(async () => {
  it = await openTestDatabase();
  other = connect(it.url);
});
afterAll(async () => {
  await other.destroy();
  await it.close();
});

const asked = async (db: Knex): Promise<string[]> =>
  (await findRulesAsked(db, 'created')).map(({ name }) => name);

test('what another process saves, changes, orders or deletes holds at once', async () => {
  const team = await aTeam(it.db, 1);
  expect(await asked(it.db)).toEqual([]);
  const first = await aRule(other, { name: '甲', group_id: team.id, position: 10 });
  expect(await asked(it.db)).toEqual(['甲']);
  await aRule(other, { name: '乙', group_id: team.id, position: 20 });
  expect(await asked(it.db)).toEqual(['甲', '乙']);
  // Without a new version or time: whatever touches the table counts.
  await other('assignment_rules').where('id', first).update({ position: 30 });
  expect(await asked(it.db)).toEqual(['乙', '甲']);
  await other('assignment_rules')
    .where('id', first)
    .update({ condition: JSON.stringify(when('source', 'phone')) });
  const changed = (await findRulesAsked(it.db, 'created')).find(({ id }) => id === first);
  expect(changed?.condition).toEqual(when('source', 'phone'));
  await other('assignment_rules').where('id', first).update({ active: false });
  expect(await asked(it.db)).toEqual(['乙']);
  await other('assignment_rules').whereNull('built_in').delete();
  expect(await asked(it.db)).toEqual([]);
});

test('what is taken back was never there, not even where it was read meanwhile', async () => {
  const team = await aTeam(it.db, 1);
  const trx = await other.transaction();
  await aRule(trx, { name: '撤回', group_id: team.id });
  expect(await asked(trx)).toEqual(['撤回']);
  expect(await asked(it.db)).toEqual([]);
  await trx.rollback();
  await aRule(other, { name: '留下', group_id: team.id });
  expect(await asked(it.db)).toEqual(['留下']);
  await other('assignment_rules').whereNull('built_in').delete();
});

test('another database has rules of its own', async () => {
  const team = await aTeam(it.db, 1);
  await aRule(it.db, { name: '这里', group_id: team.id });
  const elsewhere = await openTestDatabase();
  try {
    expect([await asked(it.db), await asked(elsewhere.db), await asked(it.db)]).toEqual([
      ['这里'],
      [],
      ['这里'],
    ]);
  } finally {
    await elsewhere.close();
    await it.db('assignment_rules').whereNull('built_in').delete();
  }
});

test('groups and people are as they are now, though the rules did not change', async () => {
  const team = await aTeam(it.db, 1);
  const [member = 0] = team.members;
  await aRule(it.db, { name: '组和人', group_id: team.id, assignee_id: member });
  await aRule(it.db, { name: '人', assignee_id: member });
  const standing = async () =>
    (await findRulesAsked(it.db, 'created')).map(({ group, person }) => [
      group?.groupId ?? null,
      person?.groupId ?? null,
      person?.assigneeId ?? null,
    ]);
  expect(await standing()).toEqual([
    [team.id, team.id, member],
    [null, team.id, member],
  ]);
  await other('group_members').where({ group_id: team.id, user_id: member }).delete();
  expect(await standing()).toEqual([
    [team.id, null, null],
    [null, null, member],
  ]);
  await other('users').where('id', member).update({ active: false });
  expect(await standing()).toEqual([
    [team.id, null, null],
    [null, null, null],
  ]);
  await other('groups').where('id', team.id).update({ active: false });
  expect(await standing()).toEqual([
    [null, null, null],
    [null, null, null],
  ]);
});
