import type { Knex } from 'knex';
import type { AutomationAction } from '../../domain/automation/automation.ts';
import { beImport } from '../imports/imported-before.query.ts';
import { type ActionWork, type Done, refused } from './action-work.ts';
import { doAction } from './do-action.ts';
import { findFacts } from './facts.query.ts';
import { checkNow, setDepth } from './queue.store.ts';
import { messageOf } from './run-automation.ts';

/**
 * From here to the end of the transaction a rule acts on the ticket (spec 04): what follows from that was set off so
 * often in a row, and what an import has made stays as it made it, as far as undoing it goes (spec 06).
 */
export async function actByRule(trx: Knex.Transaction, ticketId: number, depth: number): Promise<void> {
  await setDepth(trx, depth);
  const { importId } = await findFacts(trx, ticketId);
  if (importId !== null) await beImport(trx, importId);
}

/** Does one action so that what breaks in it leaves nothing and stops nothing else: its result says why. */
export async function tryAction(work: ActionWork, action: AutomationAction): Promise<Done> {
  try {
    return await work.trx.transaction(async (savepoint) => {
      const done = await doAction({ ...work, ctx: { ...work.ctx, db: savepoint }, trx: savepoint }, action);
      await checkNow(savepoint);
      return done;
    });
  } catch (error) {
    work.ctx.log.error({ err: error, rule: work.rule, ticket: work.ticketId }, 'an action of a rule failed');
    return { ...refused('error'), message: messageOf(error) };
  }
}
