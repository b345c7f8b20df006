import type { ActorCtx } from '../../context.ts';
import { violates } from '../../db/connection.ts';
import { nextRun } from '../../domain/automation/next-run.ts';
import type { AutomationDecided } from '../../domain/automation/read-automation.ts';
import { Conflict, Invalid, NotFound, Refused } from '../../errors.ts';
import { recordChange } from '../audit/record-change.ts';
import { findAutomation } from './automation-list.query.ts';
import { deleteRecord, insertLast, lockList, updateRecord } from '../../db/ordered-records.ts';
import { automationColumns } from './automation-columns.ts';
import { auditedValues, toValues } from './automation-values.ts';

const TABLE = 'automations';

/**
 * Makes an automation, at the end of the order, or changes one (spec 04).
 * @param decided already judged
 * @throws NotFound · Conflict · Invalid (name taken)
 */
export async function saveAutomation(
  ctx: ActorCtx,
  id: number | null,
  { decided, version }: { readonly decided: AutomationDecided; readonly version: number },
): Promise<number> {
  try {
    return await ctx.db.transaction(async (db) => {
      await lockList(db, TABLE);
      const before = id === null ? undefined : await findAutomation(db, id);
      if (id !== null && !before) throw new NotFound('automation');
      const now = ctx.now();
      const columns = { ...automationColumns(decided), next_run_at: nextRunOf(decided, ctx) };
      const ownId = before ? before.id : await insertLast(db, TABLE, columns, now);
      if (before && !(await updateRecord(db, TABLE, { id: ownId, version }, { columns, now })))
        throw new Conflict(version);
      await recordChange(
        { ...ctx, db },
        {
          action: before ? 'automation_changed' : 'automation_created',
          subjectType: 'automation',
          subjectId: ownId,
          subjectName: decided.name,
          version,
          before: before ? auditedValues(toValues(before)) : {},
          after: auditedValues(toValues(decided)),
        },
      );
      return ownId;
    });
  } catch (error) {
    if (violates(error, 'automations_name_key'))
      throw new Invalid({ name: { code: 'name_taken', params: {} } });
    throw error;
  }
}

/** Sets an automation going or puts it out of use; nothing else of it changes (spec 04). @throws NotFound · Conflict */
export async function switchAutomation(
  ctx: ActorCtx,
  id: number,
  { active, version }: { readonly active: boolean; readonly version: number },
): Promise<void> {
  const automation = await findAutomation(ctx.db, id);
  if (!automation) throw new NotFound('automation');
  if (automation.active === active) return;
  await saveAutomation(ctx, id, { decided: { ...automation, active }, version });
}

/**
 * Deletes an automation with what is on record of it; the log of the tickets keeps what it did to them (spec 04).
 * @throws NotFound · Conflict · Refused 409 for a shipped one
 */
export async function deleteAutomation(ctx: ActorCtx, id: number, version: number): Promise<void> {
  await ctx.db.transaction(async (db) => {
    await lockList(db, TABLE);
    const automation = await findAutomation(db, id);
    if (!automation) throw new NotFound('automation');
    if (automation.builtIn !== null) throw new Refused(409, 'automation_built_in');
    if (!(await deleteRecord(db, TABLE, { id, version }))) throw new Conflict(version);
    await recordChange(
      { ...ctx, db },
      {
        action: 'automation_deleted',
        subjectType: 'automation',
        subjectId: id,
        subjectName: automation.name,
        version,
        before: auditedValues(toValues(automation)),
        after: {},
      },
    );
  });
}

function nextRunOf({ active, schedule }: AutomationDecided, { now, zone }: ActorCtx): Date | null {
  return active && schedule !== null ? nextRun(schedule, now(), zone) : null;
}
