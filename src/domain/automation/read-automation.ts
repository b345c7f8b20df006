import { z } from 'zod';
import type { Catalogue } from '../conditions/catalogue.ts';
import { readConditions } from '../conditions/read-conditions.ts';
import { checkPlaceholders } from '../message/check-template.ts';
import { PRIORITIES } from '../ticket/status.ts';
import {
  type Automation,
  AUTOMATION_EVENTS,
  type AutomationAction,
  type AutomationSchedule,
  type Recipient,
} from './automation.ts';
import { AUTOMATION_PLACEHOLDERS } from './placeholders.ts';

/** What an automation may name: groups and people in use, tags by their keys, and what conditions can look at. */
export interface AutomationKnowledge {
  readonly groupIds: ReadonlySet<number>;
  readonly personIds: ReadonlySet<number>;
  readonly tags: ReadonlySet<string>;
  readonly catalogue: Catalogue;
}

/** What administrators decide about an automation. */
export type AutomationDecided = Omit<Automation, 'id' | 'builtIn' | 'version'>;

/** Where: `['actions', 2, 'text']`, `['condition', 'root', …]`; the codes of `condition` are those of its own language. */
export interface AutomationProblem {
  readonly path: readonly (string | number)[];
  readonly code: string;
  readonly params: Readonly<Record<string, string | number>>;
}

export type AutomationReading =
  | { readonly ok: true; readonly automation: AutomationDecided }
  | { readonly ok: false; readonly problems: readonly AutomationProblem[] };

export const AUTOMATION_LIMITS = {
  name: 100,
  actions: 20,
  text: 500,
  address: 2000,
  recipients: 100,
  tags: 50,
  everyMin: 5,
  everyMax: 10_080,
} as const;

const Id = z.number().int().positive().max(Number.MAX_SAFE_INTEGER);
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
      z.strictObject({ kind: z.literal('set_priority'), priority: z.string() }),
      z.strictObject({ kind: z.literal('add_tags'), tags: z.array(z.string()) }),
      z.strictObject({ kind: z.literal('remove_tags'), tags: z.array(z.string()) }),
      z.strictObject({ kind: z.literal('assign'), groupId: Id.nullable(), assigneeId: Id.nullable() }),
      z.strictObject({ kind: z.literal('escalate_to_manager') }),
      z.strictObject({
        kind: z.literal('notify'),
        to: z.array(
          z.discriminatedUnion('kind', [
            z.strictObject({ kind: z.enum(['assignee', 'group', 'duty_leader', 'manager', 'creator']) }),
            z.strictObject({ kind: z.literal('person'), id: Id }),
          ]),
        ),
        text: z.string().trim(),
      }),
      z.strictObject({ kind: z.literal('add_note'), text: z.string().trim() }),
      z.strictObject({ kind: z.literal('call_webhook'), address: z.string().trim() }),
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
    ...judgeActions(rest.actions, withKept(known, kept?.actions ?? [])),
  ];
  if (problems.length > 0 || !reading.ok) return { ok: false, problems };
  return {
    ok: true,
    automation: { ...rest, events: [...new Set(rest.events)], condition: reading.conditions },
  };
}

function unusable({ path }: { readonly path: readonly PropertyKey[] }): AutomationProblem {
  const place = path.map((each) => (typeof each === 'symbol' ? String(each) : each));
  return problem(place, 'unusable', { key: place.join('.') });
}

function problem(
  path: AutomationProblem['path'],
  code: string,
  params: AutomationProblem['params'] = {},
): AutomationProblem {
  return { path, code, params };
}

function judgeName(name: string): AutomationProblem[] {
  const { length } = [...name];
  if (length === 0) return [problem(['name'], 'required')];
  return length > AUTOMATION_LIMITS.name ? [tooLong(['name'], AUTOMATION_LIMITS.name, length)] : [];
}

