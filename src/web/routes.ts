import { type Actor, holds, type Permission } from '../domain/people/permissions.ts';
import { Refused } from '../errors.ts';
import type { UploadLimits } from '../features/attachments/store-upload.ts';
import type { SignedInWeb, Web } from './page.ts';

/** Who may come in: holders of a permission, anyone signed in, or anyone at all. Nothing is open by omission. */
export type Access = Permission | 'signed_in' | 'public';

export type Route = {
  readonly method: 'get' | 'post';
  readonly path: string;
  /** Its form may bring files along: attachments, or what has limits of its own. */
  readonly takesFiles?: boolean | UploadLimits;
  /** Its form brings a spreadsheet to be read, which is kept nowhere. */
  readonly takesSheet?: boolean;
  /** Its form brings a large spreadsheet, which goes to the storage. */
  readonly takesWorkbook?: boolean;
} & (
  | { readonly access: 'public'; readonly handler: (web: Web) => Promise<void> | void }
  | {
      readonly access: Exclude<Access, 'public'>;
      readonly handler: (web: SignedInWeb) => Promise<void> | void;
    }
);

/** Declares a route for people who hold a permission (or, with `signed_in`, for everyone signed in). */
export function get(
  path: string,
  access: Exclude<Access, 'public'>,
  handler: (web: SignedInWeb) => Promise<void> | void,
): Route {
  return { method: 'get', path, access, handler };
}

export function post(
  path: string,
  access: Exclude<Access, 'public'>,
  handler: (web: SignedInWeb) => Promise<void> | void,
  {
    takesFiles = false,
    takesSheet = false,
    takesWorkbook = false,
  }: { takesFiles?: boolean | UploadLimits; takesSheet?: boolean; takesWorkbook?: boolean } = {},
): Route {
  return { method: 'post', path, access, handler, takesFiles, takesSheet, takesWorkbook };
}

/** Declares a route that needs no sign-in. */
export function open(
  method: 'get' | 'post',
  path: string,
  handler: (web: Web) => Promise<void> | void,
): Route {
  return { method, path, access: 'public', handler };
}

/** Who is signed in may come in here. @throws Refused 403 */
export function assertAllowed({ access }: Route, user: Actor): void {
  if (access !== 'public' && access !== 'signed_in' && !holds(user, access))
    throw new Refused(403, 'no_permission');
}
