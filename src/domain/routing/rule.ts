import type { Conditions } from '../conditions/language.ts';

/** How a ticket that reached a group finds its handler (spec 04). */
export const STRATEGIES = ['pool', 'round_robin', 'least_open', 'idle', 'familiar'] as const;
export type Strategy = (typeof STRATEGIES)[number];
/** What `familiar` falls back to. */
export const FALLBACKS = ['pool', 'round_robin', 'least_open', 'idle'] as const satisfies readonly Strategy[];
export type Fallback = (typeof FALLBACKS)[number];

/** So many people may let a ticket pass before the duty leader is told, until a group says otherwise. */
export const ACCEPT_ROUNDS = 2;

/** When the rules are asked. */
export const OCCASIONS = ['created', 'escalated', 'reopened', 'dispatched'] as const;
export type Occasion = (typeof OCCASIONS)[number];

/** An assignment rule as administrators keep it (spec 04), in its order among the others. */
export interface AssignmentRule {
  readonly id: number;
  /** The review step: its group, and whether it is on, are settings. */
  readonly builtIn: 'review' | null;
  readonly name: string;
  readonly active: boolean;
  readonly occasions: readonly Occasion[];
  readonly condition: Conditions;
  readonly groupId: number | null;
  readonly assigneeId: number | null;
  /** Null: as the group has it. */
  readonly strategy: Strategy | null;
  readonly fallback: Fallback | null;
  readonly version: number;
}
