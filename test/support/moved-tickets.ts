import type { Knex } from 'knex';
import type { Company } from './company.ts';
import { act, aTicket, CLOSING } from './tickets.ts';

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
