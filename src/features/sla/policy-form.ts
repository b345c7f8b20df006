import type { Problems } from '../../domain/form/describe-problems.ts';
import type { FieldValues } from '../../domain/form/field.ts';
import { parseForm, type RawForm } from '../../domain/form/parse-form.ts';
import { answersIn, rawFromValues } from '../../domain/form/raw-form.ts';
import { POLICY_LIMITS } from '../../domain/sla/read-policy.ts';
import { readDuration } from '../../domain/sla/read-duration.ts';
import type { Translate } from '../../i18n.ts';
import { type ActionDraft, actionDraftOf, parseAction, readAction } from '../automation/automation-form.ts';
import { tellMinutes } from '../calendars/calendar.view.ts';
import { type RawConditions, readConditionForm } from '../conditions/condition-form.ts';
import {
  minutesField,
  policyFields,
  type PolicyOptions,
  stepFields,
  type TargetKind,
} from './policy-fields.ts';
import type { PolicyValues, StepValues, TargetValues } from './policy-values.ts';

/** A step as it was typed; `id` of one that is stored, '' of a new one. */
export interface StepDraft {
  readonly id: string;
  readonly raw: RawForm;
  readonly actions: readonly ActionDraft[];
}

export interface TargetDraft {
  readonly key: string;
  readonly minutes: RawForm[string];
  readonly steps: readonly StepDraft[];
}

/** The form of a policy as it was typed (spec 05), nothing judged yet. */
export interface PolicyDraft {
  readonly raw: RawForm;
  readonly condition: RawConditions;
  readonly targets: readonly TargetDraft[];
}

export const CONDITION_PREFIX = 'c';
const OF_TARGET = /^t\.([a-z][a-z0-9_-]{0,100})\.(?:(\d{1,3})\.)?(.{1,60})$/;
const OF_ACTION = /^a\.(\d{1,3})\.([a-z_]{1,30})$/;

/** What stands before the names of the inputs of a step, and of an action of it. */
export function stepPrefix(key: string, at: number): string {
  return `t.${key}.${at}.`;
}

export function stepActionPrefix(key: string, at: number, action: number): string {
  return `${stepPrefix(key, at)}a.${action}.`;
}

type Inputs = [string, RawForm[string]][];

/** Reads the form as it was sent; rows are taken in the order of their numbers. @throws Invalid */
export function readPolicyDraft(body: RawForm, kinds: readonly TargetKind[]): PolicyDraft {
  const raw: Inputs = [];
  const targets = new Map(
    kinds.map(({ key }) => [key, { minutes: [] as Inputs, steps: new Map<number, Inputs>() }]),
  );
  for (const [name, answer] of Object.entries(body)) {
    const [, key = '', step, input = ''] = OF_TARGET.exec(name) ?? [];
    const target = targets.get(key);
    if (target && step === undefined) target.minutes.push([input, answer]);
    else if (target)
      target.steps.set(Number(step), [...(target.steps.get(Number(step)) ?? []), [input, answer]]);
    else if (!name.startsWith(`${CONDITION_PREFIX}.`)) raw.push([name, answer]);
  }
  return {
    raw: Object.fromEntries(raw),
    condition: readConditionForm(body, CONDITION_PREFIX),
    targets: [...targets].map(([key, { minutes, steps }]) => ({
      key,
      minutes: Object.fromEntries(minutes)['minutes'],
      steps: inOrder(steps).map(([at, inputs]) => readStep(stepPrefix(key, at), inputs)),
    })),
  };
}

function inOrder(rows: ReadonlyMap<number, Inputs>): [number, Inputs][] {
  return [...rows].sort(([one], [other]) => one - other);
}

function readStep(prefix: string, inputs: Inputs): StepDraft {
  const actions = new Map<number, Inputs>();
  const own: Inputs = [];
  for (const [name, answer] of inputs) {
    const [, at, key = ''] = OF_ACTION.exec(name) ?? [];
    if (at === undefined) own.push([name, answer]);
    else actions.set(Number(at), [...(actions.get(Number(at)) ?? []), [key, answer]]);
  }
  const { id, ...raw } = Object.fromEntries(own);
  return {
    id: answersIn(id)[0] ?? '',
    raw,
    actions: inOrder(actions).map(([at, each]) => readAction(`${prefix}a.${at}.`, each)),
  };
}

/** The form as it shows what is stored; times tidy, whatever they were typed like. */
export function policyDraftOf(
  { fields, condition, targets }: PolicyValues,
  kinds: readonly TargetKind[],
  options: PolicyOptions,
  t: Translate,
): PolicyDraft {
  return {
    raw: rawFromValues(policyFields(options, t), fields),
    condition,
    targets: kinds.map(({ key }): TargetDraft => {
      const stored = targets.find((each) => each.key === key);
      if (!stored) return { key, minutes: '', steps: [] };
      return {
        key,
        minutes: tellMinutes(stored.minutes, t),
        steps: stored.steps.map((step) => stepDraftOf(step, options, t)),
      };
    }),
  };
}

