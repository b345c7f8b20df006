import type { Conditions } from '../conditions/language.ts';

/**
 * An automation as administrators keep it (spec 04): when something happens to a ticket, or by the clock, and the
 * conditions hold, its actions are done in their order.
 */
export interface Automation {
  readonly id: number;
  /** Key of a shipped one. */
  readonly builtIn: string | null;
  readonly name: string;
  readonly active: boolean;
  readonly events: readonly AutomationEvent[];
  readonly schedule: AutomationSchedule | null;
  readonly condition: Conditions;
  readonly actions: readonly AutomationAction[];
  /** Automations after it are not asked about the same event. */
  readonly stops: boolean;
  readonly version: number;
}

/** The actions of the log that can be followed (spec 04, 05). */
export const AUTOMATION_EVENTS = [
  'create',
  'accept',
  'assign',
  'reassign',
  'redispatch',
  'transfer',
  'escalate',
  'return',
  'feedback',
  'callback',
  'wait',
  'urge',
  'append',
  'edit',
  'resolve',
  'reopen',
  'close',
  'sla_warning',
  'sla_breach',
] as const;
export type AutomationEvent = (typeof AUTOMATION_EVENTS)[number];

/** Every so many minutes, or each day at a time of the installation's zone, `HH:MM`. */
export type AutomationSchedule = { readonly every: number } | { readonly at: string };

/** Who is told. */
export type Recipient =
  | { readonly kind: 'assignee' | 'group' | 'duty_leader' | 'manager' | 'creator' }
  | { readonly kind: 'person'; readonly id: number };

export type AutomationAction =
  | { readonly kind: 'set_priority'; readonly priority: string }
  | { readonly kind: 'add_tags' | 'remove_tags'; readonly tags: readonly string[] }
  /** To a group's pool (and on by its strategy), or into somebody's hands; neither: to the default group of the settings. */
  | { readonly kind: 'assign'; readonly groupId: number | null; readonly assigneeId: number | null }
  /** To the manager of whoever has it in hand, or the group's duty leader where nobody has. */
  | { readonly kind: 'escalate_to_manager' }
  | { readonly kind: 'notify'; readonly to: readonly Recipient[]; readonly text: string }
  | { readonly kind: 'add_note'; readonly text: string }
  | { readonly kind: 'call_webhook'; readonly address: string };

/** Automations that set each other off are cut after so many in a row, and the log says so. */
export const DEPTH_LIMIT = 5;
/** Several that set each other off branch: so many on one ticket within these minutes are enough, however deep. */
export const CHAIN_LIMIT = { runs: 50, minutes: 10 } as const;
