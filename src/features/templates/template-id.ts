import { NotFound } from '../../errors.ts';
import type { SignedInWeb } from '../../web/page.ts';
import { Id } from '../../web/parse-request.ts';

/** The template in the address. @throws NotFound where it can be none */
export function templateIdOf({ req }: SignedInWeb): number {
  const id = Id.safeParse(req.params['id']);
  if (!id.success) throw new NotFound('template');
  return id.data;
}

/** The number of a version in the address. @throws NotFound where it can be none */
export function versionNumberOf({ req }: SignedInWeb): number {
  const number = Id.max(2_147_483_647).safeParse(req.params['number']);
  if (!number.success) throw new NotFound('template version');
  return number.data;
}
