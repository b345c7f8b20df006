import type { Catalogue } from '../../domain/conditions/catalogue.ts';
import type { ConditionProblem } from '../../domain/conditions/problem.ts';
import {
  type DescribedProblem,
  describeProblems,
  problemSentence,
} from '../../domain/form/describe-problems.ts';
import { presentForm, type PresentedField } from '../../domain/form/present-form.ts';
import type { SlaPolicy } from '../../domain/sla/policy.ts';
import { POLICY_LIMITS, SLA_PLACEHOLDERS } from '../../domain/sla/read-policy.ts';
import type { Language, Translate } from '../../i18n.ts';
import { actionKindOptions, presentActionRows } from '../automation/action-rows.view.ts';
import { actionFields } from '../automation/automation-fields.ts';
import { ACTIONS_MAX } from '../automation/automation-form.ts';
import { presentBuilder } from '../conditions/builder.view.ts';
import type { ChangedForm } from '../conditions/change-condition-form.ts';
import { type ChangedPolicy, kindName } from './change-policy.ts';
import {
  minutesField,
  policyFields,
  type PolicyOptions,
  stepFields,
  type TargetKind,
} from './policy-fields.ts';
import {
  CONDITION_PREFIX,
  type PolicyDraft,
  type PolicyDraftProblems,
  parseStep,
  type StepDraft,
  type StepProblems,
  stepActionPrefix,
  stepPrefix,
  type TargetDraft,
} from './policy-form.ts';
import { policyValues, type PolicyValues, stepOfValues } from './policy-values.ts';
import { tellStep } from './tell-policy.view.ts';

/** What the editor works with besides what was typed. */
export interface PolicyWorkshop {
  /** null while it is being made. */
  readonly policy: SlaPolicy | null;
  readonly catalogue: Catalogue;
  readonly steady: Catalogue;
  readonly options: PolicyOptions;
  readonly kinds: readonly TargetKind[];
}

/** What became of the form when it was sent. */
export interface PolicySent {
  readonly problems?: PolicyDraftProblems;
  readonly conditionProblems?: readonly ConditionProblem[];
  readonly condition?: ChangedForm;
  readonly rows?: ChangedPolicy;
}

interface Around {
  readonly workshop: PolicyWorkshop;
  readonly sent: PolicySent;
  readonly stored: PolicyValues | null;
  readonly t: Translate;
  readonly today: string;
}

/** The form of a policy as `sla/_form` draws it (spec 05). */
export function presentPolicyDraft(
  draft: PolicyDraft,
  workshop: PolicyWorkshop,
  sent: PolicySent,
  { t, language, today }: { readonly t: Translate; readonly language: Language; readonly today: string },
) {
  const stored = workshop.policy && policyValues(workshop.policy);
  const around: Around = { workshop, sent, stored, t, today };
  const targets = draft.targets.map((target) => presentTarget(target, around));
  const ofSection = (section: TargetKind['section']) => ({
    key: section,
    title: t(`config.policy.section.${section}`),
    help: t(`config.policy.section.${section}_help`),
    targets: targets.filter((target) => target.section === section),
  });
  return {
    basics: presentForm({
      ...{ fields: policyFields(workshop.options, t), t, raw: draft.raw },
      ...{ problems: sent.problems?.fields, values: stored?.fields },
    }),
    builder: presentBuilder({
      ...{
        catalogue: workshop.steady,
        isSteady: true,
        raw: draft.condition,
        prefix: CONDITION_PREFIX,
        t,
        language,
      },
      ...(sent.conditionProblems && { problems: sent.conditionProblems }),
      ...(sent.condition && { changed: sent.condition }),
    }),
    sections: [ofSection('first_response'), ofSection('stage'), ofSection('resolution')],
    problems: describe(draft, around),
  };
}

function presentTarget(target: TargetDraft, around: Around) {
  const { workshop, sent, t } = around;
  const { key, steps } = target;
  const kind = workshop.kinds.find((each) => each.key === key);
  const label = kind?.label ?? key;
  const problems = sent.problems?.targets[key];
  const changed = sent.rows?.key === key ? sent.rows : null;
  const tooMany = problems?.own['steps'];
  const isWrong = (problems?.steps ?? []).some(hasProblems);
  return {
    ...{ key, label, id: idOfTarget(key), section: kind?.section ?? 'stage' },
    minutes: presentForm({
      ...{ fields: [minutesField({ label }, t)], t, raw: { minutes: target.minutes } },
      ...{ problems: problems?.own, idPrefix: `${idOfTarget(key)}-`, namePrefix: `t.${key}.` },
    }),
    summary: t('config.policy.step_count', { count: steps.length }),
    isOpen: changed !== null || isWrong || tooMany !== undefined,
    steps: steps.map((step, at) => presentStep(target, step, at, around)),
    addFocus: changed !== null && changed.at === null,
    isFull: steps.length >= POLICY_LIMITS.steps,
    error: tooMany ? problemSentence(undefined, tooMany, t) : null,
  };
}

export interface StepView {
  readonly at: number;
  readonly id: string;
  readonly title: string;
  /** What it does, where that can be told already. */
  readonly told: string | null;
  readonly isOpen: boolean;
  readonly prefix: string;
  readonly fields: readonly PresentedField[];
  readonly focus: boolean;
  readonly actions: Record<string, unknown>;
  readonly stored: string;
}