function stepDraftOf({ id, offset, actions }: StepValues, options: PolicyOptions, t: Translate): StepDraft {
  const when = offset < 0 ? 'before' : offset > 0 ? 'after' : 'at';
  return {
    id: String(id),
    raw: { when, offset: offset === 0 ? '' : tellMinutes(Math.abs(offset), t) },
    actions: actions.map((action) => actionDraftOf(action, options.actions, t)),
  };
}

export interface StepProblems {
  readonly own: Problems;
  readonly actions: readonly Problems[];
}

export interface TargetProblems {
  readonly own: Problems;
  readonly steps: readonly StepProblems[];
}

/** What is wrong with a form, each problem where it stands; targets by their keys. */
export interface PolicyDraftProblems {
  readonly fields: Problems;
  readonly targets: Readonly<Record<string, TargetProblems>>;
}

export interface PolicyDraftContext {
  readonly kinds: readonly TargetKind[];
  readonly options: PolicyOptions;
  readonly t: Translate;
  readonly today: string;
  readonly stored: PolicyValues | null;
}

export type ParsedPolicy =
  | { readonly ok: true; readonly values: Omit<PolicyValues, 'condition'> }
  | { readonly ok: false; readonly problems: PolicyDraftProblems };

/** Reads what was typed beside the conditions: whether each answer is one. What it all means is judged later. */
export function parsePolicyDraft(draft: PolicyDraft, context: PolicyDraftContext): ParsedPolicy {
  const { options, t, today, stored } = context;
  const own = parseForm(policyFields(options, t), draft.raw, { today, stored: stored?.fields });
  const targets = draft.targets.map((target) => [target.key, parseTarget(target, context)] as const);
  const problems = Object.fromEntries(targets.map(([key, { problems: each }]) => [key, each]));
  if (!own.ok || targets.some(([, { problems: each }]) => isWrong(each)))
    return { ok: false, problems: { fields: own.ok ? {} : own.problems, targets: problems } };
  return {
    ok: true,
    values: { fields: own.values, targets: targets.flatMap(([, { values }]) => values ?? []) },
  };
}

function isWrong({ own, steps }: TargetProblems): boolean {
  const all = [own, ...steps.flatMap((step) => [step.own, ...step.actions])];
  return all.some((each) => Object.keys(each).length > 0);
}

/** A time limit that is left empty is none, and nothing that would happen then is kept. */
function parseTarget(
  { key, minutes: typed, steps }: TargetDraft,
  context: PolicyDraftContext,
): { readonly values: TargetValues | null; readonly problems: TargetProblems } {
  const { t, today } = context;
  const parsed = parseForm([minutesField({ label: '' }, t)], { minutes: typed }, { today });
  const text = parsed.ok ? textIn(parsed.values, 'minutes') : '';
  if (parsed.ok && text === '') return { values: null, problems: { own: {}, steps: [] } };
  const minutes = readDuration(text, 'hour');
  const stored = context.stored?.targets.find((each) => each.key === key);
  let lastId = Math.max(0, ...(stored?.steps ?? []).map(({ id }) => id));
  const rows = steps.map((step) => {
    const isStored = stored?.steps.some(({ id }) => String(id) === step.id) === true;
    if (!isStored) lastId += 1;
    return parseStep(step, isStored ? Number(step.id) : lastId, stored?.steps ?? [], context);
  });
  return {
    values: minutes === null ? null : { key, minutes, steps: rows.map(({ values }) => values) },
    problems: {
      own: parsed.ok ? { ...(minutes === null && wrongDuration('minutes')) } : parsed.problems,
      steps: rows.map(({ problems }) => problems),
    },
  };
}

/** One step as it was typed. @param id it is kept by; @param stored the steps whose answers are no longer on offer */
export function parseStep(
  step: StepDraft,
  id: number,
  stored: readonly StepValues[],
  context: Pick<PolicyDraftContext, 'options' | 't' | 'today'>,
): { readonly values: StepValues; readonly problems: StepProblems } {
  const { options, t, today } = context;
  const parsed = parseForm(stepFields(t), step.raw, { today });
  const kept = { actions: stored.flatMap(({ actions }) => actions) };
  const rows = step.actions.map((action) =>
    parseAction(action, { options: options.actions, t, today, stored: kept }),
  );
  const size =
    parsed.ok && parsed.values['when'] !== 'at' ? readDuration(textIn(parsed.values, 'offset'), 'minute') : 0;
  const isFine = size !== null && size <= POLICY_LIMITS.minutesMax;
  const sign = parsed.ok && parsed.values['when'] === 'before' ? -1 : 1;
  return {
    // Minus nothing is nothing.
    values: { id, offset: sign * (size ?? 0) || 0, actions: rows.map(({ values }) => values) },
    problems: {
      own: parsed.ok ? { ...(!isFine && wrongDuration('offset')) } : parsed.problems,
      actions: rows.map(({ problems }) => problems),
    },
  };
}

function wrongDuration(key: string): Problems {
  return { [key]: { code: 'duration_invalid', params: {} } };
}

function textIn(values: FieldValues, key: string): string {
  const value = values[key];
  return typeof value === 'string' ? value : '';
}
