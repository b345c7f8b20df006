import type { FieldValues } from '../../domain/form/field.ts';
import type { Conditions } from '../../domain/conditions/language.ts';
import {
  METRICS,
  PERSON_CHANNELS,
  type SlaAction,
  type SlaStep,
  type SlaTarget,
} from '../../domain/sla/policy.ts';
import { keyOfTarget, type PolicyDecided } from '../../domain/sla/read-policy.ts';
import { type ActionValues, textsIn, toAction, toActionValues } from '../automation/automation-values.ts';

export interface StepValues {
  readonly id: number;
  readonly offset: number;
  readonly actions: readonly ActionValues[];
}

export interface TargetValues {
  /** `first_response`, `stage-review`, `resolution`. */
  readonly key: string;
  readonly minutes: number;
  readonly steps: readonly StepValues[];
}

/** A policy as its form has it, and as the audit log keeps it (decision 0020). */
export interface PolicyValues {
  readonly fields: FieldValues;
  readonly condition: Conditions;
  readonly targets: readonly TargetValues[];
}

/** The values of the form of a policy (spec 05). */
export function policyValues(policy: PolicyDecided): PolicyValues {
  const { name, active, calendarId, pausesWaiting, condition, targets } = policy;
  return {
    fields: {
      ...{ name, active, pauses_waiting: pausesWaiting },
      ...(calendarId !== null && { calendar_id: String(calendarId) }),
    },
    condition,
    targets: targets.map((target) => ({
      key: keyOfTarget(target),
      minutes: target.minutes,
      steps: target.steps.map(({ id, offset, actions }) => ({
        id,
        offset,
        actions: actions.map(slaActionValues),
      })),
    })),
  };
}

function slaActionValues(action: SlaAction): ActionValues {
  if (action.kind !== 'notify') return toActionValues(action);
  const { text, channels } = action;
  const { text: _empty, ...values } = toActionValues({ ...action, text: '' });
  return { ...values, kind: 'notify', channels, ...(text !== null && { text }) };
}

/** What the form's values mean; yet to be judged. */
export function policyOfValues({ fields, condition, targets }: PolicyValues): PolicyDecided {
  const calendarId = fields['calendar_id'];
  return {
    name: String(fields['name'] as string),
    active: fields['active'] === true,
    calendarId: calendarId === undefined ? null : Number(calendarId),
    pausesWaiting: fields['pauses_waiting'] === true,
    condition,
    targets: targets.map(targetOfValues),
  };
}

/** A target as it is stored. */
export function targetOfValues({ key, minutes, steps }: TargetValues): SlaTarget {
  const metric = METRICS.find((each) => each === key) ?? 'stage';
  return {
    metric,
    stage: metric === 'stage' ? key.replace(/^stage-/, '') : null,
    minutes,
    steps: steps.map(stepOfValues),
  };
}

/** A step as it is stored. */
export function stepOfValues({ id, offset, actions }: StepValues): SlaStep {
  return { id, offset, actions: actions.map(slaAction) };
}

function slaAction(values: ActionValues): SlaAction {
  const action = toAction(values);
  if (action.kind !== 'notify') return action;
  const wanted = textsIn(values['channels']);
  return {
    ...action,
    channels: PERSON_CHANNELS.filter((channel) => wanted.includes(channel)),
    text: action.text === '' ? null : action.text,
  };
}
