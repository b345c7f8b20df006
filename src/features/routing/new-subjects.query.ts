import type { Knex } from 'knex';
import { type Asked, isAsked } from '../../domain/conditions/language.ts';
import type { ConditionSubject } from '../../domain/conditions/subject.ts';
import type { FieldValues } from '../../domain/form/field.ts';
import { textOf } from '../../domain/ticket/action-rule.ts';
import { custom } from '../../domain/ticket/edit-content.ts';
import { titleOf } from '../../domain/ticket/title.ts';
import { findEarlierComplaints } from '../links/earlier-complaints.query.ts';

/** A ticket that is about to be created. */
export interface DraftedTicket {
  readonly category: { readonly id: number; readonly path: readonly string[] };
  readonly values: FieldValues;
  readonly phone: string | null;
}

interface Caller {
  id: number;
  phone: string;
  level_key: string;
  tags: string[];
  region: string | null;
}

/**
 * What conditions see of tickets that are about to be created (spec 04), in a constant number of statements: what will
 * be stored, and what is known of the customer already.
 * @param asked what the rules look at: what takes a statement of its own is left out otherwise
 */
export async function describeNewTickets(
  db: Knex,
  drafts: readonly DraftedTicket[],
  by: {
    readonly creatorId: number;
    readonly departmentId: number | null;
    readonly now: Date;
    readonly repeatDays: number;
  },
  asked: Asked = null,
): Promise<ConditionSubject[]> {
  const callers = await findCallers(
    db,
    drafts.flatMap(({ phone }) => phone ?? []),
  );
  const lines = await findLines(db, 'categories', [...new Set(drafts.map(({ category }) => category.id))]);
  const departments =
    by.departmentId === null || !isAsked(asked, 'department')
      ? []
      : ((await findLines(db, 'departments', [by.departmentId])).get(by.departmentId) ?? []);
  const callerOf = ({ phone }: DraftedTicket) => (phone === null ? undefined : callers.get(phone));
  const complaints = drafts.map((draft) => ({
    phone: draft.phone,
    customerId: callerOf(draft)?.id ?? null,
    categoryId: draft.category.id,
  }));
  const earlier = isAsked(asked, 'is_repeat')
    ? await findEarlierComplaints(db, complaints, { days: by.repeatDays, now: by.now })
    : [];
  return drafts.map((draft, at) => ({
    ...contentOf(draft),
    categoryIds: lines.get(draft.category.id) ?? [],
    creatorId: by.creatorId,
    departmentIds: departments,
    // A customer who calls for the first time is one like any other.
    customerLevel: callerOf(draft)?.level_key ?? (draft.phone === null ? null : 'normal'),
    customerTags: callerOf(draft)?.tags ?? [],
    customerRegion: callerOf(draft)?.region ?? '',
    createdAt: by.now,
    updatedAt: by.now,
    statusSince: by.now,
    isRepeat: (earlier[at] ?? []).length > 0,
    clock: null,
  }));
}

function contentOf({ category, values, phone }: DraftedTicket) {
  const customerName = textOf(values, 'customer_name');
  const customer = { name: customerName, phone: textOf(values, 'phone') };
  return {
    source: textOf(values, 'source'),
    priority: textOf(values, 'priority') || 'normal',
    status: 'new' as const,
    stage: null,
    groupId: null,
    assigneeId: null,
    customerName,
    phone,
    orderNumber: textOf(values, 'order_number'),
    title: titleOf(textOf(values, 'title'), { categoryPath: category.path, customer }),
    description: textOf(values, 'description'),
    tags: [],
    values: custom(values),
    closedAt: null,
    urgedCount: 0,
    appendedCount: 0,
    returnedCount: 0,
    reopenedCount: 0,
    hopCount: 0,
  };
}

async function findCallers(db: Knex, phones: readonly string[]): Promise<Map<string, Caller>> {
  if (phones.length === 0) return new Map();
  const rows = (await db('customers')
    .whereIn('phone', [...phones])
    .select('id', 'phone', 'level_key', 'tags', 'region')) as Caller[];
  return new Map(rows.map((row) => [row.phone, row]));
}

/** Each with all above it. */
async function findLines(
  db: Knex,
  table: 'categories' | 'departments',
  ids: readonly number[],
): Promise<Map<number, number[]>> {
  const { rows } = (await db.raw(
    `with recursive up as (
       select id as of, id, parent_id from ?? where id = any(?)
       union all select up.of, t.id, t.parent_id from ?? t join up on t.id = up.parent_id
     ) select of, id from up`,
    [table, [...ids], table],
  )) as { rows: { of: number; id: number }[] };
  const found = new Map<number, number[]>();
  for (const { of, id } of rows) found.set(of, [...(found.get(of) ?? []), id]);
  return found;
}
