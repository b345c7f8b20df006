import type { AutomationAction, Recipient } from '../automation/automation.ts';
import type { Conditions } from '../conditions/language.ts';
import type { Calendar } from '../time/calendar.ts';

/** What is measured (spec 05), in the order in which it is shown. */
export const METRICS = ['first_response', 'stage', 'resolution'] as const;
export type Metric = (typeof METRICS)[number];

/** Ways on which a person is reached, and robots that speak to a group. */
export const PERSON_CHANNELS = ['inbox', 'wecom_app', 'email', 'sms'] as const;
export type PersonChannel = (typeof PERSON_CHANNELS)[number];

/** A policy as administrators keep it (spec 05): the first one in order whose conditions hold is the ticket's. */
export interface SlaPolicy {
  readonly id: number;
  /** Key of a shipped one. */
  readonly builtIn: string | null;
  readonly name: string;
  readonly active: boolean;
  readonly condition: Conditions;
  /** Null: around the clock. */
  readonly calendarId: number | null;
  /** Whether time stands still while the ticket waits for its customer. */
  readonly pausesWaiting: boolean;
  readonly targets: readonly SlaTarget[];
  readonly version: number;
}

/** The same with its calendar. */
export interface MeasuringPolicy extends Pick<SlaPolicy, 'id' | 'name' | 'pausesWaiting' | 'targets'> {
  readonly calendar: Calendar | null;
}

export interface SlaTarget {
  readonly metric: Metric;
  /** Of the metric `stage`. */
  readonly stage: string | null;
  /** Of working time. */
  readonly minutes: number;
  readonly steps: readonly SlaStep[];
}

/** Something that happens before, at or after the due time. */
export interface SlaStep {
  /** Unique in its target, and kept as long as the step is: what was done is not done again. */
  readonly id: number;
  /** Working minutes; negative before the due time. */
  readonly offset: number;
  readonly actions: readonly SlaAction[];
}

export type SlaAction =
  | Exclude<AutomationAction, { readonly kind: 'notify' }>
  | {
      readonly kind: 'notify';
      /** The assignee is the group while nobody has the ticket in hand. */
      readonly to: readonly Recipient[];
      /** Besides those that each person has chosen. */
      readonly channels: readonly PersonChannel[];
      /** Null: the message template of the warning or the breach. */
      readonly text: string | null;
    };

/** Every timer is noticed when its time is over, whether or not anything is to be done then. */
const BREACH: SlaStep = { id: 0, offset: 0, actions: [] };

/** The steps of a target in the order in which they come; one at the due time is always among them. */
export function stepsOf(target: Pick<SlaTarget, 'minutes' | 'steps'>): readonly SlaStep[] {
  const own = target.steps.filter(({ offset }) => target.minutes + offset > 0);
  const all = own.some(({ offset }) => offset === 0) ? own : [...own, BREACH];
  return [...all].sort((one, other) => one.offset - other.offset || one.id - other.id);
}

/** Working minutes before the due time at which it turns amber: the first step before it; null without one. */
export function warningOf(target: Pick<SlaTarget, 'minutes' | 'steps'>): number | null {
  const first = stepsOf(target)[0];
  return first && first.offset < 0 ? -first.offset : null;
}
