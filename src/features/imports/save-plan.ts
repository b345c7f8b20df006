import type { ActorCtx } from '../../context.ts';
import { Conflict, Invalid, Refused } from '../../errors.ts';
import { findImport } from './imports.query.ts';
import { findPreset } from './presets.query.ts';
import { judgePlan, type ReadPlan } from './read-plan-form.ts';
import { updatePlan } from './uploads.store.ts';

/**
 * Keeps how the sheet is read (spec 06, step 2); what the last check found is forgotten with it.
 * @returns the version it has now
 * @throws NotFound · Refused once it has begun or its file is gone · Invalid by input · Conflict when it was changed
 *   meanwhile
 */
export async function savePlan(
  ctx: ActorCtx,
  {
    id,
    version,
    plan,
    presetId,
  }: Pick<ReadPlan, 'plan' | 'presetId'> & { readonly id: number; readonly version: number },
): Promise<number> {
  const { kind, storedName, startedAt } = await findImport(ctx, id);
  if (startedAt !== null) throw new Refused(409, 'import_has_begun');
  if (storedName === null) throw new Refused(409, 'import_file_gone');
  const problems = judgePlan(plan, kind);
  if (Object.keys(problems).length > 0) throw new Invalid(problems);
  if (presetId !== null) await findPreset(ctx.db, presetId);
  if (!(await updatePlan(ctx.db, { id, version }, { plan, presetId }))) throw new Conflict(version);
  return version + 1;
}
