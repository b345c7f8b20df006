import { z } from 'zod';
import type { FieldProblem, FieldRow, FieldValue, FieldValues, FormField } from './field.ts';
import type { RawAnswer, RawForm } from './raw-form.ts';
import { answerOf, cellKey, isAsStored, keysIn, rowsOf, valueIn } from './raw-form.ts';
import { MAX_ROWS, rowsIn } from './field-kinds.ts';
import type { FormContext } from './read-field.ts';
import { readField } from './read-field.ts';
import { readEmpty } from './text-rules.ts';
import { visibleKeys } from './visible-fields.ts';

export type { RawForm } from './raw-form.ts';

export type ParsedForm =
  | { readonly ok: true; readonly values: FieldValues }
  | { readonly ok: false; readonly problems: Readonly<Record<string, FieldProblem>> };

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
  return openForm(fields, context)(raw);
}

/** The same for many forms of the same fields: their schema is built once (spec 06: 100,000 rows). */
export function openForm(fields: readonly FormField[], context: FormContext): (raw: RawForm) => ParsedForm {
  const schema = formSchema(fields, context);
  return (raw) => {
    const result = schema.safeParse(raw);
    if (result.success) return { ok: true, values: result.data };
    const problems = result.error.issues.map((issue): [string, FieldProblem] => [
      String(issue.path[0] ?? ''),
      problemOf(issue),
    ]);
    return { ok: false, problems: Object.fromEntries(problems) };
  };
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
    if (field.type === 'group') {
      const group = readGroup(field, sound, context);
      if (group.rows.length > 0) values.push([field.key, group.rows]);
      problems.push(...group.problems);
      continue;
    }
    const reading = readField(field, sound, context);
    if (!reading.ok) problems.push([field.key, reading.problem]);
    else if (reading.value !== undefined) values.push([field.key, reading.value]);
  }
  return { values, problems: [...problems, ...unknownKeys(fields, sound)] };
}

/**
 * Reads a group (spec 02): each row is a form of its own, and what is wrong in it stands at its cell. Rows are counted
 * as they are shown again: in their order, without those that are empty.
 */
function readGroup(
  field: FormField,
  raw: RawForm,
  context: FormContext,
): { readonly rows: readonly FieldRow[]; readonly problems: readonly [string, FieldProblem][] } {
  const stored = rowsIn(valueIn(context.stored ?? {}, field.key));
  if (stored.length > 0 && isAsStored(field, raw, stored)) return { rows: stored, problems: [] };
  const sent = rowsOf(field, raw);
  const refusal = refuseRows(field, sent.length);
  if (refusal !== undefined) return { rows: [], problems: [[field.key, refusal]] };
  const fields = field.fields ?? [];
  const read = sent.map((row) => readForm(fields, row, { ...context, stored: nearest(fields, row, stored) }));
  return {
    // A row of a form is a form without groups: what it holds are single values.
    rows: read
      .filter(({ values }) => values.length > 0)
      .map(({ values }) => Object.fromEntries(values) as FieldRow),
    problems: read.flatMap(({ problems }, index) =>
      problems.map(([key, problem]): [string, FieldProblem] => [cellKey(field.key, index, key), problem]),
    ),
  };
}

function refuseRows(field: FormField, length: number): FieldProblem | undefined {
  const { minRows: min = 0, maxRows: max = MAX_ROWS } = field;
  if (length > max) return { code: 'too_many_rows', params: { max, length } };
  if (length === 0) {
    const empty = readEmpty(field, 'required_rows');
    return empty.ok ? undefined : empty.problem;
  }
  return length < min ? { code: 'too_few_rows', params: { min, length } } : undefined;
}

/** The stored row that a sent one comes from: rows before it may have been removed. */
function nearest(
  fields: readonly FormField[],
  sent: RawForm,
  stored: readonly FieldRow[],
): FieldRow | undefined {
  let best: { readonly row: FieldRow; readonly same: number } | undefined;
  for (const row of stored) {
    const same = fields.filter((field) => isAsStored(field, sent, valueIn(row, field.key))).length;
    if (best === undefined || same > best.same) best = { row, same };
  }
  return best?.row;
}

/** Keys that are no fields: someone tries to set what the form does not offer, or the form is an old one. */
function unknownKeys(fields: readonly FormField[], raw: RawForm): [string, FieldProblem][] {
  const known = new Set(fields.flatMap((field) => keysIn(field, raw)));
  return Object.keys(raw)
    .filter((key) => !known.has(key))
    .map((key) => [key, { code: 'unknown_field', params: { key: printable(key) } }]);
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
    Object.entries(raw).map(([key, answer]) => [key, isAnswer(answer) ? answer : '']),
  );
}

function isReadable(raw: RawForm, field: FormField): boolean {
  return keysIn(field, raw).every((key) => isAnswer(answerOf(raw, key)));
}

/** By hand: asked of every answer of every row of an import, a schema would take most of the time. */
function isAnswer(answer: unknown): answer is RawAnswer {
  if (answer === undefined || typeof answer === 'string') return true;
  return Array.isArray(answer) && answer.every((each) => typeof each === 'string');
}

function problemOf(issue: z.core.$ZodIssue): FieldProblem {
  const problem: unknown = issue.code === 'custom' ? issue.params?.['problem'] : undefined;
  return isProblem(problem) ? problem : UNREADABLE;
}

function isProblem(value: unknown): value is FieldProblem {
  return typeof value === 'object' && value !== null && 'code' in value && 'params' in value;
}
