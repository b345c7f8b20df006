import { z } from 'zod';
import type { ActorCtx } from '../../context.ts';
import { isReferenced } from '../../db/still-referenced.ts';
import type { FieldValues } from '../../domain/form/field.ts';
import { moveWithin } from '../../domain/people/move-within.ts';
import { stageKeyOf } from '../../domain/people/stage-key.ts';
import { Conflict, NotFound, Refused } from '../../errors.ts';
import { recordAudit } from '../audit/record-audit.ts';
import { recordChange } from '../audit/record-change.ts';
import { findStage } from './stages.query.ts';
import {
  deleteStageRow,
  findStageKeys,
  insertStage,
  lockStages,
  orderStages,
  updateStage,
} from './stages.store.ts';

const Stage = z.object({
  name_zh: z.string(),
  name_en: z.string(),
  mark: z.string(),
  depth: z.coerce.number().int().min(1).max(5),
});

/**
 * Makes a stage, or changes one: built-in ones too, but never their key (spec 03).
 * @param values of the stage's form, already read
 * @throws NotFound · Conflict
 */
export async function saveStage(
  ctx: ActorCtx,
  key: string | null,
  { values, version }: { readonly values: FieldValues; readonly version: number },
): Promise<void> {
  const columns = Stage.parse(values);
  await ctx.db.transaction(async (db) => {
    await lockStages(db);
    const before = key === null ? undefined : await findStage(db, key);
    if (key !== null && !before) throw new NotFound('stage');
    const own = before?.key ?? stageKeyOf(columns.name_en, await findStageKeys(db));
    if (!before) await insertStage(db, own, columns);
    else if (!(await updateStage(db, own, version, columns))) throw new Conflict(version);
    await recordChange(
      { ...ctx, db },
      {
        action: before ? 'stage_changed' : 'stage_created',
        subjectType: 'stage',
        subjectId: own,
        subjectName: columns.name_zh,
        version,
        before: before?.values ?? {},
        after: values,
      },
    );
  });
}

/** Moves a stage one place up or down: the order of groups in every list (spec 03). @throws NotFound */
export async function moveStage(ctx: ActorCtx, key: string, direction: 'up' | 'down'): Promise<void> {
  await ctx.db.transaction(async (db) => {
    await lockStages(db);
    const stage = await findStage(db, key);
    if (!stage) throw new NotFound('stage');
    const order = await findStageKeys(db);
    const next = moveWithin(order, key, direction);
    if (next === order) return;
    await orderStages(db, next);
    await recordAudit(
      { ...ctx, db },
      {
        action: 'stage_moved',
        actorId: ctx.actor.id,
        subjectType: 'stage',
        subjectId: key,
        subjectName: stage.nameZh,
        changes: { position: [order.indexOf(key) + 1, next.indexOf(key) + 1] },
      },
    );
  });
}

/**
 * Deletes a stage that no group and no ticket has ever been in (spec 03).
 * @throws NotFound · Conflict · Refused 409 for a built-in one, or one in use
 */
export async function deleteStage(ctx: ActorCtx, key: string, version: number): Promise<void> {
  try {
    await ctx.db.transaction(async (db) => {
      await lockStages(db);
      const stage = await findStage(db, key);
      if (!stage) throw new NotFound('stage');
      if (stage.isBuiltIn) throw new Refused(409, 'stage_built_in');
      if (!(await deleteStageRow(db, key, version))) throw new Conflict(version);
      await recordChange(
        { ...ctx, db },
        {
          action: 'stage_deleted',
          subjectType: 'stage',
          subjectId: key,
          subjectName: stage.nameZh,
          version,
          before: stage.values,
          after: {},
        },
      );
    });
  } catch (error) {
    if (isReferenced(error)) throw new Refused(409, 'stage_in_use');
    throw error;
  }
}
