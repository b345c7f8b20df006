import type { Knex } from 'knex';
import { type BuiltInAttribute, fieldKeyOf, isBuiltInAttribute } from '../../domain/conditions/attributes.ts';
import type { Condition, Conditions, ConditionTest } from '../../domain/conditions/language.ts';
import { type Claim, meaningOf } from '../../domain/conditions/meaning.ts';
import type { ConditionWorld } from '../../domain/conditions/subject.ts';
import { SLA_STATES } from '../../domain/sla/time-left.ts';
import { slaFilterSql } from '../sla/sla-filter.to-sql.ts';
import { answerSql, type Column, columnSql, listSql, titleIndexSql } from './claim.to-sql.ts';
import { belowIn, FALSE, joined, not, type Sql, sure } from './sql-parts.to-sql.ts';

/**
 * Narrows tickets under the alias `t` down to those that meet the conditions (spec 04), as `evaluateConditions` says of
 * each of them in memory. Needs no joins; a condition that all must meet is found by an index where there is one.
 */
export function whereConditions(
  query: Knex.QueryBuilder,
  conditions: Conditions,
  world: ConditionWorld,
): void {
  for (const { sql, bindings } of requiredParts(conditions.root, world)) {
    void query.whereRaw(`(${sql})`, bindings);
  }
}

/** What all has to hold: of these, null counts as false anyway, and each can use an index of its own. */
function requiredParts(condition: Condition, world: ConditionWorld): Sql[] {
  if (condition.kind === 'all') return condition.of.flatMap((each) => requiredParts(each, world));
  const part = sqlOf(condition, world);
  const index = condition.kind === 'test' ? indexFor(condition, world) : null;
  return index ? [index, part] : [part];
}

function sqlOf(condition: Condition, world: ConditionWorld): Sql {
  switch (condition.kind) {
    case 'test':
      return testSql(condition, world);
    case 'all':
      return joined(
        condition.of.map((each) => sqlOf(each, world)),
        'and',
      );
    case 'any':
      return joined(
        condition.of.map((each) => sqlOf(each, world)),
        'or',
      );
    case 'none':
      return not(
        joined(
          condition.of.map((each) => sure(sqlOf(each, world))),
          'or',
        ),
      );
  }
}

function testSql(test: ConditionTest, world: ConditionWorld): Sql {
  const meaning = meaningOf(test, world);
  if (meaning === null) return FALSE;
  const { claim, negated } = meaning;
  const { field } = test;
  const part = isBuiltInAttribute(field)
    ? BUILT_IN[field](claim, world)
    : answerSql(claim, fieldKeyOf(field) ?? '');
  return negated ? not(part) : part;
}

function indexFor(test: ConditionTest, world: ConditionWorld): Sql | null {
  if (test.field !== 'title') return null;
  const meaning = meaningOf(test, world);
  return meaning?.claim.kind === 'text' && !meaning.negated ? titleIndexSql(meaning.claim) : null;
}

type ToSql = (claim: Claim, world: ConditionWorld) => Sql;

const column =
  (column: Column): ToSql =>
  (claim) =>
    columnSql(claim, column);

const OPTIONAL = { nullable: true } as const;
const text = (sql: string): ToSql => column({ sql, type: 'text' });
const id = (sql: string): ToSql => column({ sql, type: 'bigint' });
const count = (sql: string): ToSql => column({ sql, type: 'numeric' });
const moment = (sql: string): ToSql => column({ sql, type: 'timestamptz' });

/** Something of the ticket's customer; a ticket without one has none of it. */
const customer =
  (of: ToSql): ToSql =>
  (claim, world) => {
    const { sql, bindings } = sure(of(claim, world));
    return { sql: `exists (select 1 from customers c where c.id = t.customer_id and ${sql})`, bindings };
  };

/** An id that stands for everything below it. */
const subtree =
  (table: 'categories' | 'departments', sql: string): ToSql =>
  (claim) => {
    if (claim.kind !== 'equal') return columnSql(claim, { sql, type: 'bigint', ...OPTIONAL });
    const ids = claim.values.map(Number).filter(Number.isSafeInteger);
    const below = belowIn(table, ids);
    return { sql: `${sql} = ${below.sql}`, bindings: below.bindings, ...OPTIONAL };
  };

const isWorkingHours: ToSql = (claim, { openGroupIds, anyOpen }) => ({
  sql: `(case when t.group_id is null then ?::boolean else t.group_id = any(?::bigint[]) end) = any(?::boolean[])`,
  bindings: [anyOpen, [...openGroupIds], claim.kind === 'equal' ? claim.values.map(String) : []],
});

/** Whatever is late, or soon will be, is found by the index of the clocks. */
const isInState: ToSql = (claim, { now, zone }) =>
  joined(
    SLA_STATES.filter((state) => claim.kind === 'equal' && claim.values.includes(state)).map((state) =>
      slaFilterSql(state, now, zone),
    ),
    'or',
  );

const BUILT_IN: Readonly<Record<BuiltInAttribute, ToSql>> = {
  category: subtree('categories', 't.category_id'),
  source: text('t.source_key'),
  priority: text('t.priority'),
  status: text('t.status'),
  stage: column({ sql: 't.stage_key', type: 'text', ...OPTIONAL }),
  group: column({ sql: 't.group_id', type: 'bigint', ...OPTIONAL }),
  assignee: column({ sql: 't.assignee_id', type: 'bigint', ...OPTIONAL }),
  creator: id('t.creator_id'),
  department: subtree('departments', 't.creator_department_id'),
  customer_level: customer(text('c.level_key')),
  customer_tags: customer((claim) => listSql(claim, 'c.tags')),
  customer_region: customer(column({ sql: 'c.region', type: 'text', ...OPTIONAL })),
  customer_name: text('t.customer_name'),
  phone: column({ sql: 't.phone', type: 'text', ...OPTIONAL }),
  order_number: text('t.order_number'),
  title: text('t.title'),
  description: text('t.description'),
  tags: (claim) => listSql(claim, 't.tags'),
  created_at: moment('t.created_at'),
  updated_at: moment('t.updated_at'),
  closed_at: column({ sql: 't.closed_at', type: 'timestamptz', ...OPTIONAL }),
  status_since: moment('t.status_since'),
  urged_count: count('t.urged_count'),
  appended_count: count('t.appended_count'),
  returned_count: count('t.returned_count'),
  reopened_count: count('t.reopened_count'),
  hop_count: count('t.hop_count'),
  is_repeat: column({ sql: 't.is_repeat', type: 'boolean' }),
  sla_state: isInState,
  working_hours: isWorkingHours,
};
