import type { ActorCtx } from '../../context.ts';
import { violates } from '../../db/connection.ts';
import { isReferenced } from '../../db/still-referenced.ts';
import type { PolicyDecided } from '../../domain/sla/read-policy.ts';
import { Conflict, Invalid, NotFound, Refused } from '../../errors.ts';
import { recordChange } from '../audit/record-change.ts';
import { auditedValues, isSameValue } from '../automation/automation-values.ts';
import { deleteRecord, insertLast, lockList, updateRecord } from '../../db/ordered-records.ts';
import { policyColumns } from './policy-columns.ts';
import { findPolicy } from './policy-list.query.ts';
import { policyValues } from './policy-values.ts';
import { recalculate } from './recalculate.ts';

const TABLE = 'sla_policies';

/**
 * Makes a policy, at the end of the order, or changes one (spec 05); the open tickets are worked out anew where that
 * changes anything for them.
 * @param decided already judged
 * @throws NotFound · Conflict · Invalid (name taken, calendar gone)
 */
export async function savePolicy(
  ctx: ActorCtx,
  id: number | null,
  { decided, version }: { readonly decided: PolicyDecided; readonly version: number },
): Promise<number> {
  try {
    return await ctx.db.transaction(async (db) => {
      await lockList(db, TABLE);
      const before = id === null ? undefined : await findPolicy(db, id);
      if (id !== null && !before) throw new NotFound('policy');
      const [columns, now] = [policyColumns(decided), ctx.now()];
      const ownId = before ? before.id : await insertLast(db, TABLE, columns, now);
      if (before && !(await updateRecord(db, TABLE, { id: ownId, version }, { columns, now })))
        throw new Conflict(version);
      await recordChange(
        { ...ctx, db },
        {
          action: before ? 'policy_changed' : 'policy_created',
          subjectType: 'policy',
          subjectId: ownId,
          subjectName: decided.name,
          version,
          before: before ? auditedValues(policyValues(before)) : {},
          after: auditedValues(policyValues(decided)),
        },
      );
      if (isMeasuredOtherwise(before ?? null, decided))
        await recalculate(ctx, db, 'policy', { requestedBy: ctx.actor.id });
      return ownId;
    });
  } catch (error) {
    if (violates(error, 'sla_policies_name_key'))
      throw new Invalid({ name: { code: 'name_taken', params: {} } });
    if (isReferenced(error)) throw new Invalid({ calendar_id: { code: 'target_gone', params: {} } });
    throw error;
  }
}

/** A policy that is off before and after, or only has another name, measures nothing otherwise. */
function isMeasuredOtherwise(before: PolicyDecided | null, after: PolicyDecided): boolean {
  if (before?.active !== true && !after.active) return false;
  const measuring = (policy: PolicyDecided) => {
    const { fields, ...rest } = policyValues(policy);
    return { ...rest, fields: { ...fields, name: '' } };
  };
  return before === null || !isSameValue(measuring(before), measuring(after));
}

/** Sets a policy going or puts it out of use; nothing else of it changes (spec 05). @throws NotFound · Conflict */
export async function switchPolicy(
  ctx: ActorCtx,
  id: number,
  { active, version }: { readonly active: boolean; readonly version: number },
): Promise<void> {
  const policy = await findPolicy(ctx.db, id);
  if (!policy) throw new NotFound('policy');
  if (policy.active === active) return;
  await savePolicy(ctx, id, { decided: { ...policy, active }, version });
}

/**
 * Deletes a policy (spec 05): its tickets go by the next one that fits; what it has breached stays on record.
 * @throws NotFound · Conflict · Refused 409 for a shipped one
 */
export async function deletePolicy(ctx: ActorCtx, id: number, version: number): Promise<void> {
  await ctx.db.transaction(async (db) => {
    await lockList(db, TABLE);
    const policy = await findPolicy(db, id);
    if (!policy) throw new NotFound('policy');
    if (policy.builtIn !== null) throw new Refused(409, 'policy_built_in');
    if (policy.version !== version) throw new Conflict(version);
    // Before the rows go: whoever works out clocks is waited for, so that none is left with a policy that is gone.
    if (policy.active) await recalculate(ctx, db, 'policy', { requestedBy: ctx.actor.id });
    if (!(await deleteRecord(db, TABLE, { id, version }))) throw new Conflict(version);
    await recordChange(
      { ...ctx, db },
      {
        action: 'policy_deleted',
        subjectType: 'policy',
        subjectId: id,
        subjectName: policy.name,
        version,
        before: auditedValues(policyValues(policy)),
        after: {},
      },
    );
  });
}
