import type { FieldProblem, FormField } from './field.ts';
import { parseForm } from './parse-form.ts';
import { isOwn, type Definitions, type Placement } from './placement.ts';
import { defaultValues, OFF_WORDS, ON_WORDS, OTHER, rawFromValues } from './raw-form.ts';

/** Something that keeps a template from being published: at which field, and why (spec 02). */
export interface PlacementProblem {
  readonly field: string;
  /** A key of the locales under `config.template.problem`. */
  readonly code: string;
  readonly params: Readonly<Record<string, string>>;
  /** Why the default is none, in the words of the forms. */
  readonly about?: FieldProblem;
}

/** Answers that a condition can name: choices and switches. */
const SOURCES: readonly string[] = ['radio', 'select', 'checkbox', 'multiselect', 'switch'];

/** Whether another field can depend on what is answered here. */
export function canDecide({ type }: Pick<FormField, 'type'>): boolean {
  return SOURCES.includes(type);
}

/** The words that a condition on this field may name. */
function wordsToDecide(field: FormField): readonly string[] {
  if (field.type === 'switch') return [...ON_WORDS, ...OFF_WORDS, ''];
  const words = (field.options ?? []).map(({ value }) => value);
  return field.allowOther === true ? [...new Set([...words, OTHER])] : words;
}

interface Draft {
  readonly placements: readonly Placement[];
  readonly definitions: Definitions;
  /** Keys of fields that are out of use. */
  readonly retired: ReadonlySet<string>;
  /** The form that the placements make, built-in fields complete. */
  readonly fields: readonly FormField[];
  /** Today in the company's zone. */
  readonly today: string;
}

/** Everything that is wrong with a form that is to be published, field by field (spec 02). */
export function judgePlacements(draft: Draft): PlacementProblem[] {
  const { placements, definitions, retired, fields, today } = draft;
  const byKey = new Map(fields.map((field) => [field.key, field]));
  return placements.flatMap(({ field: key }): PlacementProblem[] => {
    if (!isOwn(key) && !definitions.has(key)) return [{ field: key, code: 'gone', params: {} }];
    const field = byKey.get(key);
    return [
      ...(retired.has(key) ? [{ field: key, code: 'retired', params: {} }] : []),
      ...(field ? [...judgeCondition(field, byKey), ...judgeDefault(field, today)] : []),
    ];
  });
}

function judgeCondition(field: FormField, byKey: ReadonlyMap<string, FormField>): PlacementProblem[] {
  const condition = field.visibleWhen;
  if (!condition) return [];
  const source = byKey.get(condition.field);
  const problem = (code: string, params: Record<string, string> = {}): PlacementProblem[] => [
    { field: field.key, code: `visible_${code}`, params },
  ];
  if (!source) return problem('missing', { key: condition.field });
  if (!canDecide(source)) return problem('source', { label: source.label });
  if (dependsOn(source, field.key, byKey)) return problem('circle', { label: source.label });
  if (condition.in.length === 0) return problem('empty', { label: source.label });
  const words = wordsToDecide(source);
  const strange = condition.in.find((word) => !words.includes(word));
  return strange === undefined ? [] : problem('word', { label: source.label, word: strange });
}

/** Whether a field depends, over however many others, on the one with this key; each is looked at once. */
export function dependsOn(
  field: FormField,
  key: string,
  byKey: ReadonlyMap<string, FormField>,
  seen: ReadonlySet<string> = new Set(),
): boolean {
  if (field.key === key) return true;
  const next = field.visibleWhen && byKey.get(field.visibleWhen.field);
  if (!next || seen.has(next.key)) return false;
  return dependsOn(next, key, byKey, new Set([...seen, field.key]));
}

function judgeDefault(field: FormField, today: string): PlacementProblem[] {
  const about = defaultProblem(field, today);
  return about ? [{ field: field.key, code: 'default', params: {}, about }] : [];
}

/** Why a field would refuse the very value that it begins with; undefined when it would not. */
export function defaultProblem(field: FormField, today: string): FieldProblem | undefined {
  if (field.default === undefined) return undefined;
  const { visibleWhen: _always, ...alone } = field;
  const raw = rawFromValues([alone], defaultValues([alone], today));
  const parsed = parseForm([alone], raw, { today });
  return parsed.ok ? undefined : Object.values(parsed.problems)[0];
}
