import { describe, expect, test } from 'vitest';
import { type AutomationKnowledge, readAutomation } from '../../../src/domain/automation/read-automation.ts';
import { EVERYTHING } from '../../../src/domain/conditions/language.ts';

const KNOWN: AutomationKnowledge = {
  groupIds: new Set([1]),
  personIds: new Set([7]),
  tags: new Set(['vip']),
  catalogue: { attributes: [] },
};

const GOOD = {
  name: ' 催单 ',
  active: true,
  stops: false,
  events: ['urge', 'urge'],
  schedule: null,
  condition: EVERYTHING,
  actions: [
    { kind: 'set_priority', priority: 'high' },
    { kind: 'add_tags', tags: ['vip'] },
    { kind: 'assign', groupId: 1, assigneeId: 7 },
    { kind: 'assign', groupId: null, assigneeId: null },
    { kind: 'escalate_to_manager' },
    { kind: 'notify', to: [{ kind: 'assignee' }, { kind: 'person', id: 7 }], text: '请看 {number}：{title}' },
    { kind: 'add_note', text: '{rule}' },
    { kind: 'call_webhook', address: 'https://crm.example/hook' },
  ],
};

test('a good one is taken as it is, its name tidied and each event once', () => {
  expect(readAutomation(GOOD, KNOWN)).toEqual({
    ok: true,
    automation: { ...GOOD, name: '催单', events: ['urge'] },
  });
});

const withAction = (action: unknown) => ({ ...GOOD, actions: [action] });

describe('what can not be saved is told, with its place', () => {
  test.each<[string, unknown, (string | number)[], string]>([
    ['no name', { ...GOOD, name: '  ' }, ['name'], 'required'],
    ['a name that is too long', { ...GOOD, name: '长'.repeat(101) }, ['name'], 'too_long'],
    ['nothing sets it off', { ...GOOD, events: [] }, ['events'], 'required_choice'],
    ['two things do', { ...GOOD, schedule: { every: 60 } }, ['events'], 'unusable'],
    ['too often', { ...GOOD, events: [], schedule: { every: 1 } }, ['schedule', 'every'], 'too_small'],
    ['too seldom', { ...GOOD, events: [], schedule: { every: 99_999 } }, ['schedule', 'every'], 'too_large'],
    [
      'half a minute',
      { ...GOOD, events: [], schedule: { every: 7.5 } },
      ['schedule', 'every'],
      'not_integer',
    ],
    [
      'no time of day',
      { ...GOOD, events: [], schedule: { at: '24:00' } },
      ['schedule', 'at'],
      'time_invalid',
    ],
    ['unknown conditions', { ...GOOD, condition: { version: 2 } }, ['condition'], 'unreadable'],
    ['no action', { ...GOOD, actions: [] }, ['actions'], 'action_required'],
    [
      'too many actions',
      { ...GOOD, actions: Array.from({ length: 21 }, () => GOOD.actions[0]) },
      ['actions'],
      'too_many_rows',
    ],
    [
      'an unknown priority',
      withAction({ kind: 'set_priority', priority: 'top' }),
      ['actions', 0, 'priority'],
      'invalid_choice',
    ],
    ['no tags', withAction({ kind: 'add_tags', tags: [] }), ['actions', 0, 'tags'], 'required_choice'],
    [
      'an unknown tag',
      withAction({ kind: 'remove_tags', tags: ['x'] }),
      ['actions', 0, 'tags'],
      'invalid_choice',
    ],
    [
      'an unknown group',
      withAction({ kind: 'assign', groupId: 2, assigneeId: null }),
      ['actions', 0, 'groupId'],
      'target_gone',
    ],
    [
      'an unknown person',
      withAction({ kind: 'assign', groupId: null, assigneeId: 8 }),
      ['actions', 0, 'assigneeId'],
      'target_gone',
    ],
    [
      'nobody to tell',
      withAction({ kind: 'notify', to: [], text: '一' }),
      ['actions', 0, 'to'],
      'recipient_required',
    ],
    [
      'somebody unknown to tell',
      withAction({ kind: 'notify', to: [{ kind: 'person', id: 8 }], text: '一' }),
      ['actions', 0, 'to'],
      'invalid_choice',
    ],
    ['nothing to say', withAction({ kind: 'add_note', text: ' ' }), ['actions', 0, 'text'], 'required'],
    [
      'too much to say',
      withAction({ kind: 'add_note', text: '字'.repeat(501) }),
      ['actions', 0, 'text'],
      'too_long',
    ],
    [
      'an unknown placeholder',
      withAction({ kind: 'add_note', text: '{phone}' }),
      ['actions', 0, 'text'],
      'placeholder_unknown',
    ],
    [
      'half a placeholder',
      withAction({ kind: 'add_note', text: '{number' }),
      ['actions', 0, 'text'],
      'placeholder_open',
    ],
    ['no address', withAction({ kind: 'call_webhook', address: '' }), ['actions', 0, 'address'], 'required'],
    [
      'a file',
      withAction({ kind: 'call_webhook', address: 'file:///etc/passwd' }),
      ['actions', 0, 'address'],
      'url_invalid',
    ],
    [
      'a password in it',
      withAction({ kind: 'call_webhook', address: 'https://a:b@c.de' }),
      ['actions', 0, 'address'],
      'url_invalid',
    ],
    ['another kind of action', withAction({ kind: 'delete' }), ['actions', 0, 'kind'], 'unusable'],
    [
      'more than its kind has',
      withAction({ kind: 'escalate_to_manager', to: 1 }),
      ['actions', 0],
      'unusable',
    ],
    ['nothing at all', null, [], 'unusable'],
  ])('%s', (_what, raw, path, code) => {
    const reading = readAutomation(raw, KNOWN);
    expect(reading.ok ? null : reading.problems.map((each) => [each.path, each.code])).toEqual([
      [path, code],
    ]);
  });
});

test('what it names already may stay, although it is out of use', () => {
  const old = withAction({ kind: 'notify', to: [{ kind: 'person', id: 9 }], text: '一' });
  expect(readAutomation(old, KNOWN).ok).toBe(false);
  const kept = {
    condition: EVERYTHING,
    actions: [{ kind: 'notify', to: [{ kind: 'person', id: 9 }], text: '二' }],
  } as const;
  expect(readAutomation(old, KNOWN, kept).ok).toBe(true);
});
