import type { FieldProblem } from './domain/form/field.ts';

/** What went wrong in a way the user should hear about. `web/error-page.ts` turns each into one answer. */

/** The thing does not exist for this user: missing, or not theirs to see (404). */
export class NotFound extends Error {
  override readonly name = 'NotFound';
  /** Texts that were sent to it: shown once more, so that they are not lost with it. */
  readonly typed: readonly string[];
  constructor(what: string, typed: readonly string[] = []) {
    super(what);
    this.typed = typed;
  }
}

/** Values that a sentence may need; a `*Key` value is itself looked up in the locales. */
export type RefusalDetails = Readonly<Record<string, string | number | null>>;

/** An action the rules don't allow. `code` is a key of the locale namespace `refusal`. */
export class Refused extends Error {
  override readonly name = 'Refused';
  readonly code: string;
  readonly details: RefusalDetails;
  /** 403 when it is a matter of permission, 409 when the ticket's state is in the way, 429 when too often. */
  readonly status: 403 | 409 | 429;
  constructor(status: 403 | 409 | 429, code: string, details: RefusalDetails = {}) {
    super(code);
    this.status = status;
    this.code = code;
    this.details = details;
  }
}

/** What was sent can't be used: which input, and why (422). Keys are input names. */
export class Invalid extends Error {
  override readonly name = 'Invalid';
  readonly problems: Readonly<Record<string, FieldProblem>>;
  constructor(problems: Readonly<Record<string, FieldProblem>>) {
    super(`invalid: ${Object.keys(problems).join(', ')}`);
    this.problems = problems;
  }
}

/** Someone else changed the ticket after the form was opened (409). */
export class Conflict extends Error {
  override readonly name = 'Conflict';
  readonly sinceVersion: number;
  constructor(sinceVersion: number) {
    super(`changed since version ${sinceVersion}`);
    this.sinceVersion = sinceVersion;
  }
}
