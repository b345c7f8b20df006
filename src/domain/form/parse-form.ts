import { z } from 'zod';
import type { FieldProblem, FieldValue, FieldValues, FormField } from './field.ts';
import type { RawAnswer, RawForm } from './raw-form.ts';
import { answerOf, otherKey } from './raw-form.ts';
import type { FormContext } from './read-field.ts';
import { readField } from './read-field.ts';
import { visibleKeys } from './visible-fields.ts';

export type { RawForm } from './raw-form.ts';

export type ParsedForm =
  | { readonly ok: true; readonly values: FieldValues }
  | { readonly ok: false; readonly problems: Readonly<Record<string, FieldProblem>> };

const ANSWER: z.ZodType<RawAnswer> = z.union([z.string(), z.array(z.string())]).optional();

/**
 * The schema of a form, built from its fields (spec 02): reads a form as it was sent and gives the values to store.
 * Each issue stands at the key of its field, with a `FieldProblem` in `params.problem`.
 */
export function formSchema(
  fields: readonly FormField[],
  context: FormContext,
): z.ZodType<FieldValues, RawForm> {
  return z.custom<RawForm>(isForm, { params: { problem: UNREADABLE } }).transform((raw, report) => {
    const { values, problems } = readForm(fields, raw, context);
    for (const [key, problem] of problems) {
      report.addIssue({ code: 'custom', path: [key], message: problem.code, params: { problem } });
    }
    // Entries, not assignments: a field called `__proto__` is a value like any other.
    return Object.fromEntries(values);
  });
}

/**
 * Reads a form as it was sent (spec 02). Fields hidden by their condition are left out and never judged; keys that
 * are no fields, repeated parameters and characters that can't be stored are told, not ignored. Never throws.
 */
export function parseForm(fields: readonly FormField[], raw: RawForm, context: FormContext): ParsedForm {
  const result = formSchema(fields, context).safeParse(raw);
  if (result.success) return { ok: true, values: result.data };
  const problems = result.error.issues.map((issue): [string, FieldProblem] => [
    String(issue.path[0] ?? ''),
    problemOf(issue),
  ]);
  return { ok: false, problems: Object.fromEntries(problems) };
}

const UNREADABLE: FieldProblem = { code: 'unreadable', params: {} };

function readForm(
  fields: readonly FormField[],
  raw: RawForm,
  context: FormContext,
): { readonly values: [string, FieldValue][]; readonly problems: [string, FieldProblem][] } {
  const values: [string, FieldValue][] = [];
  const problems: [string, FieldProblem][] = [];
  const sound = withoutUnreadable(raw);
  const visible = visibleKeys(fields, sound);
  for (const field of fields) {
    if (!visible.has(field.key)) continue;
    if (!isReadable(raw, field)) {
      problems.push([field.key, UNREADABLE]);
      continue;
    }
    const reading = readField(
      field,
      answerOf(sound, field.key),
      answerOf(sound, otherKey(field.key)),
      context,
    );
    if (!reading.ok) problems.push([field.key, reading.problem]);
    else if (reading.value !== undefined) values.push([field.key, reading.value]);
  }
  return { values, problems: [...problems, ...unknownKeys(fields, sound)] };
}

/** Keys that are no fields: someone tries to set what the form does not offer, or the form is an old one. */
function unknownKeys(fields: readonly FormField[], raw: RawForm): [string, FieldProblem][] {
  const known = new Set(fields.flatMap(keysOf));
  return Object.keys(raw)
    .filter((key) => !known.has(key))
    .map((key) => [key, { code: 'unknown_field', params: { key: printable(key) } }]);
}

/** The inputs of a field: its own, and that of the free text where 其他 is offered. */
function keysOf({ key, allowOther }: FormField): readonly string[] {
  return allowOther === true ? [key, otherKey(key)] : [key];
}

/** A foreign key short and clean enough for a sentence. */
function printable(key: string): string {
  const start = Array.from(key.slice(0, 80)).slice(0, 40).join('');
  return start.replace(/[\p{Surrogate}\p{Cc}]/gu, '\ufffd');
}

function isForm(raw: unknown): raw is RawForm {
  return typeof raw === 'object' && raw !== null && !Array.isArray(raw);
}

/** The types promise strings; a body parser of nested forms or a JSON client may still send something else. */
function withoutUnreadable(raw: RawForm): RawForm {
  return Object.fromEntries(
    Object.entries(raw).map(([key, answer]) => [key, ANSWER.safeParse(answer).success ? answer : '']),
  );
}

function isReadable(raw: RawForm, field: FormField): boolean {
  return keysOf(field).every((key) => ANSWER.safeParse(answerOf(raw, key)).success);
}

function problemOf(issue: z.core.$ZodIssue): FieldProblem {
  const problem: unknown = issue.code === 'custom' ? issue.params?.['problem'] : undefined;
  return isProblem(problem) ? problem : UNREADABLE;
}

function isProblem(value: unknown): value is FieldProblem {
  return typeof value === 'object' && value !== null && 'code' in value && 'params' in value;
}
