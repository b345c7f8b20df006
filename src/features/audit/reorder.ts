import type { ActorCtx } from '../../context.ts';
import { Invalid } from '../../errors.ts';
import type { AuditEntry } from './audit.store.ts';
import { recordAudit } from './record-audit.ts';

/** An order that is wanted, and the one that the page showed: all keys. */
export interface OrderWish<Key> {
  readonly before: readonly Key[];
  readonly order: readonly Key[];
}

/** A list as it stands, which its caller has locked. */
export interface StandingList<Key> {
  /** Under which the new order stands in the audit log. */
  readonly entry: Pick<AuditEntry, 'action' | 'subjectType' | 'subjectId'>;
  readonly current: readonly { readonly key: Key; readonly name: string }[];
  readonly write: (order: readonly Key[]) => Promise<void>;
}

/**
 * Puts a list into another order, with its audit entry (spec 03).
 * @returns `overtaken` when somebody else has changed the order, or the list, since: nothing is done then
 * @throws Invalid when the order is none of this list
 */
export async function reorder<Key extends string | number>(
  ctx: ActorCtx,
  { before, order }: OrderWish<Key>,
  { entry, current, write }: StandingList<Key>,
): Promise<'done' | 'unchanged' | 'overtaken'> {
  const keys = current.map(({ key }) => key);
  if (!isSame(keys, before)) return 'overtaken';
  if (!isSame([...keys].sort(), [...order].sort()))
    throw new Invalid({ order: { code: 'unusable', params: { key: 'order' } } });
  if (isSame(keys, order)) return 'unchanged';
  await write(order);
  const names = new Map(current.map(({ key, name }) => [key, name]));
  const named = (list: readonly Key[]): string[] => list.map((key) => names.get(key) ?? String(key));
  await recordAudit(ctx, {
    ...entry,
    actorId: ctx.actor.id,
    changes: { order: [named(keys), named(order)] },
  });
  return 'done';
}

function isSame<Key>(a: readonly Key[], b: readonly Key[]): boolean {
  return a.length === b.length && a.every((key, index) => key === b[index]);
}
