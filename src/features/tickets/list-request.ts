import { z } from 'zod';
import { STATUSES, type Status } from '../../domain/ticket/status.ts';

/** The five views of the glossary, and everything one may read. */
export const VIEWS = ['mine', 'group', 'created', 'handled', 'solved', 'all'] as const;
export type View = (typeof VIEWS)[number];

export const SORTS = ['updated', 'created', 'priority'] as const;
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
  readonly sort: Sort;
  readonly ascending: boolean;
  readonly cursor: Cursor | null;
}

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
  row: { id: number; updated_at: Date; created_at: Date; priority_rank: number },
  sort: Sort,
): Cursor {
  const keys = {
    updated: row.updated_at.getTime(),
    created: row.created_at.getTime(),
    priority: row.priority_rank,
  };
  return { key: keys[sort], id: row.id, backwards: false };
}

/** The query string of a list, without what has its default: short addresses to bookmark and to send (spec 07). */
export function listAddress(request: ListRequest, changes: Partial<ListRequest> = {}): string {
  // Any change but turning the page begins at the first page again.
  const { view, status, categoryId, assigneeId, groupId, from, to, text, sort, ascending, cursor } = {
    ...request,
    cursor: null,
    ...changes,
  };
  const entries: [string, string | number | null][] = [
    ['view', view],
    ['status', status],
    ['category', categoryId],
    ['assignee', assigneeId],
    ['group', groupId],
    ['from', from],
    ['to', to],
    ['q', text === '' ? null : text],
    ['sort', sort === 'updated' ? null : sort],
    ['order', ascending ? 'asc' : null],
    ['page', cursor && writeCursor(cursor)],
  ];
  const query = new URLSearchParams(
    entries.flatMap(([key, value]): [string, string][] => (value === null ? [] : [[key, String(value)]])),
  );
  return `/tickets?${query.toString()}`;
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
  sort: z.enum(SORTS).default('updated'),
  order: z.enum(['asc', 'desc']).default('desc'),
  page: z.string().max(40).optional(),
};

/** The list that a parsed address asks for. */
export function toListRequest(query: z.infer<z.ZodObject<typeof ListQuery>>): ListRequest {
  return {
    view: query.view,
    status: query.status,
    categoryId: query.category,
    assigneeId: query.assignee,
    groupId: query.group,
    from: query.from,
    to: query.to,
    text: query.q,
    sort: query.sort,
    ascending: query.order === 'asc',
    cursor: readCursor(query.page, query.sort),
  };
}

/** The list behind the query of its address; null when it is none. */
export function readListAddress(query: string): ListRequest | null {
  const parsed = z.object(ListQuery).safeParse(Object.fromEntries(new URLSearchParams(query)));
  return parsed.success ? toListRequest(parsed.data) : null;
}
