import { describe, expect, test } from 'vitest';
import type { FieldOption, FormField } from '../../../src/domain/form/field.ts';
import { parseForm, type RawForm } from '../../../src/domain/form/parse-form.ts';
import type { Situation, TicketAction } from '../../../src/domain/ticket/action-rule.ts';
import { ACTION_TABLE } from '../../../src/domain/ticket/action-table.ts';
import { closingChange } from '../../../src/domain/ticket/actions/close.ts';
import { aSituation, decide, EARLIER, ENGINEERING, inHandOf, ME, NO_RELATION, NOW } from './support.ts';

/** What must be entered (spec 01), and what closing makes of it. */

const LISTS: Readonly<Record<string, readonly FieldOption[]>> = {
  groups: [{ value: '6', label: '研发支持' }],
  people: [{ value: '8', label: '韩屿' }],
  unsolved_reasons: [{ value: 'no_stock', label: '缺货' }],
};

function formOf(action: TicketAction, situation: Situation = aSituation()): FormField[] {
  return ACTION_TABLE[action].form(situation).map(({ optionsFrom, ...field }) => ({
    ...field,
    ...(optionsFrom && { options: LISTS[optionsFrom] ?? [] }),
  }));
}

/** The inputs that a form sent like this leaves to be mended, with the reason. */
function problems(action: TicketAction, raw: RawForm, situation?: Situation): Record<string, string> {
  const parsed = parseForm(formOf(action, situation), raw, { today: '2026-11-24' });
  if (parsed.ok) return {};
  return Object.fromEntries(Object.entries(parsed.problems).map(([key, { code }]) => [key, code]));
}

describe('what must be entered', () => {
  test.each([
    ['accept', []],
    ['escalate', []],
    ['reassign', []],
    ['wait', []],
    ['return', ['remark']],
    ['feedback', ['remark']],
    ['note', ['remark']],
    ['callback', ['callback_method', 'callback_outcome']],
    ['close', ['callback_method', 'comment', 'outcome', 'satisfaction']],
  ] as const)('%s: %j', (action, required) => {
    expect(Object.keys(problems(action, {})).sort()).toEqual([...required].sort());
  });

  test('blanks are not an entry', () => {
    for (const action of ['return', 'feedback', 'note'] as const) {
      expect(problems(action, { remark: ' \n\t　' })).toHaveProperty('remark');
    }
  });

  test.each(['escalate', 'reassign', 'wait', 'return', 'note'] as const)(
    '%s takes 5,000 characters and no more',
    (action) => {
      expect(problems(action, { remark: '急'.repeat(5000) })).toEqual({});
      expect(problems(action, { remark: '急'.repeat(5001) })).toEqual({ remark: 'too_long' });
    },
  );

  test('nothing that is not in the form is taken', () => {
    expect(problems('accept', { assignee_id: '8' })).toEqual({ assignee_id: 'unknown_field' });
    expect(problems('note', { remark: '好', status: 'closed' })).toEqual({ status: 'unknown_field' });
  });
});

describe('the box "交回上一环节"', () => {
  const box = (situation: Situation): unknown =>
    formOf('feedback', situation).find(({ key }) => key === 'hand_back')?.default;

  test('is ticked for operations and engineering, and not for after-sales', () => {
    expect(box(aSituation({ ticket: inHandOf(ME, ENGINEERING) }))).toBe(true);
    expect(box(aSituation({ ticket: inHandOf(ME, { groupId: 5, stageKey: 'operations' }) }))).toBe(true);
    expect(box(aSituation())).toBe(false);
  });

  test('is not there for who does not hold it, nor where there is no way back', () => {
    expect(box(aSituation({ relation: { ...NO_RELATION, collaborator: true } }))).toBeUndefined();
    expect(box(aSituation({ origin: null }))).toBeUndefined();
  });
});

const SOLVED = { outcome: 'solved', satisfaction: 'satisfied', callback_method: 'phone', comment: '已退款' };

describe('the close form', () => {
  test.each([
    [SOLVED, {}],
    [{ ...SOLVED, satisfaction: 'not_reached' }, {}],
    [{ ...SOLVED, outcome: 'unsolved' }, { unsolved_reason: 'required_choice' }],
    [{ ...SOLVED, outcome: 'unsolved', unsolved_reason: 'no_stock' }, {}],
    [{ ...SOLVED, outcome: 'unsolved', unsolved_reason: 'other', unsolved_reason_other: '仓库失火' }, {}],
    [{ ...SOLVED, outcome: 'unsolved', unsolved_reason: 'other' }, { unsolved_reason: 'required_other' }],
    [{ ...SOLVED, outcome: 'unsolved', unsolved_reason: 'because' }, { unsolved_reason: 'invalid_choice' }],
    [{ ...SOLVED, satisfaction: '' }, { satisfaction: 'required_choice' }],
    [{ ...SOLVED, outcome: 'maybe' }, { outcome: 'invalid_choice' }],
    [{ ...SOLVED, comment: '　' }, { comment: 'required' }],
    [{ ...SOLVED, callback_method: 'letter' }, { callback_method: 'invalid_choice' }],
  ])('%j: %j', (raw, expected) => {
    expect(problems('close', raw)).toEqual(expected);
  });

  test('a solved ticket has no reason, whatever was sent', () => {
    const parsed = parseForm(
      formOf('close'),
      { ...SOLVED, unsolved_reason: 'no_stock' },
      { today: '2026-11-24' },
    );
    expect(parsed).toMatchObject({ ok: true, values: SOLVED });
  });

  test('begins with a callback by phone', () => {
    expect(formOf('close').find(({ key }) => key === 'callback_method')?.default).toBe('phone');
  });
});

describe('closing', () => {
  test('solved: the answers become columns and stand in the log', () => {
    expect(closingChange(SOLVED, ME, NOW, EARLIER)).toEqual({
      status: 'closed',
      move: { kind: 'end' },
      set: {
        outcome: 'solved',
        unsolvedReason: null,
        satisfaction: 'satisfied',
        closeComment: '已退款',
        callbackMethod: 'phone',
        closedById: ME,
        closedAt: NOW,
      },
      body: '已退款',
      data: { outcome: 'solved', unsolvedReason: null, satisfaction: 'satisfied', method: 'phone' },
    });
  });

  test('unsolved: with its reason', () => {
    const { set, data } = closingChange(
      { ...SOLVED, outcome: 'unsolved', unsolved_reason: 'no_stock' },
      ME,
      NOW,
      EARLIER,
    );
    expect(set).toMatchObject({ outcome: 'unsolved', unsolvedReason: 'no_stock' });
    expect(data).toMatchObject({ outcome: 'unsolved', unsolvedReason: 'no_stock' });
  });

  test('a customer who was not reached has no satisfaction', () => {
    const { set, data } = closingChange({ ...SOLVED, satisfaction: 'not_reached' }, ME, NOW, EARLIER);
    expect([set?.satisfaction, data?.['satisfaction']]).toEqual([null, null]);
  });

  test('at once after creating is a first response, too', () => {
    expect(closingChange(SOLVED, ME, NOW, null).set).toMatchObject({ firstRespondedAt: NOW });
    expect(closingChange(SOLVED, ME, NOW, EARLIER).set).not.toHaveProperty('firstRespondedAt');
  });

  test('is what the action does', () => {
    expect(decide('close', aSituation(), SOLVED)).toEqual(closingChange(SOLVED, ME, NOW, EARLIER));
  });
});
