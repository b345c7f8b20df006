import { randomUUID } from 'node:crypto';
import type { ActorCtx } from '../../context.ts';
import { Invalid, NotFound, Refused } from '../../errors.ts';
import { translator } from '../../i18n.ts';
import { insertRun } from './bulk-runs.store.ts';
import { findAnswers, findEditForm, lostBy } from './edit-form.query.ts';
import { editTicket } from './edit-ticket.ts';
import { findContent } from './ticket-content.query.ts';
import { findTicket } from './ticket.query.ts';
import { findTicketsToUpgrade } from './tickets-to-upgrade.query.ts';

/** So many tickets in one go; what is left is for the next. */
const UPGRADE_LIMIT = 10_000;

const WORDS = { t: translator('zh-CN'), language: 'zh-CN' } as const;

/**
 * Takes on moving all open tickets of a template to its newest version (spec 02) and writes down which;
 * `workOffBulkRun` does it. Answers the run; null when every ticket has the newest version already.
 * @param dropsAnswers also those with answers that the newest version has no place for: the log keeps these
 */
export async function upgradeTickets(
  ctx: ActorCtx,
  templateId: number,
  dropsAnswers: boolean,
): Promise<number | null> {
  const picks = await findTicketsToUpgrade(ctx, templateId, UPGRADE_LIMIT);
  if (picks.length === 0) return null;
  const run = {
    action: 'upgrade',
    userId: ctx.actor.id,
    submissionKey: randomUUID(),
    form: { template_id: String(templateId), ...(dropsAnswers && { drops_answers: 'on' }) },
    list: '',
    sourceIp: ctx.sourceIp,
    createdAt: ctx.now(),
  } as const;
  const id = await ctx.db.transaction((trx) => insertRun(trx, run, picks));
  if (id === undefined) throw new Error('a run with a key of its own was not inserted');
  return id;
}

/**
 * Moves one ticket to the newest version of its template, with the answers that both share and the defaults of what
 * is new, by the rules and with the log entry of editing it by hand (spec 02).
 * @throws what editing throws · Refused 409 where answers have no place, or new fields need an answer
 */
export async function upgradeTicket(ctx: ActorCtx, number: string, dropsAnswers: boolean): Promise<void> {
  const row = await findTicket(ctx.db, ctx.actor, number);
  const content = await findContent(ctx.db, row.id);
  const asked = { categoryId: null, versionId: null, mayUpgrade: true, upgrades: true };
  const form = await findEditForm(ctx.db, content, asked, WORDS);
  if (form.target.versionId === form.own.versionId) return;
  const lost = lostBy(form, WORDS.t).map(({ label }) => label);
  if (lost.length > 0 && !dropsAnswers)
    throw new Refused(409, 'upgrade_loses_answers', { fields: named(lost) });
  const answers = (await findAnswers(ctx.db, form, null, WORDS)) ?? {};
  try {
    await editTicket(ctx, {
      number,
      version: row.version,
      categoryId: null,
      templateVersionId: form.target.versionId,
      form: answers,
    });
  } catch (error) {
    if (!(error instanceof Invalid)) throw error;
    const labels = form.fields.filter(({ key }) => Object.hasOwn(error.problems, key));
    throw new Refused(409, 'upgrade_needs_answers', { fields: named(labels.map(({ label }) => label)) });
  }
}

const NAMED = 5;

function named(labels: readonly string[]): string {
  const more = labels.length > NAMED ? ' …' : '';
  return labels.slice(0, NAMED).join(WORDS.t('form.list_separator')) + more;
}

/** Whether a run moves the tickets of this template. @throws NotFound when it does not */
export function assertUpgradeOf(run: { readonly form: Readonly<Record<string, unknown>> }, id: number): void {
  if (run.form['template_id'] !== String(id)) throw new NotFound('bulk run');
}
