/**
 * The condition language (spec 04): a small tree of tests over what is known of a ticket. Assignment rules, automation,
 * SLA policies and saved views all choose tickets by it. Saved as JSON, with the version of the language.
 */
export interface Conditions {
  readonly version: 1;
  readonly root: ConditionGroup;
}

/** `none` holds where no member does; without members `all` and `none` hold, `any` does not. */
export interface ConditionGroup {
  readonly kind: 'all' | 'any' | 'none';
  readonly of: readonly Condition[];
}

export type Condition = ConditionGroup | ConditionTest;

/**
 * One test. A test of something that the ticket lacks does not hold; its negation (`not_in`, `lacks`, …) then does.
 */
export interface ConditionTest {
  readonly kind: 'test';
  /** An attribute of `attributes.ts`, or `f.<key>` for the answer to a custom field. */
  readonly field: string;
  readonly operator: Operator;
  readonly value: TestValue;
}

export const OPERATORS = [
  /** One of these: choices, ids (a category with all below it), answers; of several answers, any. */
  'in',
  'not_in',
  /** Texts, ignoring case and width: holds one of these words, none of them, begins with one of them. */
  'contains',
  'lacks',
  'begins',
  /** Nothing is there: no handler, no phone, no answer. */
  'empty',
  'filled',
  /** Numbers and moments, both inclusive; moments are days `YYYY-MM-DD` in the installation's zone. */
  'at_least',
  'at_most',
  /** Moments: less or more than so many minutes before now. */
  'within',
  'older_than',
  /** Yes and no. */
  'is',
] as const;
export type Operator = (typeof OPERATORS)[number];

/** `in`, `contains` … have lists; `at_least` … one number or text; `within`, `older_than` minutes; `is` a boolean. */
export type TestValue = readonly (string | number)[] | string | number | boolean | null;

/** Holds for every ticket. */
export const EVERYTHING: Conditions = { version: 1, root: { kind: 'all', of: [] } };

/** Attributes that conditions look at; `null` stands for all of them. */
export type Asked = ReadonlySet<string> | null;

export function isAsked(asked: Asked, field: string): boolean {
  return asked === null || asked.has(field);
}

/** The attributes that some conditions look at: of others nothing has to be known. */
export function attributesAsked(all: readonly Conditions[]): ReadonlySet<string> {
  const found = new Set<string>();
  const visit = (condition: Condition): void => {
    if (condition.kind === 'test') found.add(condition.field);
    else condition.of.forEach(visit);
  };
  for (const { root } of all) visit(root);
  return found;
}
