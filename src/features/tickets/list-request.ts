import { z } from 'zod';
import {
  type FieldCondition,
  readFieldConditions,
  writeFieldCondition,
} from '../../domain/list/field-condition.ts';
import { SLA_FILTERS, type SlaFilter } from '../../domain/sla/time-left.ts';
import { PRIORITIES, type Priority, STATUSES, type Status } from '../../domain/ticket/status.ts';
import { Invalid } from '../../errors.ts';

/** The five views of the glossary, everything one may read, and what only those who read everything are shown. */
export const VIEWS = [
  'mine',
  'group',
  'created',
  'handled',
  'solved',
  'all',
  'unassigned',
  'due_soon',
  'overdue',
] as const;
export type View = (typeof VIEWS)[number];

/** For administrators (spec 07): to anyone else their own work is enough. */
export const WATCHING_VIEWS: readonly View[] = ['unassigned', 'due_soon', 'overdue'];

export const SORTS = ['updated', 'created', 'priority', 'urgency'] as const;
export type Sort = (typeof SORTS)[number];

export interface ListRequest {
  readonly view: View;
  /** `open` stands for every status but closed. */
  readonly status: Status | 'open' | null;
  readonly categoryId: number | null;
  readonly assigneeId: number | 'none' | null;
  readonly groupId: number | null;
  /** Days of creation, inclusive, `YYYY-MM-DD`. */
  readonly from: string | null;
  readonly to: string | null;
  readonly text: string;
  /** Any of these; none stands for all. */
  readonly priorities: readonly Priority[];
  readonly source: string | null;
  /** How it stands with its time (spec 05). */
  readonly sla: SlaFilter | null;
  /** Made by this import (spec 06). */
  readonly importId: number | null;
  /** On custom fields (spec 02), sorted by their keys. */
  readonly fields: readonly FieldCondition[];
  readonly sort: Sort;
  readonly ascending: boolean;
  readonly cursor: Cursor | null;
}

/** What a list is without any filter. */
export const NO_FILTERS = {
  status: null,
  categoryId: null,
  assigneeId: null,
  groupId: null,
  from: null,
  to: null,
  text: '',
  priorities: [],
  source: null,
  sla: null,
  importId: null,
  fields: [],
} as const satisfies Partial<ListRequest>;

/** In the order of urgency the key of all that are not due at any time: they come last, by their ids. */
export const UNTIMED = 0;

/** A place in the list: the sort key and id of a row, and which way to go on from there. */
export interface Cursor {
  readonly key: number;
  readonly id: number;
  readonly backwards: boolean;
}

export const STATUS_FILTERS = ['open', ...STATUSES] as const;

/** Cursors travel in the address as `a.1763800000000.42` (after) or `b.…` (before); null when it is none of ours. */
export function readCursor(text: string | undefined, sort: Sort): Cursor | null {
  const match = /^([ab])\.(\d{1,15})\.(\d{1,15})$/.exec(text ?? '');
  // A place in the order of time is none in the order of priority, whose keys are few and small.
  if (!match || (sort === 'priority' && Number(match[2]) > 9)) return null;
  return { backwards: match[1] === 'b', key: Number(match[2]), id: Number(match[3]) };
}

export function writeCursor({ backwards, key, id }: Cursor): string {
  return `${backwards ? 'b' : 'a'}.${key}.${id}`;
}

/** The place of a row in the order of a list. */
export function cursorOf(
  row: { id: number; updated_at: Date; created_at: Date; priority_rank: number; due_at: Date | null },
  sort: Sort,
): Cursor {
  const keys = {
    updated: row.updated_at.getTime(),
    created: row.created_at.getTime(),
    priority: row.priority_rank,
    urgency: row.due_at?.getTime() ?? UNTIMED,
  };
  return { key: keys[sort], id: row.id, backwards: false };
}

