import { describe, expect, test } from 'vitest';
import { operatorsOf } from '../../../src/domain/conditions/attributes.ts';
import { EVERYTHING } from '../../../src/domain/conditions/language.ts';
import { type PolicyKnowledge, readPolicy } from '../../../src/domain/sla/read-policy.ts';

/** What a policy is refused for (spec 05), each with its place. */

const known: PolicyKnowledge = {
  groupIds: new Set([1]),
  personIds: new Set([7]),
  tags: new Set(['vip']),
  calendarIds: new Set([3]),
  stages: new Set(['review']),
  catalogue: {
    attributes: [
      { key: 'title', kind: 'text', label: 'Title', operators: operatorsOf('text', false) },
      { key: 'created_at', kind: 'moment', label: 'Created', operators: operatorsOf('moment', false) },
      { key: 'working_hours', kind: 'working_hours', label: 'Working', operators: ['is'] },
    ],
  },
};

const notify = { kind: 'notify', to: [{ kind: 'assignee' }], channels: [], text: null };
const step = { id: 1, offset: -60, actions: [notify] };
const target = { metric: 'resolution', stage: null, minutes: 4320, steps: [step] };
const policy = {
  name: '退款',
  active: true,
  condition: EVERYTHING,
  calendarId: null,
  pausesWaiting: true,
  targets: [target],
};

const of = (change: object) => ({ ...policy, targets: [{ ...target, ...change }] });
const doing = (change: object) => of({ steps: [{ ...step, ...change }] });
const when = (field: string, operator: string, value: unknown) => ({
  ...policy,
  condition: { version: 1, root: { kind: 'all', of: [{ kind: 'test', field, operator, value }] } },
});

describe('what is refused', () => {
  test.each<[string, unknown, string, string]>([
    ['no name', { ...policy, name: ' ' }, 'name', 'required'],
    ['a long name', { ...policy, name: 'x'.repeat(101) }, 'name', 'too_long'],
    ['a calendar that is gone', { ...policy, calendarId: 4 }, 'calendarId', 'invalid_choice'],
    ['no time limit', { ...policy, targets: [] }, 'targets', 'sla_target_required'],
    ['one twice', { ...policy, targets: [target, target] }, 'targets.1.metric', 'sla_target_twice'],
    ['no time', of({ minutes: 0, steps: [] }), 'targets.0.minutes', 'duration_range'],
    ['half a minute', of({ minutes: 90.5 }), 'targets.0.minutes', 'duration_range'],
    ['more than a year', of({ minutes: 525_601 }), 'targets.0.minutes', 'duration_range'],
    ['a stage without its name', of({ metric: 'stage' }), 'targets.0.stage', 'invalid_choice'],
    ['a stage that is none', of({ metric: 'stage', stage: 'moon' }), 'targets.0.stage', 'invalid_choice'],
    ['a stage of a whole', of({ stage: 'review' }), 'targets.0.stage', 'invalid_choice'],
    [
      'too many steps',
      of({ steps: Array.from({ length: 21 }, (_, at) => ({ ...step, id: at + 1 })) }),
      'targets.0.steps',
      'too_many_rows',
    ],
    ['a step twice', of({ steps: [step, step] }), 'targets.0.steps.1.id', 'unusable'],
    ['a warning at once', doing({ offset: -4320 }), 'targets.0.steps.0.offset', 'sla_warning_too_early'],
    ['half a minute before', doing({ offset: -0.5 }), 'targets.0.steps.0.offset', 'duration_range'],
    ['nothing to do', doing({ actions: [] }), 'targets.0.steps.0.actions', 'action_required'],
    [
      'nobody to tell',
      doing({ actions: [{ ...notify, to: [] }] }),
      'targets.0.steps.0.actions.0.to',
      'recipient_required',
    ],
    [
      'a placeholder that nothing fills',
      doing({ actions: [{ ...notify, text: '{moon}' }] }),
      'targets.0.steps.0.actions.0.text',
      'placeholder_unknown',
    ],
    ['the clock', when('working_hours', 'is', true), 'condition.root.of.0.field', 'unsteady_attribute'],
    [
      'a moment before now',
      when('created_at', 'within', 60),
      'condition.root.of.0.field',
      'unsteady_attribute',
    ],
    ['a strange shape', { ...policy, active: 'maybe' }, 'active', 'unusable'],
  ])('%s', (_name, raw, path, code) => {
    const reading = readPolicy(raw, known);
    const problems = reading.ok ? [] : reading.problems;
    expect(problems.map((each) => [each.path.join('.'), each.code])).toContainEqual([path, code]);
  });
});

test('a whole one is a policy; what it names already may stay', () => {
  const whole = {
    ...doing({ actions: [notify, { kind: 'assign', groupId: 1, assigneeId: null }] }),
    calendarId: 3,
  };
  expect(readPolicy(whole, known)).toMatchObject({ ok: true, policy: { name: '退款' } });
  expect(readPolicy(when('created_at', 'at_least', '2026-01-01'), known).ok).toBe(true);
  const gone = { ...known, groupIds: new Set<number>() };
  const kept = readPolicy(whole, known);
  if (!kept.ok) throw new Error('it was refused');
  expect(readPolicy(whole, gone).ok).toBe(false);
  expect(readPolicy(whole, gone, kept.policy).ok).toBe(true);
});
