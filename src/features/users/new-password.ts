import { randomBytes } from 'node:crypto';
import { makePassword } from '../../domain/people/password.ts';

/** A password to be told once and replaced at the next sign-in (spec 03). */
export function newPassword(): string {
  return makePassword(() => randomBytes(1)[0] ?? 0);
}
