import type { Knex } from 'knex';
import type { FieldValues } from '../../src/domain/form/field.ts';
import type { Actor } from '../../src/domain/people/permissions.ts';
import { indexTerms } from '../../src/domain/search/terms.ts';
import type { TicketPatch } from '../../src/domain/ticket/change.ts';
import type { LoadedLeaf } from './load-company.ts';
import type { Life } from './simulation.ts';

export interface Caller {
  readonly id: number;
  readonly name: string;
  readonly phone: string;
  readonly region: string;
  readonly levelKey: string;
  readonly createdAt: Date;
}

/** A ticket with all that is told of it. */
export interface Told {
  readonly life: Life;
  readonly leaf: LoadedLeaf;
  readonly caller: Caller;
  /** From a platform that hides the number: kept as text, no customer. */
  readonly masked: boolean;
  /** Ids of the tickets whose complaint this one repeats. */
  readonly repeats: readonly number[];
  readonly creator: Actor;
  readonly title: string;
  readonly description: string;
  readonly values: FieldValues;
  readonly source: string;
  readonly priority: string;
  readonly order: string;
}

const CUSTOMER_COLUMNS =
  'id bigint, name text, phone text, phone_text text, region text, level_key text, created_at timestamptz, updated_at timestamptz';

const TICKET_COLUMNS = `id bigint, number text, category_id bigint, template_version_id bigint, title text,
  description text, customer_id bigint, customer_name text, phone text, phone_text text, order_number text,
  source_key text, priority text, "values" jsonb, status text, group_id bigint, assignee_id bigint, stage_key text,
  creator_id bigint, creator_department_id bigint, urged_count int, appended_count int,
  returned_count int, last_urged_at timestamptz, hop_count int, is_repeat boolean, last_callback text, outcome text,
  unsolved_reason text, satisfaction text, close_comment text, callback_method text, closed_by_id bigint,
  closed_at timestamptz, first_responded_at timestamptz, accepted_at timestamptz, last_contact_at timestamptz,
  version int, created_at timestamptz, updated_at timestamptz, status_since timestamptz`;

const HOP_COLUMNS = `id bigint, ticket_id bigint, position int, group_id bigint, assignee_id bigint, stage_key text,
  came_from_id bigint, sent_by_id bigint, sent_action text, arrived_at timestamptz, accepted_at timestamptz,
  left_at timestamptz, left_action text`;

const EVENT_COLUMNS = `ticket_id bigint, seq int, type text, action text, actor_id bigint, occurred_at timestamptz,
  from_status text, to_status text, from_assignee_id bigint, to_assignee_id bigint, from_group_id bigint,
  to_group_id bigint, body text, data jsonb`;

const LINK_COLUMNS = 'from_id bigint, to_id bigint, kind text, created_at timestamptz';

export async function writeCustomers(trx: Knex.Transaction, callers: readonly Caller[]): Promise<void> {
  const rows = callers.map((caller) => ({
    id: caller.id,
    name: caller.name,
    phone: caller.phone,
    phone_text: caller.phone.slice(3),
    region: caller.region,
    level_key: caller.levelKey,
    created_at: caller.createdAt,
    updated_at: caller.createdAt,
  }));
  for (let from = 0; from < rows.length; from += 10_000) {
    await bulk(trx, 'customers', CUSTOMER_COLUMNS, rows.slice(from, from + 10_000));
  }
}

/** Writes tickets with their hops and log entries: one statement a table, whatever the number. */
export async function writeTickets(trx: Knex.Transaction, told: readonly Told[]): Promise<void> {
  const names = namesOf(TICKET_COLUMNS);
  await trx.raw(
    `insert into tickets (${names}, title_terms) overriding system value
     select ${names}, array_to_tsvector(array(select jsonb_array_elements_text(terms)))
     from jsonb_to_recordset(?::jsonb) as rows(${TICKET_COLUMNS}, terms jsonb)`,
    [JSON.stringify(told.map((each) => ({ ...ticketRow(each), terms: indexTerms(each.title) })))],
  );
  await bulk(
    trx,
    'assignments',
    HOP_COLUMNS,
    told.flatMap(({ life }) => hopRows(life)),
  );
  await bulk(
    trx,
    'ticket_events',
    EVENT_COLUMNS,
    told.flatMap(({ life }) => eventRows(life)),
  );
  await bulk(trx, 'ticket_links', LINK_COLUMNS, told.flatMap(linkRows));
}

