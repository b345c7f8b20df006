import type { Request } from 'express';
import { z } from 'zod';
import type { FieldProblem } from '../domain/form/field.ts';
import type { RawForm } from '../domain/form/parse-form.ts';
import { Invalid, NotFound } from '../errors.ts';

/** What comes in at the edge: parsed once, trusted afterwards. Unknown keys are refused, not dropped (spec 10). */

/** Ids: positive and within what both sides can count. */
export const Id = z.coerce.number().int().positive().max(Number.MAX_SAFE_INTEGER);
/** The version a form was opened with. */
export const Version = z.coerce.number().int().positive().max(999_999_999);
/** What a search box was given; whatever can be none is read as nothing. */
export const SearchWords = z.string().trim().max(100).catch('').default('');
export const OptionalId = z.preprocess((value) => (value === '' ? undefined : value), Id.optional());

/** Parses body fields. @throws Invalid with the inputs that can't be used */
export function parseBody<T extends z.ZodRawShape>(req: Request, shape: T): z.infer<z.ZodObject<T>> {
  const { _csrf: _token, ...body } = bodyOf(req);
  return parse(z.strictObject(shape), body);
}

/** Parses the query string; what is not asked for is ignored, since mail programs and browsers append to addresses. */
export function parseQuery<T extends z.ZodRawShape>(req: Request, shape: T): z.infer<z.ZodObject<T>> {
  return parse(z.object(shape), req.query);
}

/** The body as the form engine takes it: strings, and lists where a name came more than once. */
export function bodyOf(req: Request): Record<string, string | string[]> {
  const body = (req.body ?? {}) as Record<string, unknown>;
  const entries = Object.entries(body).map(([key, value]): [string, string | string[]] => [
    key,
    Array.isArray(value) ? value.map(String) : String(value),
  ]);
  return Object.fromEntries(entries);
}

/** The part of a body whose names begin with a prefix, without the prefix. */
export function withPrefix(body: RawForm, prefix: string): Record<string, string | readonly string[]> {
  const entries = Object.entries(body).flatMap(([key, value]): [string, string | readonly string[]][] =>
    key.startsWith(prefix) && value !== undefined ? [[key.slice(prefix.length), value]] : [],
  );
  return Object.fromEntries(entries);
}

function parse<T extends z.ZodType>(schema: T, input: unknown): z.infer<T> {
  const parsed = schema.safeParse(input);
  if (parsed.success) return parsed.data;
  const problems: Record<string, FieldProblem> = {};
  for (const issue of parsed.error.issues) {
    if (issue.code === 'unrecognized_keys') {
      for (const key of issue.keys)
        problems[key] = { code: 'unknown_field', params: { key: key.slice(0, 60) } };
    } else {
      const key = String(issue.path[0] ?? 'form');
      problems[key] ??= { code: 'unusable', params: { key: key.slice(0, 60) } };
    }
  }
  throw new Invalid(problems);
}

/** The id in the address, or another number of it that PostgreSQL can hold. @throws NotFound where it can be none */
export function idOf({ req }: { readonly req: Request }, what: string, name = 'id'): number {
  const id = Id.max(2_147_483_647).safeParse(req.params[name]);
  if (!id.success) throw new NotFound(what);
  return id.data;
}

/** The ticket number in the address, as it came; the query that looks for it says whether it is one. */
export function numberOf({ req }: { readonly req: Request }): string {
  return String(req.params['number']);
}
