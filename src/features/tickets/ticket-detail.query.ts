import type { Knex } from 'knex';
import type { ActorCtx } from '../../context.ts';
import type { FieldChange } from '../../domain/form/diff-values.ts';
import type { FieldValues } from '../../domain/form/field.ts';
import type { Situation } from '../../domain/ticket/action-rule.ts';
import type { Priority, Status } from '../../domain/ticket/status.ts';
import type { Hop } from '../../domain/ticket/ticket.ts';
import type { Language, Translate } from '../../i18n.ts';
import { findAttachments } from '../attachments/attachments.query.ts';
import { findCategoryPath } from '../categories/categories.query.ts';
import {
  type CustomerCard,
  type CustomerTickets,
  findCustomer,
  findCustomerTickets,
  NO_TICKETS,
} from '../customers/customer-card.query.ts';
import { findSettings } from '../settings/settings.query.ts';
import { findVersionForm, type TemplateForm } from '../templates/template-form.query.ts';
import { findTicketTimers, type ShownTimer } from '../sla/ticket-timers.query.ts';
import { findSituation } from './situation.query.ts';
import { findTicket } from './ticket.query.ts';
import type { TicketRow } from './tickets.store.ts';

export interface DetailRow {
  readonly title: string;
  readonly description: string;
  readonly customer_id: number | null;
  readonly customer_name: string;
  readonly phone_text: string;
  readonly order_number: string;
  readonly source_key: string;
  readonly priority: Priority;
  readonly values: FieldValues;
  readonly template_version_id: number;
  readonly urged_count: number;
  readonly appended_count: number;
  readonly reopened_count: number;
  readonly is_repeat: boolean;
  readonly merged_into_id: number | null;
  readonly closed_at: Date | null;
  readonly updated_at: Date;
  readonly group_name: string | null;
  readonly assignee_name: string | null;
  readonly creator_name: string;
  readonly creator_department: string | null;
  readonly overdue_reason: string | null;
  readonly overdue_remark: string | null;
  readonly overdue_zh: string | null;
  readonly overdue_en: string | null;
}

export interface HopRow {
  readonly id: number;
  readonly came_from_id: number | null;
  readonly group_name: string | null;
  readonly assignee_name: string | null;
  readonly stage_key: string | null;
  readonly stage_zh: string | null;
  readonly stage_en: string | null;
  readonly stage_mark: string | null;
  readonly depth: 1 | 2 | 3 | 4 | 5 | null;
  readonly sent_by: string | null;
  readonly sent_action: string;
  readonly arrived_at: Date;
  readonly accepted_at: Date | null;
  readonly left_at: Date | null;
  readonly left_action: string | null;
}

export interface EventRow {
  readonly seq: number;
  readonly type: string;
  readonly action: string | null;
  readonly actor_name: string | null;
  readonly actor_group: string | null;
  readonly rule_name: string | null;
  readonly occurred_at: Date;
  readonly from_status: Status | null;
  readonly to_status: Status;
  readonly from_assignee: string | null;
  readonly to_assignee: string | null;
  readonly from_group: string | null;
  readonly to_group: string | null;
  readonly body: string;
  readonly data: Readonly<Record<string, string | number | boolean | null>>;
  readonly changes: readonly FieldChange[];
  /** Why it was overdue, of a closing that says so. */
  readonly overdue_zh: string | null;
  readonly overdue_en: string | null;
}

export interface TicketDetail {
  readonly row: TicketRow & DetailRow;
  readonly categoryPath: readonly string[];
  readonly form: TemplateForm;
  readonly hops: readonly HopRow[];
  readonly events: readonly EventRow[];
  readonly attachments: Awaited<ReturnType<typeof findAttachments>>;
  readonly customer: CustomerCard | null;
  readonly otherTickets: CustomerTickets;
  readonly collaborators: readonly { name: string }[];
  readonly timers: readonly ShownTimer[];
  readonly situation: Situation;
  readonly hop: Hop;
}

/**
 * Everything the detail page shows, in a constant number of statements (spec 07).
 * @throws NotFound when the actor can't see the ticket
 */
export async function findTicketDetail(
  ctx: ActorCtx,
  number: string,
  words: { t: Translate; language: Language },
): Promise<TicketDetail> {
  const { db, actor } = ctx;
  const found = await findTicket(db, actor, number);
  const row = { ...found, ...(await findMore(db, found.id)) };
  const [settings, categoryPath, form, hops, events, attachments, customer, collaborators, timers] =
    await Promise.all([
      findSettings(db),
      findCategoryPath(db, row.category_id),
      findVersionForm(db, row.template_version_id, words),
      findHops(db, row.id),
      findEvents(db, row.id),
      findAttachments(db, row.id),
      row.customer_id === null ? undefined : findCustomer(db, row.customer_id),
      findCollaborators(db, row.id),
      findTicketTimers(db, row.id),
    ]);
  const otherTickets =
    row.customer_id === null
      ? NO_TICKETS
      : await findCustomerTickets(db, actor, row.customer_id, { except: row.id });
  const { situation, hop } = await findSituation(db, actor, row, settings, ctx.now(), ctx.zone);
  return {
    row,
    categoryPath,
    form,
    hops,
    events,
    attachments,
    customer: customer ?? null,
    otherTickets,
    collaborators,
    timers,
    situation,
    hop,
  };
}

