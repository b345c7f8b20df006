import { CHOICE_TYPES, type CustomField, MOMENT_TYPES } from './custom-field.ts';
import type { FieldOption, FieldProblem, FormField } from './field.ts';
import { isUsableKey } from './field-key.ts';
import { judgePattern } from './pattern.ts';
import { OTHER, OTHER_PREFIX } from './raw-form.ts';
import { isMoment } from './read-date.ts';

type Problems = Record<string, FieldProblem>;

/**
 * What is wrong with a field before it can be kept (spec 02): limits that no answer could meet, options that can't be
 * told apart, a pattern that may not run. By the names of the form that edits it.
 */
export function judgeDefinition(field: CustomField): Problems {
  const { validation: rules, type } = field;
  return {
    ...(isAbove(rules.minLength, rules.maxLength) && at('max_length', 'below_minimum')),
    ...(isAbove(rules.minRows, rules.maxRows) && at('max_rows', 'below_minimum')),
    ...(MOMENT_TYPES.includes(type)
      ? judgeBounds(field)
      : isAbove(rules.min, rules.max) && at('max', 'below_minimum')),
    ...(CHOICE_TYPES.includes(type) && judgeOptions(field)),
    ...judgePatternOf(rules.pattern),
    ...(type === 'group' && judgeColumns(rules.fields ?? [])),
  };
}

function at(key: string, code: string, params: FieldProblem['params'] = {}): Problems {
  return { [key]: { code, params } };
}

function isAbove(min: number | string | undefined, max: number | string | undefined): boolean {
  return typeof min === 'number' && typeof max === 'number' && min > max;
}

const RELATIVE = /^today([+-]\d{1,5})?$/;

function judgeBounds({ type, validation: { min, max } }: CustomField): Problems {
  const isBound = (bound: number | string | undefined): boolean =>
    bound === undefined ||
    (typeof bound === 'string' && (type === 'time' ? isMoment('time', bound) : isDay(bound)));
  if (!isBound(min)) return at('earliest', type === 'time' ? 'time_invalid' : 'bound_invalid');
  if (!isBound(max)) return at('latest', type === 'time' ? 'time_invalid' : 'bound_invalid');
  const comparable = [min, max].every((bound) => typeof bound === 'string' && !bound.startsWith('today'));
  return comparable && String(min) > String(max) ? at('latest', 'below_minimum') : {};
}

function isDay(bound: string): boolean {
  return RELATIVE.test(bound) || isMoment('date', bound) || isMoment('datetime', bound);
}

function judgeOptions({ options, validation }: CustomField): Problems {
  const offered = options.filter((option) => option.retired !== true);
  if (offered.length === 0) return at('options', 'options_missing');
  const value = twice(options.map((option) => option.value));
  if (value !== undefined) return at('options', 'option_twice', { label: value });
  const label = twice(offered.map((option) => option.label));
  if (label !== undefined) return at('options', 'option_twice', { label });
  const reserved = options.find((option) => isReserved(option, validation.allowOther === true));
  return reserved ? at('options', 'option_reserved', { label: reserved.value }) : {};
}

/** A value that stands for 其他 and its free text. */
function isReserved({ value }: FieldOption, offersOther: boolean): boolean {
  return value.startsWith(OTHER_PREFIX) || (offersOther && value === OTHER);
}

function judgePatternOf(pattern: string | undefined): Problems {
  if (pattern === undefined) return {};
  const judged = judgePattern(pattern);
  return judged.ok ? {} : { pattern: judged.problem };
}

function judgeColumns(fields: readonly FormField[]): Problems {
  const label = twice(fields.map((field) => field.label)) ?? twice(fields.map((field) => field.key));
  if (label !== undefined) return at('fields', 'option_twice', { label });
  const bad = fields.find((field) => !isUsableKey(field.key));
  if (bad) return at('fields', 'column_key', { label: bad.label });
  const empty = fields.find(
    (field) => CHOICE_TYPES.includes(field.type) && (field.options ?? []).length === 0,
  );
  return empty ? at('fields', 'column_without_choices', { label: empty.label }) : {};
}

function twice(texts: readonly string[]): string | undefined {
  return texts.find((text, index) => texts.indexOf(text) !== index);
}
