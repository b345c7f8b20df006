import type {
  AutomationAction,
  AutomationEvent,
  AutomationSchedule,
  Recipient,
} from '../../domain/automation/automation.ts';
import type { AutomationDecided } from '../../domain/automation/read-automation.ts';
import type { Conditions } from '../../domain/conditions/language.ts';
import type { FieldValues } from '../../domain/form/field.ts';

/** What sets an automation off, as its form asks: something that happens, or the clock in one of two ways. */
export const TRIGGERS = ['event', 'every', 'at'] as const;

/** An action as its form has it: ids as texts or numbers under the names that the audit log knows. */
export type ActionValues = FieldValues & { readonly kind: AutomationAction['kind'] };

/**
 * An automation as its form has it, and as the audit log keeps it (decision 0020): what the form's fields say, the
 * conditions as they are stored, and the actions in their order.
 */
export interface AutomationValues {
  readonly fields: FieldValues;
  readonly condition: Conditions;
  readonly actions: readonly ActionValues[];
}

/** The values of the form of an automation (spec 04). */
export function toValues(decided: AutomationDecided): AutomationValues {
  const { name, active, events, schedule, condition, actions, stops } = decided;
  return {
    fields: { name, active, stops, ...toTrigger(events, schedule) },
    condition,
    actions: actions.map(toActionValues),
  };
}

function toTrigger(events: readonly AutomationEvent[], schedule: AutomationSchedule | null): FieldValues {
  if (schedule === null) return { trigger: 'event', events };
  return 'every' in schedule
    ? { trigger: 'every', every: schedule.every }
    : { trigger: 'at', at: schedule.at };
}

/** An action as its form has it. */
export function toActionValues(action: AutomationAction): ActionValues {
  switch (action.kind) {
    case 'assign':
      return {
        kind: action.kind,
        ...(action.groupId !== null && { group_id: String(action.groupId) }),
        ...(action.assigneeId !== null && { assignee_id: action.assigneeId }),
      };
    case 'notify':
      return {
        kind: action.kind,
        to: action.to.flatMap((each) => (each.kind === 'person' ? [] : [each.kind])),
        person_ids: action.to.flatMap((each) => (each.kind === 'person' ? [String(each.id)] : [])),
        text: action.text,
      };
    default:
      return action;
  }
}

/** What the form's values mean; yet to be judged. */
export function toDecided({ fields, condition, actions }: AutomationValues): AutomationDecided {
  return {
    name: textIn(fields['name']),
    active: fields['active'] === true,
    stops: fields['stops'] === true,
    ...fromTrigger(fields),
    condition,
    actions: actions.map(toAction),
  };
}

function fromTrigger(fields: FieldValues): Pick<AutomationDecided, 'events' | 'schedule'> {
  switch (fields['trigger']) {
    case 'every':
      return { events: [], schedule: { every: Number(fields['every']) } };
    case 'at':
      return { events: [], schedule: { at: textIn(fields['at']) } };
    default:
      return { events: textsIn(fields['events']) as AutomationEvent[], schedule: null };
  }
}

/** The fields of a kind ask for just what its action has: their types are those of the domain. */
export function toAction(values: ActionValues): AutomationAction {
  const { kind, ...rest } = values;
  if (kind === 'assign')
    return { kind, groupId: idIn(rest['group_id']), assigneeId: idIn(rest['assignee_id']) };
  if (kind === 'notify') {
    const to: Recipient[] = [
      ...textsIn(rest['to']).map((each) => ({ kind: each }) as Recipient),
      ...textsIn(rest['person_ids']).map((id): Recipient => ({ kind: 'person', id: Number(id) })),
    ];
    return { kind, to, text: textIn(rest['text']) };
  }
  return { kind, ...rest } as AutomationAction;
}

function idIn(value: unknown): number | null {
  return value === undefined ? null : Number(value);
}

function textIn(value: unknown): string {
  return typeof value === 'string' ? value : '';
}

/** The texts of a value that is a list of them. */
export function textsIn(value: unknown): string[] {
  return Array.isArray(value) ? value.map(String) : [];
}

/** For the audit log: one flat record, under the names of the form. The database keeps the keys of JSON in its order. */
export function auditedValues({ fields, ...rest }: AuditedForm): Record<string, unknown> {
  return inOrder({ ...fields, ...rest }) as Record<string, unknown>;
}

/** The answers of a form beside what it has in rows. */
interface AuditedForm {
  readonly fields: FieldValues;
}

/** Whether two values say the same, whatever the order of their keys. */
export function isSameValue(one: unknown, other: unknown): boolean {
  return JSON.stringify(inOrder(one)) === JSON.stringify(inOrder(other));
}

function inOrder(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(inOrder);
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).map(([key, each]): [string, unknown] => [key, inOrder(each)]);
  return Object.fromEntries(entries.sort(([a], [b]) => (a < b ? -1 : 1)));
}
