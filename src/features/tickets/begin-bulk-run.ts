import type { ActorCtx } from '../../context.ts';
import type { FieldProblem } from '../../domain/form/field.ts';
import type { RawForm } from '../../domain/form/parse-form.ts';
import { parseForm } from '../../domain/form/parse-form.ts';
import { dayOf } from '../../domain/time/format.ts';
import { Invalid, Refused } from '../../errors.ts';
import { translator } from '../../i18n.ts';
import { completeForm } from './action-form.ts';
import { BULK_RULES, type BulkAction } from './bulk-actions.ts';
import { findRunBySubmission, insertRun } from './bulk-runs.store.ts';
import { BULK_LIMIT, type SelectedTicket } from './bulk-selection.ts';
import { findTarget } from './targets.query.ts';

export interface BulkRequest {
  readonly action: BulkAction;
  readonly picks: readonly SelectedTicket[];
  /** The form of the action, one for all. */
  readonly form: RawForm;
  /** The query of the list that the tickets were selected in, or the address of another page. */
  readonly list: string;
  /** Names the opened form: sent twice, it is still one run. */
  readonly submissionKey: string;
}

/**
 * Takes on an action on many tickets with one form (spec 01, "Close form"; spec 04, "Manual assignment"): checks the
 * form once and writes down what is to be done; `workOffBulkRun` does it. Answers the run.
 * @throws Invalid with the inputs to mend, or about `pick`: none selected, or too many
 */
export async function beginBulkRun(ctx: ActorCtx, request: BulkRequest): Promise<number> {
  const { action, picks, form, list, submissionKey } = request;
  const fault = faultOf(picks);
  if (fault) throw new Invalid({ pick: fault });
  const { fields: asked } = BULK_RULES[action];
  const fields = await completeForm(ctx.db, asked, translator('zh-CN'), 'zh-CN');
  const parsed = parseForm(fields, form, { today: dayOf(ctx.now(), ctx.zone) });
  if (!parsed.ok) throw new Invalid(parsed.problems);
  // A place that can take nothing is told now, not once for each ticket.
  if (asked.some(({ key }) => key === 'group_id')) await findTarget(ctx.db, parsed.values);

  const run = {
    action,
    userId: ctx.actor.id,
    submissionKey,
    form,
    list,
    sourceIp: ctx.sourceIp,
    createdAt: ctx.now(),
  };
  const made = await ctx.db.transaction((trx) => insertRun(trx, run, picks));
  const id = made ?? (await findRunBySubmission(ctx.db, ctx.actor.id, submissionKey));
  // The key of someone else's form: nobody's page sends that.
  if (id === undefined) throw new Refused(403, 'form_expired');
  return id;
}

/** Why so many can't be taken on in one go. */
export function faultOf(picks: readonly SelectedTicket[]): FieldProblem | null {
  if (picks.length === 0) return { code: 'none', params: {} };
  if (picks.length > BULK_LIMIT) return { code: 'too_many', params: { limit: BULK_LIMIT } };
  return null;
}
