/** Where in the saved JSON: `['root', 'of', 2, 'value']`. */
export type ProblemPlace = readonly (string | number)[];

/** Why conditions can't be saved; the codes are those of the locale `condition_problem`. */
export interface ConditionProblem {
  readonly path: ProblemPlace;
  readonly code: ConditionProblemCode;
  readonly params: Readonly<Record<string, string | number>>;
}

export type ConditionProblemCode =
  | 'unreadable'
  | 'too_deep'
  | 'too_many_tests'
  | 'no_attribute'
  | 'unknown_attribute'
  | 'retired_attribute'
  | 'unfit_operator'
  | 'unsteady_attribute'
  | ValueProblemCode;

export type ValueProblemCode =
  | 'no_value'
  | 'too_many_values'
  | 'value_too_long'
  | 'value_unusable'
  | 'unknown_option'
  | 'retired_option'
  | 'not_a_number'
  | 'not_minutes'
  | 'not_a_day'
  | 'not_a_time'
  | 'not_a_phone'
  | 'not_yes_or_no';

export function problemAt(
  path: ProblemPlace,
  code: ConditionProblemCode,
  params: ConditionProblem['params'] = {},
): ConditionProblem {
  return { path, code, params };
}
