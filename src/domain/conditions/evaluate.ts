import { valueIn } from '../form/raw-form.ts';
import { timeLeft } from '../sla/time-left.ts';
import { fieldKeyOf, isBuiltInAttribute, type BuiltInAttribute } from './attributes.ts';
import { foldWords } from './fold-words.ts';
import type { Condition, ConditionGroup, Conditions, ConditionTest } from './language.ts';
import { type Bound, type Claim, meaningOf } from './meaning.ts';
import type { ConditionSubject, ConditionWorld } from './subject.ts';

/** The conditions with what each part of them answered, for explaining a decision (spec 04). */
export type Judged = JudgedGroup | JudgedTest;

export interface JudgedGroup {
  readonly kind: 'all' | 'any' | 'none';
  readonly holds: boolean;
  readonly of: readonly Judged[];
}

export interface JudgedTest {
  readonly kind: 'test';
  readonly holds: boolean;
  readonly test: ConditionTest;
}

/** Whether a ticket meets the conditions (spec 04), answered in memory; `whereConditions` asks the database the same. */
export function evaluateConditions(
  { root }: Conditions,
  subject: ConditionSubject,
  world: ConditionWorld,
): boolean {
  return holds(root, subject, world);
}

function holds(condition: Condition, subject: ConditionSubject, world: ConditionWorld): boolean {
  switch (condition.kind) {
    case 'test':
      return testHolds(condition, subject, world);
    case 'all':
      return condition.of.every((each) => holds(each, subject, world));
    case 'any':
      return condition.of.some((each) => holds(each, subject, world));
    case 'none':
      return !condition.of.some((each) => holds(each, subject, world));
  }
}

/** The same with the answer of every part, those that do not matter any more among them. */
export function judgeConditions(
  { root }: Conditions,
  subject: ConditionSubject,
  world: ConditionWorld,
): JudgedGroup {
  return judgeGroup(root, subject, world);
}

function judgeGroup(group: ConditionGroup, subject: ConditionSubject, world: ConditionWorld): JudgedGroup {
  const of = group.of.map((each): Judged =>
    each.kind === 'test'
      ? { kind: 'test', holds: testHolds(each, subject, world), test: each }
      : judgeGroup(each, subject, world),
  );
  const some = of.some((each) => each.holds);
  const every = of.every((each) => each.holds);
  return { kind: group.kind, holds: group.kind === 'all' ? every : some === (group.kind === 'any'), of };
}

function testHolds(test: ConditionTest, subject: ConditionSubject, world: ConditionWorld): boolean {
  const meaning = meaningOf(test, world);
  if (meaning === null) return false;
  const found = answersTo(test.field, subject, world).filter((answer) => answer !== '');
  return found.some((answer) => isTrue(meaning.claim, answer, subject)) !== meaning.negated;
}

function isTrue(claim: Claim, answer: unknown, subject: ConditionSubject): boolean {
  switch (claim.kind) {
    case 'present':
      return true;
    case 'equal':
      return (
        claim.values.some((value) => value === answer) ||
        (typeof answer === 'string' && claim.beginnings.some((start) => answer.startsWith(start)))
      );
    case 'text':
      return typeof answer === 'string' && saysOne(claim, foldOnce(answer, subject));
    case 'range': {
      const { from, to, before } = claim;
      return (
        (from === null || compare(answer, from, (one, two) => one >= two)) &&
        (to === null || compare(answer, to, (one, two) => one <= two)) &&
        (before === null || compare(answer, before, (one, two) => one < two))
      );
    }
  }
}

/** A text of a ticket, folded once however many rules look at it. */
function foldOnce(text: string, subject: ConditionSubject): string {
  const texts = folded.get(subject) ?? new Map<string, string>();
  folded.set(subject, texts);
  const known = texts.get(text) ?? foldWords(text);
  texts.set(text, known);
  return known;
}
const folded = new WeakMap<ConditionSubject, Map<string, string>>();

function saysOne({ how, words }: Extract<Claim, { kind: 'text' }>, text: string): boolean {
  if (how === 'contains') return words.some((word) => text.includes(word));
  if (how === 'begins') return words.some((word) => text.startsWith(word));
  return words.includes(text);
}

/** Only things of one kind compare. */
function compare(
  answer: unknown,
  bound: Bound,
  isFine: <T extends Bound>(one: T, two: T) => boolean,
): boolean {
  if (answer instanceof Date && bound instanceof Date) return isFine(answer.getTime(), bound.getTime());
  if (typeof answer === 'number' && typeof bound === 'number') return isFine(answer, bound);
  return typeof answer === 'string' && typeof bound === 'string' && isFine(answer, bound);
}

/** What a ticket has of an attribute: nothing, one thing or several. */
function answersTo(field: string, subject: ConditionSubject, world: ConditionWorld): readonly unknown[] {
  if (isBuiltInAttribute(field)) {
    const found = BUILT_IN[field](subject, world);
    return listOf(found);
  }
  return listOf(valueIn(subject.values, fieldKeyOf(field) ?? ''));
}

function listOf(found: unknown): readonly unknown[] {
  if (Array.isArray(found)) return found;
  return found === null || found === undefined ? [] : [found];
}

const BUILT_IN: Readonly<
  Record<BuiltInAttribute, (subject: ConditionSubject, world: ConditionWorld) => unknown>
> = {
  category: ({ categoryIds }) => categoryIds,
  source: ({ source }) => source,
  priority: ({ priority }) => priority,
  status: ({ status }) => status,
  stage: ({ stage }) => stage,
  group: ({ groupId }) => groupId,
  assignee: ({ assigneeId }) => assigneeId,
  creator: ({ creatorId }) => creatorId,
  department: ({ departmentIds }) => departmentIds,
  customer_level: ({ customerLevel }) => customerLevel,
  customer_tags: ({ customerTags }) => customerTags,
  customer_region: ({ customerRegion }) => customerRegion,
  customer_name: ({ customerName }) => customerName,
  phone: ({ phone }) => phone,
  order_number: ({ orderNumber }) => orderNumber,
  title: ({ title }) => title,
  description: ({ description }) => description,
  tags: ({ tags }) => tags,
  created_at: ({ createdAt }) => createdAt,
  updated_at: ({ updatedAt }) => updatedAt,
  closed_at: ({ closedAt }) => closedAt,
  status_since: ({ statusSince }) => statusSince,
  urged_count: ({ urgedCount }) => urgedCount,
  appended_count: ({ appendedCount }) => appendedCount,
  returned_count: ({ returnedCount }) => returnedCount,
  reopened_count: ({ reopenedCount }) => reopenedCount,
  hop_count: ({ hopCount }) => hopCount,
  is_repeat: ({ isRepeat }) => isRepeat,
  sla_state: ({ clock }, { now }) => timeLeft(clock, now).state,
  working_hours: ({ groupId }, { openGroupIds, anyOpen }) =>
    groupId === null ? anyOpen : openGroupIds.includes(groupId),
};
