import type { AutomationAction } from './automation.ts';

/** Why an action did nothing, or could not. */
export const ACTION_CODES = [
  'already_so',
  'closed',
  'priority_unknown',
  'tags_gone',
  'group_gone',
  'person_gone',
  'not_in_group',
  'no_default_group',
  'no_manager',
  'no_place',
  'nobody',
  'imported',
  'told_once',
  'error',
] as const;
export type ActionCode = (typeof ACTION_CODES)[number];

/**
 * What one action of an automation did to a ticket (spec 04). `nothing`: it was so already, or there was nobody to tell;
 * `refused`: the rules do not allow it, or what it names is gone.
 */
export interface ActionResult {
  readonly kind: AutomationAction['kind'];
  readonly outcome: 'done' | 'nothing' | 'refused';
  readonly code?: ActionCode;
  /** How many people were told. */
  readonly count?: number;
  /** Of an unexpected failure, for administrators. */
  readonly message?: string;
}

export const RUN_OUTCOMES = ['done', 'partly', 'failed', 'cut'] as const;
export type RunOutcome = (typeof RUN_OUTCOMES)[number];

/** How a run went as a whole: one that found everything as it should be has done its work. */
export function outcomeOf(results: readonly ActionResult[]): Exclude<RunOutcome, 'cut'> {
  const refused = results.filter(({ outcome }) => outcome === 'refused').length;
  if (refused === 0) return 'done';
  return refused === results.length ? 'failed' : 'partly';
}
