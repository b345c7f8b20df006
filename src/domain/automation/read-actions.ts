import { z } from 'zod';
import { checkPlaceholders } from '../message/check-template.ts';
import { PRIORITIES } from '../ticket/status.ts';
import type { AutomationAction, Recipient } from './automation.ts';

/** What actions may name: groups and people in use, tags by their keys. */
export interface ActionKnowledge {
  readonly groupIds: ReadonlySet<number>;
  readonly personIds: ReadonlySet<number>;
  readonly tags: ReadonlySet<string>;
}

/** An action of an automation, or of a step of an SLA policy: a message of that may go without a text of its own. */
export type JudgedAction =
  | Exclude<AutomationAction, { readonly kind: 'notify' }>
  | { readonly kind: 'notify'; readonly to: readonly Recipient[]; readonly text: string | null };

/** Where: `['actions', 2, 'text']`, `['condition', 'root', …]`; the codes of `condition` are those of its own language. */
export interface AutomationProblem {
  readonly path: readonly (string | number)[];
  readonly code: string;
  readonly params: Readonly<Record<string, string | number>>;
}

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

/** Whom a message goes to. */
export const Recipients = z.array(
  z.discriminatedUnion('kind', [
    z.strictObject({ kind: z.enum(['assignee', 'group', 'duty_leader', 'manager', 'creator']) }),
    z.strictObject({ kind: z.literal('person'), id: Id }),
  ]),
);

/** The shapes of all actions but the message. */
export const PLAIN_ACTIONS = [
  z.strictObject({ kind: z.literal('set_priority'), priority: z.string() }),
  z.strictObject({ kind: z.literal('add_tags'), tags: z.array(z.string()) }),
  z.strictObject({ kind: z.literal('remove_tags'), tags: z.array(z.string()) }),
  z.strictObject({ kind: z.literal('assign'), groupId: Id.nullable(), assigneeId: Id.nullable() }),
  z.strictObject({ kind: z.literal('escalate_to_manager') }),
  z.strictObject({ kind: z.literal('add_note'), text: z.string().trim() }),
  z.strictObject({ kind: z.literal('call_webhook'), address: z.string().trim() }),
] as const;

/** A value of a shape that no form sends. */
export function unusable({ path }: { readonly path: readonly PropertyKey[] }): AutomationProblem {
  const place = path.map((each) => (typeof each === 'symbol' ? String(each) : each));
  return problem(place, 'unusable', { key: place.join('.') });
}

/** A problem at a place. */
export function problem(
  path: AutomationProblem['path'],
  code: string,
  params: AutomationProblem['params'] = {},
): AutomationProblem {
  return { path, code, params };
}

/** A name of 1 to 100 characters. */
export function judgeName(name: string): AutomationProblem[] {
  const { length } = [...name];
  if (length === 0) return [problem(['name'], 'required')];
  return length > AUTOMATION_LIMITS.name ? [tooLong(['name'], AUTOMATION_LIMITS.name, length)] : [];
}

function tooLong(path: AutomationProblem['path'], max: number, length: number): AutomationProblem {
  return problem(path, 'too_long', { max, length });
}

/**
 * Judges actions in their order (spec 04, 05): each problem with the place of its action.
 * @param placeholders what their texts may name
 */
export function judgeActions(
  actions: readonly JudgedAction[],
  known: ActionKnowledge,
  placeholders: readonly string[],
): AutomationProblem[] {
  if (actions.length === 0) return [problem(['actions'], 'action_required')];
  const { actions: max } = AUTOMATION_LIMITS;
  if (actions.length > max) return [problem(['actions'], 'too_many_rows', { max, length: actions.length })];
  return actions.flatMap((action, at) =>
    judgeAction(action, known, placeholders).map((each) => ({
      ...each,
      path: ['actions', at, ...each.path],
    })),
  );
}

function judgeAction(
  action: JudgedAction,
  known: ActionKnowledge,
  placeholders: readonly string[],
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
      return [
        ...judgeRecipients(action.to, known.personIds),
        ...(action.text === null ? [] : judgeText(action.text, placeholders)),
      ];
    case 'add_note':
      return judgeText(action.text, placeholders);
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

function judgeText(text: string, placeholders: readonly string[]): AutomationProblem[] {
  const { length } = [...text];
  if (length === 0) return [problem(['text'], 'required')];
  if (length > AUTOMATION_LIMITS.text) return [tooLong(['text'], AUTOMATION_LIMITS.text, length)];
  const wrong = checkPlaceholders(placeholders, text);
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
export function withKept(
  { groupIds, personIds, tags }: ActionKnowledge,
  actions: readonly JudgedAction[],
): ActionKnowledge {
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
