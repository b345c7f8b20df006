import type { Knex } from 'knex';
import type { Status } from '../../domain/ticket/status.ts';

/** What the actions of automations look at of a ticket. */
export interface TicketFacts {
  readonly number: string;
  readonly title: string;
  readonly status: Status;
  readonly priority: string;
  readonly tags: readonly string[];
  readonly category: string;
  readonly groupId: number | null;
  readonly group: string;
  readonly dutyLeaderId: number | null;
  readonly assigneeId: number | null;
  readonly agent: string;
  readonly creatorId: number;
  readonly importId: number | null;
}

/** The facts of one ticket, in one statement. */
export async function findFacts(db: Knex, ticketId: number): Promise<TicketFacts> {
  const row = (await db('tickets as t')
    .join('categories as c', 'c.id', 't.category_id')
    .leftJoin('groups as g', 'g.id', 't.group_id')
    .leftJoin('users as u', 'u.id', 't.assignee_id')
    .where('t.id', ticketId)
    .first(
      't.number',
      't.title',
      't.status',
      't.priority',
      't.tags',
      'c.name as category',
      't.group_id as groupId',
      db.raw(`coalesce(g.name, '') as "group"`),
      'g.duty_leader_id as dutyLeaderId',
      't.assignee_id as assigneeId',
      db.raw(`coalesce(u.name, '') as agent`),
      't.creator_id as creatorId',
      't.import_id as importId',
    )) as TicketFacts | undefined;
  if (!row) throw new Error(`ticket ${ticketId} vanished`);
  return row;
}