function tooLong(path: AutomationProblem['path'], max: number, length: number): AutomationProblem {
  return problem(path, 'too_long', { max, length });
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

function judgeActions(
  actions: readonly AutomationAction[],
  known: Omit<AutomationKnowledge, 'catalogue'>,
): AutomationProblem[] {
  if (actions.length === 0) return [problem(['actions'], 'action_required')];
  const { actions: max } = AUTOMATION_LIMITS;
  if (actions.length > max) return [problem(['actions'], 'too_many_rows', { max, length: actions.length })];
  return actions.flatMap((action, at) =>
    judgeAction(action, known).map((each) => ({ ...each, path: ['actions', at, ...each.path] })),
  );
}

function judgeAction(
  action: AutomationAction,
  known: Omit<AutomationKnowledge, 'catalogue'>,
): AutomationProblem[] {
  switch (action.kind) {
    case 'set_priority':
      return (PRIORITIES as readonly string[]).includes(action.priority)
        ? []
        : [problem(['priority'], 'invalid_choice')];
    case 'add_tags':
    case 'remove_tags':
      return judgeTags(action.tags, known.tags);
    case 'assign':
      return [
        ...gone(['groupId'], action.groupId, known.groupIds),
        ...gone(['assigneeId'], action.assigneeId, known.personIds),
      ];
    case 'escalate_to_manager':
      return [];
    case 'notify':
      return [...judgeRecipients(action.to, known.personIds), ...judgeText(action.text)];
    case 'add_note':
      return judgeText(action.text);
    case 'call_webhook':
      return judgeAddress(action.address);
  }
}

function gone(
  path: AutomationProblem['path'],
  id: number | null,
  known: ReadonlySet<number>,
): AutomationProblem[] {
  return id === null || known.has(id) ? [] : [problem(path, 'target_gone')];
}

function judgeTags(tags: readonly string[], known: ReadonlySet<string>): AutomationProblem[] {
  const { tags: max } = AUTOMATION_LIMITS;
  if (tags.length === 0) return [problem(['tags'], 'required_choice')];
  if (tags.length > max) return [problem(['tags'], 'too_many', { max, chosen: tags.length })];
  return tags.every((tag) => known.has(tag)) ? [] : [problem(['tags'], 'invalid_choice')];
}

function judgeRecipients(to: readonly Recipient[], known: ReadonlySet<number>): AutomationProblem[] {
  const { recipients: max } = AUTOMATION_LIMITS;
  if (to.length === 0) return [problem(['to'], 'recipient_required')];
  if (to.length > max) return [problem(['to'], 'too_many', { max, chosen: to.length })];
  return to.every((each) => each.kind !== 'person' || known.has(each.id))
    ? []
    : [problem(['to'], 'invalid_choice')];
}

function judgeText(text: string): AutomationProblem[] {
  const { length } = [...text];
  if (length === 0) return [problem(['text'], 'required')];
  if (length > AUTOMATION_LIMITS.text) return [tooLong(['text'], AUTOMATION_LIMITS.text, length)];
  const wrong = checkPlaceholders(AUTOMATION_PLACEHOLDERS, text);
  return wrong ? [problem(['text'], wrong.code, { ...wrong.params } as AutomationProblem['params'])] : [];
}

/** Only where another system can be: no files, no scripts, no credentials in the address. */
function judgeAddress(address: string): AutomationProblem[] {
  const { length } = address;
  if (length === 0) return [problem(['address'], 'required')];
  if (length > AUTOMATION_LIMITS.address) return [tooLong(['address'], AUTOMATION_LIMITS.address, length)];
  const url = URL.canParse(address) ? new URL(address) : null;
  const isFine = url !== null && /^https?:$/.test(url.protocol) && url.username === '' && url.password === '';
  return isFine ? [] : [problem(['address'], 'url_invalid')];
}

/** What it names already may stay. */
function withKept(
  { groupIds, personIds, tags }: AutomationKnowledge,
  actions: readonly AutomationAction[],
): Omit<AutomationKnowledge, 'catalogue'> {
  const own = { groupIds: new Set(groupIds), personIds: new Set(personIds), tags: new Set(tags) };
  for (const action of actions) {
    if (action.kind === 'add_tags' || action.kind === 'remove_tags')
      for (const tag of action.tags) own.tags.add(tag);
    if (action.kind === 'assign') {
      if (action.groupId !== null) own.groupIds.add(action.groupId);
      if (action.assigneeId !== null) own.personIds.add(action.assigneeId);
    }
    if (action.kind === 'notify')
      for (const each of action.to) if (each.kind === 'person') own.personIds.add(each.id);
  }
  return own;
}
