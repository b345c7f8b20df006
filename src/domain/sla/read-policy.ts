import { z } from 'zod';
import {
  type ActionKnowledge,
  type AutomationProblem,
  judgeActions,
  judgeName,
  PLAIN_ACTIONS,
  problem,
  Recipients,
  unusable,
  withKept,
} from '../automation/read-actions.ts';
import type { Catalogue } from '../conditions/catalogue.ts';
import { readConditions } from '../conditions/read-conditions.ts';
import { findUnsteady } from '../conditions/steady.ts';
import { METRICS, PERSON_CHANNELS, type SlaPolicy, type SlaStep, type SlaTarget } from './policy.ts';

/** What the texts of a step may name about its ticket (spec 05). */
export const SLA_PLACEHOLDERS = [
  ...['number', 'title', 'category', 'group', 'agent', 'rule'],
  ...['department', 'remaining', 'overdue'],
] as const;

export const POLICY_LIMITS = { steps: 20, minutesMin: 1, minutesMax: 525_600 } as const;

/** What a policy may name besides what its actions do. */
export interface PolicyKnowledge extends ActionKnowledge {
  readonly catalogue: Catalogue;
  readonly calendarIds: ReadonlySet<number>;
  readonly stages: ReadonlySet<string>;
}

/** What administrators decide about a policy. */
export type PolicyDecided = Omit<SlaPolicy, 'id' | 'builtIn' | 'version'>;

/** Where: `['targets', 1, 'steps', 0, 'actions', 2, 'text']`, `['condition', 'root', …]`. */
export type PolicyProblem = AutomationProblem;

export type PolicyReading =
  | { readonly ok: true; readonly policy: PolicyDecided }
  | { readonly ok: false; readonly problems: readonly PolicyProblem[] };

const Action = z.discriminatedUnion('kind', [
  ...PLAIN_ACTIONS,
  z.strictObject({
    kind: z.literal('notify'),
    to: Recipients,
    channels: z.array(z.enum(PERSON_CHANNELS)).max(PERSON_CHANNELS.length),
    text: z.string().trim().nullable(),
  }),
]);
const Shape = z.object({
  name: z.string().trim(),
  active: z.boolean(),
  condition: z.unknown(),
  calendarId: z.number().int().positive().nullable(),
  pausesWaiting: z.boolean(),
  targets: z
    .array(
      z.strictObject({
        metric: z.enum(METRICS),
        stage: z.string().max(100).nullable(),
        minutes: z.number(),
        steps: z.array(
          z.strictObject({
            id: z.number().int().positive(),
            offset: z.number(),
            actions: z.array(Action),
          }),
        ),
      }),
    )
    .max(1000),
});

/**
 * Judges a policy that somebody wants to save (spec 05): the shape, then the meaning by what the installation has.
 * Whatever is handed in, the answer is a policy or problems.
 * @param kept as it stands now: what it names may stay, although it is out of use since
 */
export function readPolicy(
  raw: unknown,
  known: PolicyKnowledge,
  kept: Pick<SlaPolicy, 'condition' | 'targets' | 'calendarId'> | null = null,
): PolicyReading {
  const shape = Shape.safeParse(raw);
  if (!shape.success) return { ok: false, problems: shape.error.issues.map(unusable) };
  const { condition, ...rest } = shape.data;
  const reading = readConditions(condition, known.catalogue, kept?.condition ?? null);
  const unsteady = reading.ok ? findUnsteady(reading.conditions, known.catalogue) : null;
  const problems = [
    ...judgeName(rest.name),
    ...judgeCalendar(rest.calendarId, known),
    ...(reading.ok ? [] : reading.problems.map((each) => ({ ...each, path: ['condition', ...each.path] }))),
    ...(unsteady
      ? [problem(['condition', ...unsteady.path], 'unsteady_attribute', { label: unsteady.label })]
      : []),
    ...judgeTargets(rest.targets, withKeptActions(known, kept?.targets ?? [])),
  ];
  if (problems.length > 0 || !reading.ok) return { ok: false, problems };
  return { ok: true, policy: { ...rest, condition: reading.conditions } };
}

function judgeCalendar(id: number | null, { calendarIds }: PolicyKnowledge): PolicyProblem[] {
  return id === null || calendarIds.has(id) ? [] : [problem(['calendarId'], 'invalid_choice')];
}

function judgeTargets(targets: readonly SlaTarget[], known: PolicyKnowledge): PolicyProblem[] {
  if (targets.length === 0) return [problem(['targets'], 'sla_target_required')];
  return targets.flatMap((target, at) => {
    const isSecond = targets.findIndex((each) => keyOfTarget(each) === keyOfTarget(target)) < at;
    return [
      ...(isSecond ? [problem(['metric'], 'sla_target_twice')] : []),
      ...judgeStage(target, known),
      ...judgeMinutes(target.minutes),
      ...judgeSteps(target, known),
    ].map((each) => ({ ...each, path: ['targets', at, ...each.path] }));
  });
}

/** What names a target among those of its policy: `resolution`, `stage-review`. */
export function keyOfTarget({ metric, stage }: Pick<SlaTarget, 'metric' | 'stage'>): string {
  return metric === 'stage' ? `stage-${stage ?? ''}` : metric;
}

function judgeStage({ metric, stage }: SlaTarget, { stages }: PolicyKnowledge): PolicyProblem[] {
  const isFit = metric === 'stage' ? stage !== null && stages.has(stage) : stage === null;
  return isFit ? [] : [problem(['stage'], 'invalid_choice')];
}

function judgeMinutes(minutes: number): PolicyProblem[] {
  const { minutesMin, minutesMax } = POLICY_LIMITS;
  return Number.isInteger(minutes) && minutes >= minutesMin && minutes <= minutesMax
    ? []
    : [problem(['minutes'], 'duration_range')];
}

function judgeSteps({ minutes, steps }: SlaTarget, known: PolicyKnowledge): PolicyProblem[] {
  const { steps: max } = POLICY_LIMITS;
  if (steps.length > max) return [problem(['steps'], 'too_many_rows', { max, length: steps.length })];
  const ids = steps.map(({ id }) => id);
  return steps.flatMap((step, at) =>
    [
      ...(ids.indexOf(step.id) < at ? [problem(['id'], 'unusable', { key: 'id' })] : []),
      ...judgeOffset(step, minutes),
      ...judgeActions(step.actions, known, SLA_PLACEHOLDERS),
    ].map((each) => ({ ...each, path: ['steps', at, ...each.path] })),
  );
}

/** A warning comes after the beginning: else it would never be given. */
function judgeOffset({ offset }: SlaStep, minutes: number): PolicyProblem[] {
  if (!Number.isInteger(offset) || Math.abs(offset) > POLICY_LIMITS.minutesMax)
    return [problem(['offset'], 'duration_range')];
  return offset + minutes > 0 ? [] : [problem(['offset'], 'sla_warning_too_early')];
}

function withKeptActions(known: PolicyKnowledge, targets: readonly SlaTarget[]): PolicyKnowledge {
  const actions = targets.flatMap(({ steps }) => steps.flatMap((step) => step.actions));
  const stages = new Set(known.stages);
  for (const { stage } of targets) if (stage !== null) stages.add(stage);
  return { ...known, ...withKept(known, actions), stages };
}
