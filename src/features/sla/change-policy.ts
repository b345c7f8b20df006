import { POLICY_LIMITS } from '../../domain/sla/read-policy.ts';
import type { RawForm } from '../../domain/form/parse-form.ts';
import { answersIn } from '../../domain/form/raw-form.ts';
import { changeActions, type ChangedActions } from '../automation/change-actions.ts';
import type { PolicyDraft, StepDraft, TargetDraft } from './policy-form.ts';

/** The form after a step of its rows, and the row that the eyes go to next. */
export interface ChangedPolicy {
  readonly draft: PolicyDraft;
  readonly key: string;
  /** Null where they go to what adds one. */
  readonly at: number | null;
  /** It was an action of that row that changed. */
  readonly actions: ChangedActions | null;
  /** More than one target has changed. */
  readonly isWide: boolean;
}

/** `step_add@resolution`, `action_up:0@stage-review.2`. */
const STEP = /^([a-z_]+(?::\d{1,3})?)@([a-z][a-z0-9_-]{0,100})(?:\.(\d{1,3}))?$/;

/** The name of what chooses the kind of an action to add to a step. */
export function kindName(key: string, at: number): string {
  return `_kind.${key}.${at}`;
}

/**
 * What a button of the rows makes of the form (spec 05): steps and their actions added, removed, moved, the steps of one
 * time limit taken over by the others; with and without a script. Null where none was pressed.
 */
export function changePolicy(draft: PolicyDraft, body: RawForm): ChangedPolicy | null {
  const [, step = '', key = '', place] = STEP.exec(answersIn(body['_step'])[0] ?? '') ?? [];
  const target = draft.targets.find((each) => each.key === key);
  if (!target) return null;
  if (step === 'spread') return spread(draft, target);
  if (step === 'step_add') return addStep(draft, target);
  const at = Number(place);
  const row = target.steps[at];
  if (place === undefined || !row) return null;
  if (step === 'step_remove') {
    const steps = target.steps.filter((each) => each !== row);
    const next = steps.length === 0 ? null : Math.max(at - 1, 0);
    return { ...narrow(draft, { ...target, steps }), at: next };
  }
  const actions = changeActions(row.actions, step, body[kindName(key, at)]);
  if (!actions) return null;
  const steps = target.steps.map((each) => (each === row ? { ...row, actions: actions.actions } : each));
  return { ...narrow(draft, { ...target, steps }), at, actions };
}

function narrow(draft: PolicyDraft, target: TargetDraft): ChangedPolicy {
  const targets = draft.targets.map((each) => (each.key === target.key ? target : each));
  return { draft: { ...draft, targets }, key: target.key, at: null, actions: null, isWide: false };
}

/** A new one tells the handler, which is what most are for. */
const NEW_STEP: StepDraft = {
  id: '',
  raw: { when: 'before', offset: '' },
  actions: [{ kind: 'notify', raw: { to: ['assignee'] } }],
};

function addStep(draft: PolicyDraft, target: TargetDraft): ChangedPolicy {
  const { steps } = target;
  if (steps.length >= POLICY_LIMITS.steps) return narrow(draft, target);
  return { ...narrow(draft, { ...target, steps: [...steps, NEW_STEP] }), at: steps.length };
}

/** Of every other target that has a time limit; each step is a new one there. */
function spread(draft: PolicyDraft, { key, steps }: TargetDraft): ChangedPolicy {
  const copies = steps.map((step) => ({ ...step, id: '' }));
  const targets = draft.targets.map((each) =>
    each.key === key || (answersIn(each.minutes)[0] ?? '').trim() === '' ? each : { ...each, steps: copies },
  );
  return { draft: { ...draft, targets }, key, at: null, actions: null, isWide: true };
}
