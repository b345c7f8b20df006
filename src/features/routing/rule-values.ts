import type { Conditions } from '../../domain/conditions/language.ts';
import type { FieldValues } from '../../domain/form/field.ts';
import { type AssignmentRule, OCCASIONS, STRATEGIES } from '../../domain/routing/rule.ts';

/** A rule as an administrator writes it (spec 04). */
export type RuleDecided = Omit<AssignmentRule, 'id' | 'builtIn' | 'version'>;

/** As its form has it; the conditions stand beside the fields. */
export function valuesOfRule(rule: RuleDecided): FieldValues {
  return {
    name: rule.name,
    active: rule.active,
    occasions: [...rule.occasions],
    ...(rule.groupId !== null && { group_id: String(rule.groupId) }),
    ...(rule.assigneeId !== null && { assignee_id: String(rule.assigneeId) }),
    ...(rule.strategy !== null && { strategy: rule.strategy }),
    ...(rule.fallback !== null && { fallback: rule.fallback }),
  };
}

/** What the audit log keeps of a rule. */
export function auditedRule(rule: RuleDecided): Readonly<Record<string, unknown>> {
  return { ...valuesOfRule(rule), condition: rule.condition };
}

/** The form, already read, with conditions that were judged. */
export function ruleOfValues(values: FieldValues, condition: Conditions): RuleDecided {
  const text = (key: string): string | null => {
    const value = values[key];
    return typeof value === 'string' ? value : null;
  };
  const id = (key: string): number | null => (text(key) === null ? null : Number(text(key)));
  const strategy = STRATEGIES.find((each) => each === text('strategy')) ?? null;
  const chosen = values['occasions'];
  return {
    name: text('name') ?? '',
    active: values['active'] === true,
    occasions: OCCASIONS.filter((each) => Array.isArray(chosen) && chosen.some((one) => one === each)),
    condition,
    groupId: id('group_id'),
    assigneeId: id('assignee_id'),
    strategy,
    fallback:
      strategy === 'familiar'
        ? (STRATEGIES.filter((each) => each !== 'familiar').find((each) => each === text('fallback')) ??
          'least_open')
        : null,
  };
}
