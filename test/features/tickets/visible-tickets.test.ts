import fc from 'fast-check';
import type { Knex } from 'knex';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Actor, type Scope, SCOPES } from '../../../src/domain/people/permissions.ts';
import { STATUSES } from '../../../src/domain/ticket/status.ts';
import { canRead, type Place } from '../../../src/domain/ticket/ticket.ts';
import { onlyVisible } from '../../../src/features/tickets/visible-tickets.to-sql.ts';
import { aCompany, type Company } from '../../support/company.ts';
import { openTestDatabase, type TestDatabase } from '../../support/database.ts';
import { undone } from '../../support/raw-tickets.ts';

/** The right to read is written twice, for memory and for SQL (spec 03); these hold the two together. */

let it: TestDatabase;
let company: Company;

beforeAll(async () => {
  it = await openTestDatabase();
  company = await aCompany(it.db);
});
afterAll(() => it.close());

/** Few people and groups, named by their place in the company, so that chance often brings them together. */
const PEOPLE = 4;
const GROUPS = 3;
const person = fc.nat(PEOPLE - 1);
const group = fc.nat(GROUPS - 1);

interface Someone {
  readonly id: number;
  readonly groups: readonly number[];
  readonly scopes: readonly Scope[];
}

interface Something {
  readonly status: (typeof STATUSES)[number];
  readonly group: number | null;
  readonly stage: 'review' | 'after_sales' | 'tier1' | null;
  readonly assignee: number | null;
  readonly creator: number;
  readonly collaborators: readonly number[];
}

const someone: fc.Arbitrary<Someone> = fc.record({
  id: person,
  groups: fc.uniqueArray(group, { maxLength: GROUPS }),
  scopes: fc.uniqueArray(fc.constantFrom(...SCOPES), { maxLength: 2 }),
});

const something: fc.Arbitrary<Something> = fc.record({
  status: fc.constantFrom(...STATUSES, 'closed' as const, 'closed' as const),
  group: fc.option(group),
  stage: fc.constantFrom('review' as const, 'after_sales' as const, 'tier1' as const, null),
  // Half of them in a pool, a third closed: where the scopes differ.
  assignee: fc.option(person, { freq: 2 }),
  creator: person,
  collaborators: fc.uniqueArray(person, { maxLength: 2 }),
});

describe('onlyVisible and canRead', () => {
  test('agree for whoever reads whatever', async () => {
    const seen = { yes: 0, no: 0 };
    await fc.assert(
      fc.asyncProperty(
        fc.array(someone, { minLength: 1, maxLength: 8, size: 'max' }),
        fc.array(something, { minLength: 1, maxLength: 30, size: 'max' }),
        async (people, tickets) => {
          await undone(it.db, async (trx) => {
            const ids = await insertAll(trx, tickets);
            for (const each of people) {
              const actor = actorOf(each);
              const inSql = new Set(
                (await onlyVisible(trx('tickets'), actor).pluck('tickets.id')) as number[],
              );
              const inMemory = tickets.map((ticket) =>
                canRead(actor, standing(ticket), ticket.collaborators.includes(each.id)),
              );
              expect(ids.map((id) => inSql.has(id))).toEqual(inMemory);
              for (const readable of inMemory) seen[readable ? 'yes' : 'no'] += 1;
            }
          });
        },
      ),
      { seed: 20_261_122, numRuns: 120 },
    );
    // Chance must not have been so unlucky that one answer was hardly ever asked for.
    expect(Math.min(seen.yes, seen.no)).toBeGreaterThan(1000);
  });

  test('an alias, a join and a count see what the plain query sees', async () => {
    await fc.assert(
      fc.asyncProperty(
        someone,
        fc.array(something, { minLength: 1, maxLength: 12 }),
        async (each, tickets) => {
          await undone(it.db, async (trx) => {
            await insertAll(trx, tickets);
            const actor = actorOf(each);
            const plain = (await onlyVisible(trx('tickets'), actor)
              .orderBy('id')
              .pluck('tickets.id')) as number[];
            const joined = onlyVisible(
              trx('tickets as t').join('users as u', 'u.id', 't.creator_id'),
              actor,
              't',
            );
            expect(await joined.orderBy('t.id').pluck('t.id')).toEqual(plain);
            const [counted] = await onlyVisible(trx('tickets as t'), actor, 't').count('* as many');
            expect(counted).toEqual({ many: plain.length });
          });
        },
      ),
      { seed: 7, numRuns: 40 },
    );
  });
});

const groupId = (at: number): number => Object.values(company.groups)[at]!;
const userId = (at: number): number => Object.values(company.people)[at]!;

function actorOf({ id, groups, scopes }: Someone): Actor {
  return {
    id: userId(id),
    name: '',
    username: '',
    departmentId: null,
    groupIds: groups.map(groupId),
    grants: scopes.length === 0 ? {} : { 'ticket.read': scopes },
  };
}

function standing({ status, group: at, stage, assignee, creator }: Something): Place & {
  status: Something['status'];
  creatorId: number;
} {
  return {
    status,
    groupId: at === null ? null : groupId(at),
    stageKey: stage,
    assigneeId: assignee === null ? null : userId(assignee),
    creatorId: userId(creator),
  };
}

async function insertAll(trx: Knex.Transaction, tickets: readonly Something[]): Promise<number[]> {
  const at = new Date('2026-11-22T02:00:00Z');
  const rows = tickets.map((ticket, index) => {
    const place = standing(ticket);
    return {
      number: `GD261122-${String(index + 1).padStart(4, '0')}`,
      category_id: company.categories.refund,
      template_version_id: company.versions.refund,
      title: '',
      description: '',
      source_key: 'phone',
      priority: 'normal',
      status: place.status,
      group_id: place.groupId,
      stage_key: place.stageKey,
      assignee_id: place.assigneeId,
      creator_id: place.creatorId,
      version: 1,
      created_at: at,
      updated_at: at,
      closed_at: ticket.status === 'closed' ? at : null,
      outcome: ticket.status === 'closed' ? 'solved' : null,
    };
  });
  const made = (await trx('tickets').insert(rows).returning(['id', 'number'])) as {
    id: number;
    number: string;
  }[];
  const ids = made.sort((a, b) => a.number.localeCompare(b.number)).map(({ id }) => id);
  const helpers = tickets.flatMap(({ collaborators }, index) =>
    collaborators.map((who) => ({ ticket_id: ids[index]!, user_id: userId(who), added_at: at })),
  );
  if (helpers.length > 0) await trx('ticket_collaborators').insert(helpers);
  return ids;
}
