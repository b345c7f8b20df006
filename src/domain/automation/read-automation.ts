import { z } from 'zod';
import type { Catalogue } from '../conditions/catalogue.ts';
import { readConditions } from '../conditions/read-conditions.ts';
import { type Automation, AUTOMATION_EVENTS, type AutomationSchedule } from './automation.ts';
import { AUTOMATION_PLACEHOLDERS } from './placeholders.ts';
import {
  type ActionKnowledge,
  AUTOMATION_LIMITS,
  type AutomationProblem,
  judgeActions,
  judgeName,
  PLAIN_ACTIONS,
  problem,
  Recipients,
  unusable,
  withKept,
} from './read-actions.ts';

/** What an automation may name: groups and people in use, tags by their keys, and what conditions can look at. */
export interface AutomationKnowledge extends ActionKnowledge {
  readonly catalogue: Catalogue;
}

/** What administrators decide about an automation. */
export type AutomationDecided = Omit<Automation, 'id' | 'builtIn' | 'version'>;

export type AutomationReading =
  | { readonly ok: true; readonly automation: AutomationDecided }
  | { readonly ok: false; readonly problems: readonly AutomationProblem[] };

const Shape = z.object({
  name: z.string().trim(),
  active: z.boolean(),
  stops: z.boolean(),
  events: z.array(z.enum(AUTOMATION_EVENTS)).max(AUTOMATION_EVENTS.length),
  schedule: z.union([
    z.null(),
    z.strictObject({ every: z.number() }),
    z.strictObject({ at: z.string().max(10) }),
  ]),
  condition: z.unknown(),
  actions: z.array(
    z.discriminatedUnion('kind', [
      ...PLAIN_ACTIONS,
      z.strictObject({ kind: z.literal('notify'), to: Recipients, text: z.string().trim() }),
    ]),
  ),
});

/**
 * Judges an automation that somebody wants to save (spec 04): the shape, then the meaning by what the installation has.
 * Whatever is handed in, the answer is an automation or problems.
 * @param kept as it stands now: what it names may stay, although it is out of use since
 */
export function readAutomation(
  raw: unknown,
  known: AutomationKnowledge,
  kept: Pick<Automation, 'condition' | 'actions'> | null = null,
): AutomationReading {
  const shape = Shape.safeParse(raw);
  if (!shape.success) return { ok: false, problems: shape.error.issues.map(unusable) };
  const { condition, ...rest } = shape.data;
  const reading = readConditions(condition, known.catalogue, kept?.condition ?? null);
  const problems = [
    ...judgeName(rest.name),
    ...judgeTrigger(rest.events, rest.schedule),
    ...(reading.ok ? [] : reading.problems.map((each) => ({ ...each, path: ['condition', ...each.path] }))),
    ...judgeActions(rest.actions, withKept(known, kept?.actions ?? []), AUTOMATION_PLACEHOLDERS),
  ];
  if (problems.length > 0 || !reading.ok) return { ok: false, problems };
  return {
    ok: true,
    automation: { ...rest, events: [...new Set(rest.events)], condition: reading.conditions },
  };
}

/** Something that happens, or the clock: one of the two. */
function judgeTrigger(events: readonly string[], schedule: AutomationSchedule | null): AutomationProblem[] {
  if (schedule === null) return events.length === 0 ? [problem(['events'], 'required_choice')] : [];
  if (events.length > 0) return [problem(['events'], 'unusable', { key: 'events' })];
  if ('at' in schedule)
    return /^([01]\d|2[0-3]):[0-5]\d$/.test(schedule.at) ? [] : [problem(['schedule', 'at'], 'time_invalid')];
  const { everyMin: min, everyMax: max } = AUTOMATION_LIMITS;
  if (!Number.isInteger(schedule.every)) return [problem(['schedule', 'every'], 'not_integer')];
  if (schedule.every < min) return [problem(['schedule', 'every'], 'too_small', { min })];
  return schedule.every > max ? [problem(['schedule', 'every'], 'too_large', { max })] : [];
}
