import type { Knex } from 'knex';
import type { Step } from '../../domain/ticket/change.ts';
import type { Hop } from '../../domain/ticket/ticket.ts';
import { eventColumns } from './step-columns.ts';
import { type HopRow, TICKET_COLUMNS, type TicketRow, toHop } from './tickets.store.ts';

/** A ticket with the hop that it is in, and what familiarity goes by. */
export interface TicketInHop {
  readonly row: TicketRow;
  readonly hop: Hop;
  readonly customerId: number | null;
  readonly phone: string | null;
  readonly orderNumber: string;
}

/** Open tickets with their open hops, in the order of the ids; who is to move them has locked or made them. */
export async function findInHops(db: Knex, ticketIds: readonly number[]): Promise<TicketInHop[]> {
  if (ticketIds.length === 0) return [];
  const columns = TICKET_COLUMNS.map((column) => `t.${column}`);
  const rows = (await db('tickets as t')
    .join('assignments as a', (on) => on.on('a.ticket_id', 't.id').andOnNull('a.left_at'))
    .whereIn('t.id', [...ticketIds])
    .select(
      ...columns,
      't.customer_id',
      't.phone',
      't.order_number',
      db.raw('to_jsonb(a) as hop'),
    )) as (TicketRow & {
    customer_id: number | null;
    phone: string | null;
    order_number: string;
    hop: Omit<HopRow, 'arrived_at' | 'accepted_at'> & { arrived_at: string; accepted_at: string | null };
  })[];
  const found = new Map(rows.map((row) => [row.id, row]));
  return ticketIds.flatMap((id) => {
    const row = found.get(id);
    if (!row) return [];
    const { arrived_at: arrived, accepted_at: accepted } = row.hop;
    const times = {
      arrived_at: new Date(arrived),
      accepted_at: accepted === null ? null : new Date(accepted),
    };
    return [
      {
        row,
        hop: toHop({ ...row.hop, ...times }),
        customerId: row.customer_id,
        phone: row.phone,
        orderNumber: row.order_number,
      },
    ];
  });
}

/**
 * Writes steps that put people into the open hops of tickets, or take them out: one or many, in the same number of
 * statements, each with its log entry.
 */
export async function writeGivings(
  trx: Knex.Transaction,
  givings: readonly { readonly ticketId: number; readonly step: Step }[],
): Promise<void> {
  if (givings.length === 0) return;
  await trx('ticket_events').insert(
    givings.map(({ ticketId, step }) => ({ ticket_id: ticketId, ...eventColumns(step.event) })),
  );
  const rows = givings.map(({ ticketId, step }) => ({
    id: ticketId,
    hop: step.take?.hopId ?? null,
    assignee: step.ticket.assigneeId,
    version: step.ticket.version,
    at: step.ticket.updatedAt,
  }));
  const given = `jsonb_to_recordset(?) as g (id bigint, hop bigint, assignee bigint, version int, at timestamptz)`;
  const data = JSON.stringify(rows);
  await trx.raw(`update assignments a set assignee_id = g.assignee from ${given} where a.id = g.hop`, [data]);
  await trx.raw(
    // Who has it does not move its clocks: they are those of this version, too,
    // unless a policy asks for it. Nobody has worked on an imported ticket that was merely given to somebody: its import may still be undone.
    `with clocks as (
       update ticket_clocks c set ticket_version = g.version from ${given}
       where c.ticket_id = g.id and c.ticket_version = g.version - 1
     ), queued as (
       insert into sla_queue (ticket_id, queued_at) select g.id, g.at from ${given}
       where exists (select from sla_policies p
         where p.active and jsonb_path_exists(p.condition, '$.**.field \\? (@ == "assignee")'))
       order by g.id on conflict (ticket_id) do nothing
     )
     update tickets t set assignee_id = g.assignee, version = g.version, updated_at = g.at,
       imported_version = case when t.imported_version = t.version then g.version else t.imported_version end
     from ${given} where t.id = g.id`,
    [data, data, data],
  );
  await trx.raw(
    `select pg_notify('gongdan', jsonb_build_object('ticket', g.id, 'version', g.version, 'by', null)::text)
     from ${given}`,
    [data],
  );
}
