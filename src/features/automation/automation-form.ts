import { AUTOMATION_LIMITS } from '../../domain/automation/read-actions.ts';
import type { Problems } from '../../domain/form/describe-problems.ts';
import type { FieldValues, FormField } from '../../domain/form/field.ts';
import { parseForm, type RawForm } from '../../domain/form/parse-form.ts';
import { isAsStored, rawFromValues, valueIn } from '../../domain/form/raw-form.ts';
import type { Translate } from '../../i18n.ts';
import { Invalid } from '../../errors.ts';
import { type RawConditions, readConditionForm } from '../conditions/condition-form.ts';
import {
  ACTION_KINDS,
  actionFields,
  type ActionKind,
  type AutomationOptions,
  basicFields,
  triggerFields,
} from './automation-fields.ts';
import type { ActionValues, AutomationValues } from './automation-values.ts';

/** An action as it was typed: a row of the form. */
export interface ActionDraft {
  readonly kind: ActionKind;
  readonly raw: RawForm;
}

/** The form of an automation as it was typed (spec 04), nothing judged yet. */
export interface AutomationDraft {
  readonly raw: RawForm;
  readonly condition: RawConditions;
  readonly actions: readonly ActionDraft[];
}

export const ACTIONS_MAX = AUTOMATION_LIMITS.actions;
/** Where it is said what is wrong with the actions as a whole. */
export const ACTIONS = 'actions';
/** `a.2.tags`: an input of the third row. */
const ACTION_INPUT = /^a\.(\d{1,3})\.([a-z_]{1,30})$/;
export const CONDITION_PREFIX = 'c';

/** What stands before the names of the inputs of a row. */
export function actionPrefix(index: number): string {
  return `a.${index}.`;
}

/**
 * Reads the form as it was sent; rows are taken in the order of their numbers, which may have gaps.
 * @param body without what stands beside the record
 * @throws Invalid where no browser can have sent it
 */
export function readDraft(body: RawForm): AutomationDraft {
  const rows = new Map<number, [string, RawForm[string]][]>();
  const raw: [string, RawForm[string]][] = [];
  for (const [name, answer] of Object.entries(body)) {
    const [, place, key = ''] = ACTION_INPUT.exec(name) ?? [];
    if (place !== undefined) rows.set(Number(place), [...(rows.get(Number(place)) ?? []), [key, answer]]);
    else if (!name.startsWith(`${CONDITION_PREFIX}.`)) raw.push([name, answer]);
  }
  return {
    raw: Object.fromEntries(raw),
    condition: readConditionForm(body, CONDITION_PREFIX),
    actions: [...rows]
      .sort(([a], [b]) => a - b)
      .map(([place, inputs]) => readAction(actionPrefix(place), inputs)),
  };
}

/** A row as it was sent. @param prefix of its inputs @throws Invalid where no browser can have sent it */
export function readAction(
  prefix: string,
  inputs: readonly (readonly [string, RawForm[string]])[],
): ActionDraft {
  const { kind: sent, ...raw } = Object.fromEntries(inputs);
  const kind = ACTION_KINDS.find((each) => each === sent);
  const key = `${prefix}kind`;
  if (!kind) throw new Invalid({ [key]: { code: 'unusable', params: { key } } });
  return { kind, raw };
}

/** What the form asks besides conditions and actions. */
export function formFields(t: Translate): FormField[] {
  return [...basicFields(t), ...triggerFields(t)];
}

/** The form as it shows what is stored. */
export function draftOf(
  { fields, condition, actions }: AutomationValues,
  options: AutomationOptions,
  t: Translate,
): AutomationDraft {
  return {
    raw: rawFromValues(formFields(t), fields),
    condition,
    actions: actions.map((action) => actionDraftOf(action, options, t)),
  };
}

/** An action as its row shows what is stored. */
export function actionDraftOf(
  { kind, ...values }: ActionValues,
  options: AutomationOptions,
  t: Translate,
): ActionDraft {
  return { kind, raw: rawFromValues(actionFields(kind, options, t), values) };
}

/** What is wrong with a form: each problem under the key of its field. */
export interface DraftProblems {
  readonly fields: Problems;
  /** Of each row. */
  readonly actions: readonly Problems[];
}

export type ParsedDraft =
  | { readonly ok: true; readonly values: Omit<AutomationValues, 'condition'> }
  | { readonly ok: false; readonly problems: DraftProblems };

/** What a form is read against. */
export interface DraftContext extends ActionContext {
  readonly stored: AutomationValues | null;
}

/** What a row of actions is read against. */
export interface ActionContext {
  readonly options: AutomationOptions;
  readonly t: Translate;
  /** In the company's zone, `YYYY-MM-DD`. */
  readonly today: string;
  /** What the record has: what was retired since stays where it is chosen. Null of a new one. */
  readonly stored: StoredActions | null;
}

/** Actions as they are stored. */
export interface StoredActions {
  readonly actions: readonly ActionValues[];
}

/** Reads what was typed beside the conditions: whether each answer is one. What it all means is judged later. */
export function parseDraft(draft: AutomationDraft, context: DraftContext): ParsedDraft {
  const { t, today, stored } = context;
  const own = parseForm(formFields(t), draft.raw, { today, stored: stored?.fields });
  const rows = draft.actions.map((action) => parseAction(action, context));
  const problems = { ...(own.ok ? {} : own.problems), ...refuseCount(draft.actions.length) };
  const below = rows.map(({ problems: each }) => each);
  if (!own.ok || [problems, ...below].some((each) => Object.keys(each).length > 0))
    return { ok: false, problems: { fields: problems, actions: below } };
  return { ok: true, values: { fields: own.values, actions: rows.map(({ values }) => values) } };
}

/** Reads a row of actions: whether each answer is one. */
export function parseAction(
  { kind, raw }: ActionDraft,
  { options, t, today, stored }: ActionContext,
): { readonly values: ActionValues; readonly problems: Problems } {
  const fields = actionFields(kind, options, t);
  const parsed = parseForm(fields, raw, { today, stored: storedLike({ kind, raw }, fields, stored) });
  return parsed.ok
    ? { values: { ...parsed.values, kind }, problems: {} }
    : { values: { kind }, problems: parsed.problems };
}

/** The stored action that a row comes from: rows may have been moved and removed. */
export function storedLike(
  { kind, raw }: ActionDraft,
  fields: readonly FormField[],
  stored: StoredActions | null,
): FieldValues | undefined {
  let best: { readonly values: FieldValues; readonly same: number } | undefined;
  for (const { kind: other, ...values } of stored?.actions ?? []) {
    if (other !== kind) continue;
    const same = fields.filter((field) => isAsStored(field, raw, valueIn(values, field.key))).length;
    if (!best || same > best.same) best = { values, same };
  }
  return best?.values;
}

function refuseCount(length: number): Problems {
  if (length === 0) return { [ACTIONS]: { code: 'action_required', params: {} } };
  return length > ACTIONS_MAX
    ? { [ACTIONS]: { code: 'too_many_rows', params: { max: ACTIONS_MAX, length } } }
    : {};
}