async function findMore(db: Knex, ticketId: number): Promise<DetailRow> {
  const row = (await db('tickets as t')
    .leftJoin('groups as g', 'g.id', 't.group_id')
    .leftJoin('users as u', 'u.id', 't.assignee_id')
    .join('users as k', 'k.id', 't.creator_id')
    .leftJoin('departments as d', 'd.id', 't.creator_department_id')
    .leftJoin('choices as o', (on) => on.on('o.key', 't.overdue_reason').andOnVal('o.kind', 'overdue_reason'))
    .where('t.id', ticketId)
    .first(
      't.description',
      't.customer_id',
      't.customer_name',
      't.phone_text',
      't.order_number',
      't.source_key',
      't.priority',
      't.values',
      't.template_version_id',
      't.urged_count',
      't.appended_count',
      't.reopened_count',
      't.is_repeat',
      't.merged_into_id',
      't.closed_at',
      't.updated_at',
      't.title',
      'g.name as group_name',
      'u.name as assignee_name',
      'k.name as creator_name',
      'd.name as creator_department',
      't.overdue_reason',
      't.overdue_remark',
      'o.label_zh as overdue_zh',
      'o.label_en as overdue_en',
    )) as DetailRow | undefined;
  if (!row) throw new Error(`ticket ${ticketId} vanished`);
  return row;
}

async function findHops(db: Knex, ticketId: number): Promise<HopRow[]> {
  return (await db('assignments as a')
    .leftJoin('groups as g', 'g.id', 'a.group_id')
    .leftJoin('users as u', 'u.id', 'a.assignee_id')
    .leftJoin('users as b', 'b.id', 'a.sent_by_id')
    .leftJoin('stages as s', 's.key', 'a.stage_key')
    .where('a.ticket_id', ticketId)
    .orderBy('a.position')
    .select(
      'a.id',
      'a.came_from_id',
      'a.stage_key',
      'a.sent_action',
      'a.arrived_at',
      'a.accepted_at',
      'a.left_at',
      'a.left_action',
      'g.name as group_name',
      'u.name as assignee_name',
      'b.name as sent_by',
      's.name_zh as stage_zh',
      's.name_en as stage_en',
      's.mark as stage_mark',
      's.depth',
    )) as HopRow[];
}

/** The log of a ticket, newest first. `after` narrows it to what happened since a version. */
export async function findEvents(db: Knex, ticketId: number, after = 0): Promise<EventRow[]> {
  return (await db('ticket_events as e')
    .leftJoin('users as a', 'a.id', 'e.actor_id')
    .leftJoin('users as fu', 'fu.id', 'e.from_assignee_id')
    .leftJoin('users as tu', 'tu.id', 'e.to_assignee_id')
    .leftJoin('groups as fg', 'fg.id', 'e.from_group_id')
    .leftJoin('groups as tg', 'tg.id', 'e.to_group_id')
    .leftJoin('departments as d', 'd.id', 'a.department_id')
    .leftJoin('choices as o', (on) =>
      on.on('o.key', db.raw(`e.data ->> 'overdueReason'`)).andOnVal('o.kind', 'overdue_reason'),
    )
    .where('e.ticket_id', ticketId)
    .where('e.seq', '>', after)
    .orderBy('e.seq', 'desc')
    .select(
      'e.seq',
      'e.type',
      'e.action',
      'e.rule_name',
      'e.occurred_at',
      'e.from_status',
      'e.to_status',
      'e.body',
      'e.data',
      'e.changes',
      'a.name as actor_name',
      'd.name as actor_group',
      'fu.name as from_assignee',
      'tu.name as to_assignee',
      'fg.name as from_group',
      'tg.name as to_group',
      'o.label_zh as overdue_zh',
      'o.label_en as overdue_en',
    )) as EventRow[];
}

async function findCollaborators(db: Knex, ticketId: number): Promise<{ name: string }[]> {
  return (await db('ticket_collaborators as c')
    .join('users as u', 'u.id', 'c.user_id')
    .where('c.ticket_id', ticketId)
    .orderBy('c.added_at')
    .select('u.name')) as { name: string }[];
}