/** The parameters of a list, without what has its default: short addresses to bookmark and to send (spec 07). */
export function listParams(request: ListRequest, changes: Partial<ListRequest> = {}): [string, string][] {
  // Any change but turning the page begins at the first page again.
  const { view, sort, ascending, cursor, ...filters } = { ...request, cursor: null, ...changes };
  const entries: [string, string | number | null][] = [
    ['view', view],
    ['status', filters.status],
    ['category', filters.categoryId],
    ['assignee', filters.assigneeId],
    ['group', filters.groupId],
    ['from', filters.from],
    ['to', filters.to],
    ['q', filters.text === '' ? null : filters.text],
    ...filters.priorities.map((each): [string, string] => ['priority', each]),
    ['source', filters.source],
    ['sla', filters.sla],
    ['import', filters.importId],
    ...filters.fields.flatMap(writeFieldCondition),
    ['sort', sort === 'updated' ? null : sort],
    ['order', ascending ? 'asc' : null],
    ['page', cursor && writeCursor(cursor)],
  ];
  return entries.flatMap(([key, value]): [string, string][] =>
    value === null ? [] : [[key, String(value)]],
  );
}

/** The address of a list. */
export function listAddress(request: ListRequest, changes: Partial<ListRequest> = {}): string {
  return `/tickets?${new URLSearchParams(listParams(request, changes)).toString()}`;
}

/** Ids: positive and within what both sides can count. */
const Id = z.coerce.number().int().positive().max(Number.MAX_SAFE_INTEGER);

const optional = <T extends z.ZodType>(schema: T): z.ZodType<z.infer<T> | null> =>
  z.preprocess(
    (value) => (value === '' ? undefined : value),
    schema.nullish().transform((value) => value ?? null),
  ) as never;

/** The list's address: everything is in it, so it can be bookmarked and sent (spec 07). */
export const ListQuery = {
  view: z.enum(VIEWS).default('mine'),
  status: optional(z.enum(STATUS_FILTERS)),
  category: optional(Id),
  assignee: optional(z.union([z.literal('none'), Id])),
  group: optional(Id),
  from: optional(z.iso.date()),
  to: optional(z.iso.date()),
  q: z
    .string()
    .max(100)
    .refine((text) => !/[\0\p{Cs}]/u.test(text))
    .transform((text) => text.trim())
    .default(''),
  priority: z
    .union([z.literal('').transform(() => []), z.enum(PRIORITIES), z.array(z.enum(PRIORITIES)).max(10)])
    .default([])
    .transform((sent) => PRIORITIES.filter((each) => [sent].flat().includes(each))),
  source: optional(
    z
      .string()
      .max(60)
      .refine((text) => !/[\p{Cc}\p{Cs}]/u.test(text)),
  ),
  sla: optional(z.enum(SLA_FILTERS)),
  import: optional(Id),
  sort: z.enum(SORTS).default('updated'),
  order: z.enum(['asc', 'desc']).default('desc'),
  page: z.string().max(40).optional(),
};

/**
 * The list that a parsed address asks for.
 * @param sent the whole query, where the conditions on custom fields are
 * @throws Invalid when one of those can't be read
 */
export function toListRequest(
  query: z.infer<z.ZodObject<typeof ListQuery>>,
  sent: Readonly<Record<string, unknown>>,
): ListRequest {
  const read = readFieldConditions(sent);
  if ('unusable' in read) {
    const key = read.unusable.slice(0, 60);
    throw new Invalid({ [key]: { code: 'unusable', params: { key } } });
  }
  return {
    view: query.view,
    status: query.status,
    categoryId: query.category,
    assigneeId: query.assignee,
    groupId: query.group,
    from: query.from,
    to: query.to,
    text: query.q,
    priorities: query.priority,
    source: query.source,
    sla: query.sla,
    importId: query.import,
    fields: read.conditions,
    sort: query.sort,
    ascending: query.order === 'asc',
    cursor: readCursor(query.page, query.sort),
  };
}

/** The list behind the query of its address; null when it is none. */
export function readListAddress(query: string): ListRequest | null {
  const params = new URLSearchParams(query);
  const sent = Object.fromEntries(
    [...new Set(params.keys())].map((name): [string, string | string[]] => {
      const [first = '', ...more] = params.getAll(name);
      return [name, more.length === 0 ? first : [first, ...more]];
    }),
  );
  const parsed = z.object(ListQuery).safeParse(sent);
  if (!parsed.success || 'unusable' in readFieldConditions(sent)) return null;
  return toListRequest(parsed.data, sent);
}
