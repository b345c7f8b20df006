import type { ActorCtx } from '../../context.ts';
import { Conflict, NotFound, Refused } from '../../errors.ts';
import { recordChange } from '../audit/record-change.ts';
import { type FieldRecord, findDraftsWith, findField } from './fields.query.ts';
import { deleteField, updateRetired } from './fields.store.ts';

interface Wish {
  readonly id: number;
  /** The one its page was opened with. */
  readonly version: number;
}

/**
 * Takes a field out of use: no template can place it any more, tickets keep its values (spec 02).
 * @throws NotFound · Conflict · Refused 409 while forms that agents fill in have it
 */
export async function retireField(ctx: ActorCtx, wish: Wish): Promise<void> {
  await change(ctx, wish, 'field_retired', async (db, record) => {
    const names = [
      ...record.templates.map(({ name }) => name),
      ...(await findDraftsWith(db.db, record.field.key)),
    ];
    if (names.length > 0) throw new Refused(409, 'field_in_templates', { names: listed(names) });
    return updateRetired(db.db, wish, ctx.now());
  });
}

/** Lets templates place it again. @throws NotFound · Conflict */
export async function restoreField(ctx: ActorCtx, wish: Wish): Promise<void> {
  await change(ctx, wish, 'field_restored', ({ db }) => updateRetired(db, wish, null));
}

/** Removes a field that no form ever had. @throws NotFound · Conflict · Refused 409 when one has or had it */
export async function removeField(ctx: ActorCtx, wish: Wish): Promise<void> {
  await change(ctx, wish, 'field_deleted', async ({ db }, { field, isUsed }) => {
    const drafts = await findDraftsWith(db, field.key);
    if (isUsed || drafts.length > 0) throw new Refused(409, 'field_is_used', { name: field.name });
    return deleteField(db, wish);
  });
}

async function change(
  ctx: ActorCtx,
  { id, version }: Wish,
  action: 'field_retired' | 'field_restored' | 'field_deleted',
  carryOut: (ctx: ActorCtx, record: FieldRecord) => Promise<boolean>,
): Promise<void> {
  await ctx.db.transaction(async (db) => {
    const record = await findField(db, id);
    if (!record) throw new NotFound('field');
    if (!(await carryOut({ ...ctx, db }, record))) throw new Conflict(version);
    const isRetired = action === 'field_restored' ? false : true;
    await recordChange(
      { ...ctx, db },
      {
        action,
        subjectType: 'field',
        subjectId: id,
        subjectName: record.field.name,
        version,
        before: { retired: record.isRetired },
        after: { retired: isRetired },
      },
    );
  });
}

/** The first few names, and that there are more. */
function listed(names: readonly string[]): string {
  const shown = [...new Set(names)];
  return shown.slice(0, 3).join(', ') + (shown.length > 3 ? ' …' : '');
}
