import type { Knex } from 'knex';
import type { ActorCtx } from '../../context.ts';
import { violates } from '../../db/connection.ts';
import { Conflict, Invalid, NotFound, Refused } from '../../errors.ts';
import { recordChange } from '../audit/record-change.ts';
import { beginMemberships } from '../people/change-memberships.ts';
import { findRule, findStanding } from './rule-list.query.ts';
import { auditedRule, type RuleDecided } from './rule-values.ts';
import { deleteRecord, insertLast, lockList, updateRecord } from '../../db/ordered-records.ts';
import { ruleColumns } from './rule-columns.ts';

const TABLE = 'assignment_rules';

/**
 * Makes an assignment rule, at the end of the order, or changes one (spec 04).
 * @param decided already judged
 * @throws NotFound · Conflict · Refused 409 for the review step · Invalid (name taken, no target, or one that is gone or
 *   does not fit)
 */
export async function saveRule(
  ctx: ActorCtx,
  id: number | null,
  { decided, version }: { readonly decided: RuleDecided; readonly version: number },
): Promise<number> {
  try {
    return await ctx.db.transaction(async (db) => {
      // Groups are put out of use, and people leave them, one administrator after the other, too.
      await beginMemberships({ db });
      await lockList(db, TABLE);
      const before = id === null ? undefined : await findRule(db, id);
      if (id !== null && !before) throw new NotFound('rule');
      if (before?.builtIn === 'review') throw new Refused(409, 'rule_built_in');
      await checkTarget(db, decided, before);
      const [columns, now] = [ruleColumns(decided), ctx.now()];
      const ownId = before ? before.id : await insertLast(db, TABLE, columns, now);
      if (before && !(await updateRecord(db, TABLE, { id: ownId, version }, { columns, now })))
        throw new Conflict(version);
      await recordChange(
        { ...ctx, db },
        {
          action: before ? 'rule_changed' : 'rule_created',
          subjectType: 'rule',
          subjectId: ownId,
          subjectName: decided.name,
          version,
          before: before ? auditedRule(before) : {},
          after: auditedRule(decided),
        },
      );
      return ownId;
    });
  } catch (error) {
    if (violates(error, 'assignment_rules_name_key'))
      throw new Invalid({ name: { code: 'name_taken', params: {} } });
    throw error;
  }
}

/** What it named already may have gone out of use since: it is passed over, and can still be switched or corrected. */
async function checkTarget(
  db: Knex,
  { groupId, assigneeId }: RuleDecided,
  before: RuleDecided | undefined,
): Promise<void> {
  const refuse = (key: string, code: string): never => {
    throw new Invalid({ [key]: { code, params: {} } });
  };
  if (groupId === null && assigneeId === null) refuse('group_id', 'target_required');
  if (before?.groupId === groupId && before.assigneeId === assigneeId) return;
  const standing = await findStanding(db, { groupId, assigneeId });
  if (groupId !== null && !standing.group) refuse('group_id', 'target_gone');
  if (assigneeId !== null && !standing.person) refuse('assignee_id', 'target_gone');
  if (groupId !== null && assigneeId !== null && !standing.member)
    refuse('assignee_id', 'target_not_in_group');
}

/** Sets a rule going or puts it out of use; nothing else of it changes (spec 04). @throws NotFound · Conflict */
export async function switchRule(
  ctx: ActorCtx,
  id: number,
  { active, version }: { readonly active: boolean; readonly version: number },
): Promise<void> {
  const rule = await findRule(ctx.db, id);
  if (!rule) throw new NotFound('rule');
  if (rule.active !== active) await saveRule(ctx, id, { decided: { ...rule, active }, version });
}

/**
 * Deletes a rule; the log of the tickets keeps what it did (spec 04).
 * @throws NotFound · Conflict · Refused 409 for the review step
 */
export async function deleteRule(ctx: ActorCtx, id: number, version: number): Promise<void> {
  await ctx.db.transaction(async (db) => {
    await lockList(db, TABLE);
    const rule = await findRule(db, id);
    if (!rule) throw new NotFound('rule');
    if (rule.builtIn !== null) throw new Refused(409, 'rule_built_in');
    if (!(await deleteRecord(db, TABLE, { id, version }))) throw new Conflict(version);
    await recordChange(
      { ...ctx, db },
      {
        action: 'rule_deleted',
        subjectType: 'rule',
        subjectId: id,
        subjectName: rule.name,
        version,
        before: auditedRule(rule),
        after: {},
      },
    );
  });
}
