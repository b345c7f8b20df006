import type { Conditions } from '../../domain/conditions/language.ts';
import type { FieldValues } from '../../domain/form/field.ts';
import type { Changes } from '../../domain/audit/diff-records.ts';
import { takeBack } from '../../domain/audit/take-back.ts';
import { type ActionValues, auditedValues, type AutomationValues, isSameValue } from './automation-values.ts';

/** What hangs together is taken over, or kept, as one: the events of the one mean nothing beside the clock of the other. */
const UNITS: readonly (readonly string[])[] = [
  ['name'],
  ['active'],
  ['stops'],
  ['trigger', 'events', 'every', 'at'],
  ['condition'],
  ['actions'],
];

type Audited = Readonly<Record<string, unknown>>;

/**
 * A form that was opened before someone else's change (decision 0020): what its writer left alone follows that change,
 * what they typed stays.
 * @param since what others changed meanwhile, oldest first
 */
export function rebaseValues(
  sent: AutomationValues,
  current: AutomationValues,
  since: readonly { readonly changes: Changes }[],
): AutomationValues {
  const { condition, actions, ...fields } = rebaseUnits(
    UNITS,
    auditedValues(sent),
    auditedValues(current),
    since,
  );
  return {
    fields: fields as FieldValues,
    condition: condition as Conditions,
    actions: actions as readonly ActionValues[],
  };
}

/** The same of any record, whose keys are taken over in units. */
export function rebaseUnits(
  units: readonly (readonly string[])[],
  mine: Audited,
  now: Audited,
  since: readonly { readonly changes: Changes }[],
): Audited {
  const opened = takeBack(now, since);
  const isMine = (unit: readonly string[]): boolean =>
    unit.some((key) => !isSameValue(mine[key] ?? null, opened[key] ?? null));
  return Object.fromEntries(
    units.flatMap((unit) => {
      const source = isMine(unit) ? mine : now;
      return unit.flatMap((key) => (source[key] === undefined ? [] : [[key, source[key]] as const]));
    }),
  );
}
