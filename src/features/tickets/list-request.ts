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

function writeCursor({ backwards, key, id }: Cursor): string {
  return `${backwards ? 'b' : 'a'}.${key}.${id}`;
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
