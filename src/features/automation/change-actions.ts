import { moveWithin } from '../../domain/people/move-within.ts';
import { ACTION_KINDS } from './automation-fields.ts';
import { ACTIONS_MAX, type ActionDraft } from './automation-form.ts';

/** The rows after a step, and the row that the eyes go to next; null where they go to what adds one. */
export interface ChangedActions {
  readonly actions: readonly ActionDraft[];
  readonly at: number | null;
  readonly step: ActionStep;
}

const ACTION_STEPS = ['action_add', 'action_remove', 'action_up', 'action_down'] as const;
type ActionStep = (typeof ACTION_STEPS)[number];
const STEP = /^(action_[a-z]+)(?::(\d{1,3}))?$/;

/**
 * What a button of the rows makes of them (spec 04): added, removed, moved, with and without a script. Null where none
 * was pressed.
 * @param kind of the action to add
 */
export function changeActions(
  actions: readonly ActionDraft[],
  sent: string,
  kind: unknown,
): ChangedActions | null {
  const [, name, place = ''] = STEP.exec(sent) ?? [];
  const step = ACTION_STEPS.find((each) => each === name);
  if (!step) return null;
  const at = Number(place);
  if (step === 'action_add') return { actions: added(actions, kind), at: actions.length, step };
  const row = actions[at];
  if (!row || place === '') return { actions, at: null, step };
  if (step === 'action_remove')
    return {
      actions: actions.filter((each) => each !== row),
      at: actions.length > 1 ? Math.max(at - 1, 0) : null,
      step,
    };
  const moved = moveWithin(actions, row, step === 'action_up' ? 'up' : 'down');
  return { actions: moved, at: moved.indexOf(row), step };
}

function added(actions: readonly ActionDraft[], sent: unknown): readonly ActionDraft[] {
  const kind = ACTION_KINDS.find((each) => each === sent);
  return kind && actions.length < ACTIONS_MAX ? [...actions, { kind, raw: {} }] : actions;
}
