import type { Knex } from 'knex';
import type { Company } from './company.ts';

/** Tickets written straight into the tables: for states that no use case leads to, or that the database must refuse. */

export interface RawTicket {
  readonly number?: string;
  readonly status?: string;
  readonly groupId?: number | null;
  readonly assigneeId?: number | null;
  readonly creatorId?: number;
  readonly phone?: string | null;
  readonly categoryId?: number;
}

let made = 0;

/** The row of a ticket that has moved once: from tier-1 to where it is. Alone it can't be committed. */
export async function insertTicketRow(db: Knex, company: Company, raw: RawTicket = {}): Promise<number> {
  made += 1;
  const { status = 'new', groupId = company.groups.afterSales, assigneeId = null } = raw;
  const [row] = (await db('tickets')
    .insert({
      number: raw.number ?? `RAW261122-${String(made).padStart(4, '0')}`,
      category_id: raw.categoryId ?? company.categories.refund,
      template_version_id: company.versions.refund,
      title: '退款问题 · 顾女士',
      description: '退货已寄回，一直没有确认收货',
      source_key: 'phone',
      priority: 'normal',
      phone: raw.phone ?? null,
      status,
      group_id: groupId,
      stage_key: db('groups').where('id', groupId).select('stage_key'),
      assignee_id: assigneeId,
      creator_id: raw.creatorId ?? company.people.tier1b,
      hop_count: 2,
      version: 1,
      created_at: AT,
      updated_at: AT,
      ...(status === 'closed' && { closed_at: AT, outcome: 'solved' }),
    })
    .returning('id')) as { id: number }[];
  return row!.id;
}

/** Its two hops: the first over, the second open unless the ticket is closed. */
export async function insertHops(db: Knex, company: Company, ticketId: number): Promise<void> {
  const tier1 = { group_id: company.groups.tier1, stage_key: 'tier1', assignee_id: company.people.tier1b };
  const [first] = (await db('assignments')
    .insert({ ...tier1, ticket_id: ticketId, position: 1, ...SENT, left_at: AT, left_action: 'escalate' })
    .returning('id')) as { id: number }[];
  await db.raw(
    `insert into assignments (ticket_id, position, group_id, stage_key, assignee_id, came_from_id, sent_action,
       arrived_at, accepted_at, left_at, left_action)
     select id, 2, group_id, stage_key, assignee_id, ?, 'escalate', ?, case when assignee_id is not null then ?::timestamptz end,
       closed_at, case when status = 'closed' then 'close' end
     from tickets where id = ?`,
    [first!.id, AT, AT, ticketId],
  );
}

/** The log entry that explains the state the row is in. */
export async function insertLogEntry(db: Knex, ticketId: number): Promise<void> {
  await db.raw(
    `insert into ticket_events (ticket_id, seq, type, action, actor_id, occurred_at, to_status, to_assignee_id, to_group_id)
     select id, version, 'ticket_created', 'create', creator_id, ?, status, assignee_id, group_id from tickets where id = ?`,
    [AT, ticketId],
  );
}

/** A whole ticket in any state, as it can be committed; inside a transaction. Answers its id. */
export async function insertWholeTicket(trx: Knex, company: Company, raw: RawTicket = {}): Promise<number> {
  const id = await insertTicketRow(trx, company, raw);
  await insertHops(trx, company, id);
  await insertLogEntry(trx, id);
  return id;
}

/** A change of the row with the next version and its log entry, as every change must come. */
export async function changeTicket(
  trx: Knex,
  ticketId: number,
  change: Readonly<Record<string, unknown>>,
): Promise<void> {
  await trx('tickets')
    .where('id', ticketId)
    .update({ ...change, version: trx.raw('version + 1') });
  await insertLogEntry(trx, ticketId);
}

/** The same, committed. */
export async function aRawTicket(db: Knex, company: Company, raw: RawTicket = {}): Promise<number> {
  return db.transaction((trx) => insertWholeTicket(trx, company, raw));
}

class Undo extends Error {}

/** Does something inside a transaction (or a savepoint of one) and takes it back; answers what it answered. */
export async function undone<T>(db: Knex, work: (trx: Knex.Transaction) => Promise<T>): Promise<T> {
  let answer: { value: T } | undefined;
  await db
    .transaction(async (trx) => {
      answer = { value: await work(trx) };
      throw new Undo();
    })
    .catch((error: unknown) => {
      if (!(error instanceof Undo)) throw error;
    });
  return answer!.value;
}

const AT = new Date('2026-11-22T02:00:00Z');
const SENT = { sent_action: 'create', arrived_at: AT, accepted_at: AT };
