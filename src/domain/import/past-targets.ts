/** What a column of historical tickets may say beside the form (spec 06, "Historical data"). */
export const PAST_TARGETS = [
  'created_at',
  'closed_at',
  'handler',
  'outcome',
  'unsolved_reason',
  'satisfaction',
  'comment',
] as const;
export type PastTarget = (typeof PAST_TARGETS)[number];

export function isPastTarget(target: string): target is PastTarget {
  return (PAST_TARGETS as readonly string[]).includes(target);
}