function presentStep({ key }: TargetDraft, step: StepDraft, at: number, around: Around): StepView {
  const { workshop, sent, stored, t } = around;
  const id = `${idOfTarget(key)}-${at}`;
  const changed = sent.rows?.key === key && sent.rows.at === at ? sent.rows : null;
  const problems = sent.problems?.targets[key]?.steps[at];
  const kept = stored?.targets.find((target) => target.key === key)?.steps ?? [];
  const none = problems?.own['actions'];
  return {
    ...{ at, id, prefix: stepPrefix(key, at), stored: step.id },
    title: t('config.policy.step_title', { number: at + 1 }),
    told: tellDraft(step, around),
    isOpen: changed !== null || hasProblems(problems),
    fields: presentForm({
      ...{ fields: stepFields(t), t, raw: step.raw, problems: problems?.own },
      ...{ idPrefix: `${id}-`, namePrefix: stepPrefix(key, at) },
    }),
    focus: changed !== null && changed.actions === null,
    actions: {
      id: `${id}-do`,
      target: `#${idOfTarget(key)}`,
      stepAt: `@${key}.${at}`,
      kindName: kindName(key, at),
      kinds: actionKindOptions(t),
      isFull: step.actions.length >= ACTIONS_MAX,
      addFocus: changed?.actions?.at === null,
      actionsError: none ? problemSentence(undefined, none, t) : null,
      placeholders: SLA_PLACEHOLDERS.map((name) => ({ name, label: t(`config.policy.placeholder.${name}`) })),
      rows: presentActionRows(step.actions, {
        prefixOf: (index) => stepActionPrefix(key, at, index),
        idPrefixOf: (index) => `${id}-${index}-`,
        ...{ options: workshop.options.actions, t, problems: problems?.actions },
        stored: { actions: kept.flatMap(({ actions }) => actions) },
        changed: changed?.actions ?? undefined,
      }),
    },
  };
}

function hasProblems(problems: StepProblems | undefined): boolean {
  return (
    problems !== undefined && [problems.own, ...problems.actions].some((each) => Object.keys(each).length > 0)
  );
}

/** A step as a sentence, as it is typed; null while it is not one yet. */
function tellDraft(step: StepDraft, { workshop, t, today }: Around): string | null {
  const { options, catalogue } = workshop;
  const { values, problems } = parseStep(step, 0, [], { options, t, today });
  if (step.actions.length === 0 || hasProblems(problems)) return null;
  return tellStep(stepOfValues(values), { options: options.actions, catalogue, t });
}

function idOfTarget(key: string): string {
  return `target-${key}`;
}

/** The summary above the form: what is wrong where, from top to bottom. */
function describe(draft: PolicyDraft, around: Around): DescribedProblem[] {
  const { sent, t, workshop } = around;
  const { targets: whole, ...own } = sent.problems?.fields ?? {};
  const at = (key: string, id: string, sentence: string): DescribedProblem => ({
    ...{ key, id, sentence },
    label: t(`config.policy.field.${key}`),
  });
  return [
    ...describeProblems(policyFields(workshop.options, t), own, t),
    ...(sent.conditionProblems ?? []).slice(0, 1).map(() => at('condition', 'condition', '')),
    ...(whole ? [at('targets', 'target-first_response-minutes', problemSentence(undefined, whole, t))] : []),
    ...draft.targets.flatMap((target) => describeTarget(target, around)),
  ];
}

function describeTarget({ key, steps }: TargetDraft, { sent, t, workshop }: Around): DescribedProblem[] {
  const problems = sent.problems?.targets[key];
  if (!problems) return [];
  const label = workshop.kinds.find((each) => each.key === key)?.label ?? key;
  const id = idOfTarget(key);
  const { steps: tooMany, ...own } = problems.own;
  return [
    ...describeProblems([minutesField({ label }, t)], own, t, `${id}-`),
    ...(tooMany ? [{ key, id: `${id}-add`, label, sentence: problemSentence(undefined, tooMany, t) }] : []),
    ...steps.flatMap(({ actions }, at) => {
      const found = problems.steps[at];
      const { actions: none, ...ownOfStep } = found?.own ?? {};
      const within = t('config.policy.in_target', {
        target: label,
        step: t('config.policy.step_title', { number: at + 1 }),
      });
      const rows = [
        ...describeProblems(stepFields(t), ownOfStep, t, `${id}-${at}-`),
        ...(none
          ? [
              {
                ...{ key, id: `${id}-${at}-do-kind`, label: t('config.automation.field.actions') },
                sentence: problemSentence(undefined, none, t),
              },
            ]
          : []),
        ...actions.flatMap(({ kind }, index) =>
          describeProblems(
            actionFields(kind, workshop.options.actions, t),
            found?.actions[index] ?? {},
            t,
            `${id}-${at}-${index}-`,
          ),
        ),
      ];
      return rows.map((each) => ({
        ...each,
        label: t('config.automation.in_action', { action: within, label: each.label }),
      }));
    }),
  ];
}