/** The next live rows come after the loaded ones. */
export async function finishSequences(trx: Knex.Transaction, nextNumber: number): Promise<void> {
  for (const table of ['customers', 'tickets', 'assignments']) {
    await trx.raw(
      `select setval(pg_get_serial_sequence('${table}', 'id'), greatest(1, (select max(id) from ${table})))`,
    );
  }
  await trx.raw(`select setval('ticket_running_number', ?, false)`, [nextNumber]);
}

async function bulk(
  trx: Knex.Transaction,
  table: string,
  columns: string,
  rows: readonly object[],
): Promise<void> {
  const names = namesOf(columns);
  await trx.raw(
    `insert into ${table} (${names}) overriding system value
     select ${names} from jsonb_to_recordset(?::jsonb) as rows(${columns})`,
    [JSON.stringify(rows)],
  );
}

/** The names out of a list of columns with types. */
function namesOf(columns: string): string {
  return columns
    .split(',')
    .map((column) => column.trim().split(' ')[0])
    .join(', ');
}

function ticketRow({ life, leaf, caller, masked, creator, ...told }: Told): Record<string, unknown> {
  const { ticket } = life;
  const set: TicketPatch = life.columns;
  const local = caller.phone.slice(3);
  return {
    id: ticket.id,
    number: ticket.number,
    category_id: leaf.id,
    template_version_id: leaf.versionId,
    title: told.title,
    description: told.description,
    customer_id: masked ? null : caller.id,
    customer_name: caller.name,
    phone: masked ? null : caller.phone,
    phone_text: masked ? `${local.slice(0, 3)}****${local.slice(7)}` : local,
    order_number: told.order,
    source_key: told.source,
    priority: told.priority,
    values: told.values,
    status: ticket.status,
    group_id: ticket.groupId,
    assignee_id: ticket.assigneeId,
    stage_key: ticket.stageKey,
    creator_id: creator.id,
    creator_department_id: creator.departmentId,
    urged_count: ticket.urgedCount,
    appended_count: ticket.appendedCount,
    returned_count: ticket.returnedCount,
    last_urged_at: ticket.lastUrgedAt,
    hop_count: ticket.hopCount,
    is_repeat: told.repeats.length > 0,
    last_callback: ticket.lastCallback,
    outcome: set.outcome,
    unsolved_reason: set.unsolvedReason,
    satisfaction: set.satisfaction,
    close_comment: set.closeComment,
    callback_method: set.callbackMethod,
    closed_by_id: set.closedById,
    closed_at: set.closedAt,
    first_responded_at: ticket.firstRespondedAt,
    accepted_at: ticket.acceptedAt,
    last_contact_at: set.lastContactAt,
    version: ticket.version,
    created_at: ticket.createdAt,
    updated_at: life.columns.updatedAt,
    status_since: life.events.findLast(({ fromStatus, toStatus }) => fromStatus !== toStatus)?.occurredAt,
  };
}

function hopRows({ ticket, hops }: Life): object[] {
  return hops.map((hop) => ({
    id: hop.id,
    ticket_id: ticket.id,
    position: hop.position,
    group_id: hop.groupId,
    assignee_id: hop.assigneeId,
    stage_key: hop.stageKey,
    came_from_id: hop.cameFromId,
    sent_by_id: hop.sentById,
    sent_action: hop.sentAction,
    arrived_at: hop.arrivedAt,
    accepted_at: hop.acceptedAt,
    left_at: hop.leftAt,
    left_action: hop.leftAction,
  }));
}

function linkRows({ life: { ticket }, repeats }: Told): object[] {
  return repeats.map((id) => ({
    from_id: ticket.id,
    to_id: id,
    kind: 'repeat_of',
    created_at: ticket.createdAt,
  }));
}

function eventRows({ ticket, events }: Life): object[] {
  return events.map((event) => ({
    ticket_id: ticket.id,
    seq: event.seq,
    type: event.type,
    action: event.action,
    actor_id: event.actorId,
    occurred_at: event.occurredAt,
    from_status: event.fromStatus,
    to_status: event.toStatus,
    from_assignee_id: event.fromAssigneeId,
    to_assignee_id: event.toAssigneeId,
    from_group_id: event.fromGroupId,
    to_group_id: event.toGroupId,
    body: event.body,
    data: event.data,
  }));
}
