import type { RuleDecided } from './rule-values.ts';

/** An assignment rule as its table holds it. */
export function ruleColumns(decided: RuleDecided): object {
  const { name, active, occasions, condition, groupId, assigneeId, strategy, fallback } = decided;
  return {
    ...{ name, active, strategy, fallback, occasions: [...occasions] },
    condition: JSON.stringify(condition),
    group_id: groupId,
    assignee_id: assigneeId,
  };
}
