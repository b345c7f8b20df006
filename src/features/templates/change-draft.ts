import type { ActorCtx } from '../../context.ts';
import { changePlacements, type PlacementChange } from '../../domain/form/change-placements.ts';
import { isOwn } from '../../domain/form/placement.ts';
import { Conflict } from '../../errors.ts';
import { updateDraft } from './templates.store.ts';
import { findWorkshop } from './workshop.query.ts';

/**
 * Saves steps of editing in a template's draft (spec 02); nobody's ticket sees them before they are published, so that
 * the audit log has the publishing alone. Steps that can't be done leave the draft as it is.
 * @param version the one that the page has
 * @throws NotFound · Conflict when someone else was faster
 */
export async function changeDraft(
  ctx: ActorCtx,
  id: number,
  version: number,
  changes: readonly PlacementChange[],
): Promise<void> {
  await ctx.db.transaction(async (db) => {
    const { template, placements, definitions } = await findWorkshop(db, id);
    if (template.version !== version) throw new Conflict(version);
    const known = changes.filter((change) => change.kind !== 'add' || canPlace(change.field));
    const after = known.reduce(changePlacements, [...placements]);
    if (JSON.stringify(after) === JSON.stringify(template.draft ?? placements)) return;
    const saved = { by: ctx.actor.id, at: ctx.now() };
    if (!(await updateDraft(db, { id, version }, after, saved))) throw new Conflict(version);

    function canPlace(key: string): boolean {
      return isOwn(key) || definitions.get(key)?.retired_at === null;
    }
  });
}

/**
 * Throws a draft away: the editor goes on from what is published (spec 02). @throws NotFound · Conflict
 */
export async function discardDraft(ctx: ActorCtx, id: number, version: number): Promise<void> {
  await ctx.db.transaction(async (db) => {
    const saved = { by: ctx.actor.id, at: ctx.now() };
    await findWorkshop(db, id);
    if (!(await updateDraft(db, { id, version }, null, saved))) throw new Conflict(version);
  });
}
