import type { Knex } from 'knex';
import type { Ctx } from '../../context.ts';
import { fillMessage } from '../../domain/message/fill-template.ts';
import { closingChange } from '../../domain/ticket/actions/close.ts';
import { carryOut } from '../../domain/ticket/change.ts';
import { DAY_MS } from '../../domain/time/duration.ts';
import { findMessageTemplates } from '../notifications/message-templates.query.ts';
import { queueMessages } from '../notifications/queue-messages.ts';
import { findSettings } from '../settings/settings.query.ts';
import { isOverdue } from './situation.query.ts';
import { findDueWaits, findDueWarnings, findLongResolved, lockStanding } from './standing-tickets.query.ts';
import { findLastHop, insertWaitWarning, toTicket, writeStep } from './tickets.store.ts';
import { keepTime } from '../sla/keep-time.ts';

const ago = (now: Date, days: number): Date => new Date(now.getTime() - days * DAY_MS);

/**
 * Closes what has stood still for too long (spec 01): tickets that waited for their customer for the set number of
 * days, each announced to its holder at least a day before, also after downtime; and resolved ones that nobody
 * objected to. Each ticket is a transaction of its own, taken by exactly one process; one failure does not stop the
 * others. Answers how many of each.
 */
export async function closeStandingTickets(
  ctx: Ctx,
): Promise<{ warned: number; closed: number; resolved: number; failed: number }> {
  const { db } = ctx;
  const settings = await findSettings(db);
  const now = ctx.now();
  const counts = { warned: 0, closed: 0, resolved: 0, failed: 0 };
  const forEach = async (
    ids: readonly number[],
    count: 'warned' | 'closed' | 'resolved',
    work: (trx: Knex.Transaction, id: number) => Promise<boolean>,
  ): Promise<void> => {
    for (const id of ids) {
      try {
        if (await db.transaction((trx) => work(trx, id))) counts[count] += 1;
      } catch (error) {
        counts.failed += 1;
        ctx.log.error({ err: error, ticket: id }, 'a ticket that stood still could not be closed');
      }
    }
  };
  if (settings.wait_close_days > 0) {
    const days = settings.wait_close_days;
    const warnFrom = ago(now, days - 1);
    await forEach(await findDueWarnings(db, warnFrom), 'warned', (trx, id) => warn(ctx, trx, id, warnFrom));
    const since = ago(now, days);
    await forEach(await findDueWaits(db, since, ago(now, 1)), 'closed', (trx, id) =>
      close(ctx, trx, { id, status: 'waiting', since, days }),
    );
  }
  if (settings.resolved_close_days > 0) {
    const days = settings.resolved_close_days;
    const since = ago(now, days);
    await forEach(await findLongResolved(db, since), 'resolved', (trx, id) =>
      close(ctx, trx, { id, status: 'resolved', since, days }),
    );
  }
  return counts;
}

/** Tells the holder, once for each wait. */
async function warn(ctx: Ctx, trx: Knex.Transaction, id: number, since: Date): Promise<boolean> {
  const row = await lockStanding(trx, id, 'waiting', since);
  if (!row || !(await insertWaitWarning(trx, id, ctx.now()))) return false;
  const ids = row.assignee_id === null ? [] : [row.assignee_id];
  await queueMessages(ctx, trx, id, [
    { kind: 'wait_ending', to: { kind: 'people', ids }, actorId: null, remark: '' },
  ]);
  return true;
}

/** What the close form would say, by what the ticket stood still in. */
const ANSWERS = {
  waiting: { outcome: 'unsolved', unsolved_reason: 'no_reply', text: 'wait_closed' },
  resolved: { outcome: 'solved', text: 'resolved_closed' },
} as const;

async function close(
  ctx: Ctx,
  trx: Knex.Transaction,
  due: { id: number; status: 'waiting' | 'resolved'; since: Date; days: number },
): Promise<boolean> {
  const row = await lockStanding(trx, due.id, due.status, due.since);
  if (!row) return false;
  const { text, ...answers } = ANSWERS[due.status];
  const template = (await findMessageTemplates(trx)).get(text)?.['zh-CN'] ?? '';
  const comment = fillMessage(text, template, {
    days: String(due.days),
    number: row.number,
    title: row.title,
  });
  const now = ctx.now();
  const isLate = await isOverdue(trx, due.id, now);
  const values = {
    ...answers,
    ...{ satisfaction: 'not_reached', comment },
    ...(isLate && { overdue_reason: 'customer_no_reply' }),
  };
  const change = closingChange(values, null, now, row.first_responded_at);
  const rule = { ...change, data: { ...change.data, rule: text } };
  const by = { action: 'close', eventType: 'ticket_closed', actorId: null, now };
  await writeStep(trx, due.id, carryOut(toTicket(row), await findLastHop(trx, due.id), rule, by), null);
  await keepTime({ ...ctx, now: () => now }, trx, [due.id]);
  return true;
}
