import { randomBytes } from 'node:crypto';

/** A name under which nothing else is stored, and which nobody can guess. */
export function makeStoredName(): string {
  return randomBytes(20).toString('hex');
}
