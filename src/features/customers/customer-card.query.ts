import type { Knex } from 'knex';
import type { Actor } from '../../domain/people/permissions.ts';
import type { Status } from '../../domain/ticket/status.ts';
import { onlyVisible } from '../tickets/visible-tickets.to-sql.ts';
import { type LevelNames, levelNames } from './level-names.to-sql.ts';

export interface CustomerCard {
  readonly id: number;
  readonly name: string;
  readonly phone: string | null;
  /** Null for whoever has none that stands out. */
  readonly level: LevelNames | null;
  readonly region: string | null;
  readonly remark: string | null;
}

export interface CustomerTicket {
  readonly number: string;
  readonly title: string;
  readonly status: Status;
  readonly category_name: string;
  readonly assignee_name: string | null;
  readonly group_name: string | null;
  readonly satisfaction: string | null;
}

const COLUMNS = ['id', 'name', 'phone', 'region', 'remark'];

export async function findCustomerByPhone(db: Knex, phone: string): Promise<CustomerCard | undefined> {
  return (await db('customers')
    .where('phone', phone)
    .first(...COLUMNS, db.raw(`${levelNames('customers.id')} as level`))) as CustomerCard | undefined;
}

export async function findCustomer(db: Knex, id: number): Promise<CustomerCard | undefined> {
  return (await db('customers')
    .where('id', id)
    .first(...COLUMNS, db.raw(`${levelNames('customers.id')} as level`))) as CustomerCard | undefined;
}

/** Some tickets of a customer, and how many there are in all; no more than COUNT_LIMIT are counted. */
export interface CustomerTickets {
  readonly shown: readonly CustomerTicket[];
  readonly total: number;
}

export const NO_TICKETS: CustomerTickets = { shown: [], total: 0 };
const COUNT_LIMIT = 1000;

/** A customer's tickets that the actor may see, open ones first, newest first (spec 01 "related", 03). */
export async function findCustomerTickets(
  db: Knex,
  actor: Actor,
  customerId: number,
  { except = 0, onlyOpen = false, limit = 5 }: { except?: number; onlyOpen?: boolean; limit?: number } = {},
): Promise<CustomerTickets> {
  const theirs = (): Knex.QueryBuilder => {
    const query = db('tickets as t').where('t.customer_id', customerId).whereNot('t.id', except);
    if (onlyOpen) void query.whereNot('t.status', 'closed');
    return onlyVisible(query, actor, 't');
  };
  const counted = theirs().select(db.raw('1')).limit(COUNT_LIMIT);
  const rows = (await theirs()
    .join('categories as c', 'c.id', 't.category_id')
    .leftJoin('users as u', 'u.id', 't.assignee_id')
    .leftJoin('groups as g', 'g.id', 't.group_id')
    .orderByRaw(`t.status = 'closed', t.created_at desc, t.id desc`)
    .limit(limit)
    .select(
      't.number',
      't.title',
      't.status',
      't.satisfaction',
      'c.name as category_name',
      'u.name as assignee_name',
      'g.name as group_name',
      db.raw('(select count(*)::int from (?) as counted) as total', [counted]),
    )) as (CustomerTicket & { total: number })[];
  return { shown: rows, total: rows[0]?.total ?? 0 };
}
