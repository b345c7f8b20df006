import type { FieldProblem, FieldValue } from './field.ts';

/** What reading one answer gave: a value, nothing (left empty), or why it can't be used. */
export type Reading =
  | { readonly ok: true; readonly value: FieldValue | undefined }
  | { readonly ok: false; readonly problem: FieldProblem };

export const EMPTY: Reading = { ok: true, value: undefined };

export function accepted(value: FieldValue): Reading {
  return { ok: true, value };
}

export function refused(code: string, params: FieldProblem['params'] = {}): Reading {
  return { ok: false, problem: { code, params } };
}
