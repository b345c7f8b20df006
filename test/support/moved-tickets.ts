import type { Knex } from 'knex';
import type { TicketAction } from '../../src/domain/ticket/action-rule.ts';
import { createTicket } from '../../src/features/tickets/create-ticket.ts';
import { performAction } from '../../src/features/tickets/perform-action.ts';
import type { Company, Person } from './company.ts';
import { act, aPhone, asPerson, aTicket, CLOSING } from './tickets.ts';

/** Tickets in the states of the reference flow, each made by the product's own actions. */

/** Escalated by tier-1: waits in the pool of the review group. */
export async function inReviewPool(db: Knex, company: Company): Promise<string> {
  const number = await aTicket(db, company);
  await act(db, company, 'tier1', number, 'escalate', { remark: '请审单' });
  return number;
}

/** Dispatched by the reviewer: waits in the pool of a group. */
export async function inPool(
  db: Knex,
  company: Company,
  group: 'afterSales' | 'operations' | 'engineering' = 'afterSales',
): Promise<string> {
  const number = await inReviewPool(db, company);
  await act(db, company, 'review', number, 'reassign', { group_id: String(company.groups[group]) });
  return number;
}

/** In the hands of the after-sales agent `aftersales`. */
export async function inHand(db: Knex, company: Company): Promise<string> {
  const number = await inPool(db, company);
  await act(db, company, 'aftersales', number, 'accept');
  return number;
}

/** Sent on by after-sales with a question, and accepted by `ops`. */
export async function withOperations(db: Knex, company: Company): Promise<string> {
  const number = await inHand(db, company);
  await act(db, company, 'aftersales', number, 'reassign', { group_id: String(company.groups.operations) });
  await act(db, company, 'ops', number, 'accept');
  return number;
}

/** Waits for the customer, in the hands of `aftersales`. */
export async function waiting(db: Knex, company: Company): Promise<string> {
  const number = await inHand(db, company);
  await act(db, company, 'aftersales', number, 'wait');
  return number;
}

/** Closed by tier-1. */
export async function closed(db: Knex, company: Company): Promise<string> {
  const number = await aTicket(db, company);
  await act(db, company, 'tier1', number, 'close', CLOSING);
  return number;
}

const MINUTE = 60_000;

/**
 * A ticket that has been through so many hops, at least two: from tier-1 over the review to after-sales, then back and
 * forth between them, operations and engineering. Pools, work and waiting take times of their own; it ends now.
 */
export async function wellTravelled(db: Knex, company: Company, hops: number): Promise<string> {
  // A little more than the hops take together.
  let at = Date.now() - (hops * 230 + 60) * MINUTE;
  const later = (minutes: number): void => {
    at += minutes * MINUTE;
  };
  const now = (): Date => new Date(at);
  const { number } = await createTicket(await asPerson(db, company, 'tier1', now), {
    categoryId: company.categories.refund,
    templateVersionId: null,
    form: {
      customer_name: '顾女士',
      description: '一直没有确认收货',
      source: 'phone',
      priority: 'normal',
      phone: aPhone(),
    },
    closing: null,
    submissionKey: null,
  });
  const step = async (
    person: Person,
    action: TicketAction,
    form: Record<string, string> = {},
  ): Promise<void> => {
    const { version } = await stateOf(db, number);
    await performAction(await asPerson(db, company, person, now), { number, action, version, form });
  };
  const sendTo = (group: keyof Company['groups']): Record<string, string> => ({
    group_id: String(company.groups[group]),
  });
  later(14);
  await step('tier1', 'escalate');
  if (hops > 2) {
    later(41);
    await step('review', 'accept');
    later(19);
    await step('review', 'reassign', sendTo('afterSales'));
  }
  for (let made = Math.min(hops, 3); made < hops; made += 1) {
    const round = made % 6;
    if (round % 2 === 1) {
      later(25 + made * 3);
      const { assignee_id: holder } = await stateOf(db, number);
      if (holder === null) await step('aftersales', 'accept');
      later(60 + made * 5);
      if (round === 5) {
        await step('aftersales', 'wait');
        later(90);
      }
      await step('aftersales', 'reassign', sendTo(round === 3 ? 'engineering' : 'operations'));
    } else {
      const asked = round === 4 ? 'rd' : 'ops';
      later(37 + made);
      await step(asked, 'accept');
      later(170 - made);
      if (round === 2) await step(asked, 'return', { remark: '不属于本组，请核对后再转' });
      else await step(asked, 'feedback', { remark: '已核实', hand_back: 'on' });
    }
  }
  return number;
}

/** What the rules look at. */
export async function stateOf(
  db: Knex,
  number: string,
): Promise<{
  id: number;
  status: string;
  version: number;
  group_id: number | null;
  assignee_id: number | null;
  returned_count: number;
}> {
  const row = (await db('tickets')
    .where({ number })
    .first('id', 'status', 'version', 'group_id', 'assignee_id', 'returned_count')) as
    Awaited<ReturnType<typeof stateOf>> | undefined;
  if (!row) throw new Error(`there is no ${number}`);
  return row;
}
