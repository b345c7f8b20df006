import type { Changes } from '../../domain/audit/diff-records.ts';
import type { Conditions } from '../../domain/conditions/language.ts';
import type { FieldValues } from '../../domain/form/field.ts';
import { auditedValues } from '../automation/automation-values.ts';
import { rebaseUnits } from '../automation/rebase-values.ts';
import type { PolicyValues, TargetValues } from './policy-values.ts';

const UNITS = [['name'], ['active'], ['calendar_id'], ['pauses_waiting'], ['condition'], ['targets']];

/**
 * A form that was opened before someone else's change (decision 0020): what its writer left alone follows that change,
 * what they typed stays; the time limits with their steps are one.
 */
export function rebasePolicy(
  sent: PolicyValues,
  current: PolicyValues,
  since: readonly { readonly changes: Changes }[],
): PolicyValues {
  const { condition, targets, ...fields } = rebaseUnits(
    UNITS,
    auditedValues(sent),
    auditedValues(current),
    since,
  );
  return {
    fields: fields as FieldValues,
    condition: condition as Conditions,
    targets: targets as readonly TargetValues[],
  };
}
