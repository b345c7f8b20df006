import type { Knex } from 'knex';
import type { ConditionSubject } from '../../domain/conditions/subject.ts';
import type { FieldValues } from '../../domain/form/field.ts';
import type { Status } from '../../domain/ticket/status.ts';

import { type ClockColumns, clockFaceOf } from '../sla/clock-face.query.ts';

interface SubjectRow extends ClockColumns {
  id: number;
  category_ids: number[];
  department_ids: number[];
  source_key: string;
  priority: string;
  status: Status;
  stage_key: string | null;
  group_id: number | null;
  assignee_id: number | null;
  creator_id: number;
  level_key: string | null;
  customer_tags: string[] | null;
  region: string | null;
  customer_name: string;
  phone: string | null;
  order_number: string;
  title: string;
  description: string;
  tags: string[];
  values: FieldValues;
  created_at: Date;
  updated_at: Date;
  closed_at: Date | null;
  status_since: Date;
  urged_count: number;
  appended_count: number;
  returned_count: number;
  reopened_count: number;
  hop_count: number;
  is_repeat: boolean;
}

/** A row with all rows above it in its tree. */
const above = (table: string, id: string): string =>
  `coalesce((with recursive up as (
     select id, parent_id from ${table} where id = ${id}
     union select c.id, c.parent_id from ${table} c join up on c.id = up.parent_id
   ) select jsonb_agg(id) from up), '[]')`;

/** What conditions may look at of some tickets (spec 04), by their ids, in one statement. */
export async function findSubjects(
  db: Knex,
  ticketIds: readonly number[],
): Promise<Map<number, ConditionSubject>> {
  if (ticketIds.length === 0) return new Map();
  const { rows } = (await db.raw(
    `select t.id, t.source_key, t.priority, t.status, t.stage_key, t.group_id, t.assignee_id, t.creator_id,
       c.level_key, c.tags as customer_tags, c.region, t.customer_name, t.phone, t.order_number, t.title,
       t.description, t.tags, t."values", t.created_at, t.updated_at, t.closed_at, t.status_since, t.urged_count,
       t.appended_count, t.returned_count, t.reopened_count, t.hop_count, t.is_repeat,
       z.due_at, z.warn_at, z.paused, z.left_minutes, z.target_minutes,
       ${above('categories', 't.category_id')} as category_ids,
       ${above('departments', 't.creator_department_id')} as department_ids
     from tickets t left join customers c on c.id = t.customer_id
       left join ticket_clocks z on z.ticket_id = t.id
     where t.id = any(?::bigint[])`,
    [[...ticketIds]],
  )) as { rows: SubjectRow[] };
  return new Map(rows.map((row) => [row.id, toSubject(row)]));
}

function toSubject(row: SubjectRow): ConditionSubject {
  return {
    categoryIds: row.category_ids,
    source: row.source_key,
    priority: row.priority,
    status: row.status,
    stage: row.stage_key,
    groupId: row.group_id,
    assigneeId: row.assignee_id,
    creatorId: row.creator_id,
    departmentIds: row.department_ids,
    customerLevel: row.level_key,
    customerTags: row.customer_tags ?? [],
    customerRegion: row.region ?? '',
    customerName: row.customer_name,
    phone: row.phone,
    orderNumber: row.order_number,
    title: row.title,
    description: row.description,
    tags: row.tags,
    values: row.values,
    createdAt: row.created_at,
    updatedAt: row.updated_at,
    closedAt: row.closed_at,
    statusSince: row.status_since,
    urgedCount: row.urged_count,
    appendedCount: row.appended_count,
    returnedCount: row.returned_count,
    reopenedCount: row.reopened_count,
    hopCount: row.hop_count,
    isRepeat: row.is_repeat,
    clock: clockFaceOf(row),
  };
}
