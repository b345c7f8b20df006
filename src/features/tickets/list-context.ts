import { z } from 'zod';
import {
  type Cursor,
  listAddress,
  ListQuery,
  type ListRequest,
  readCursor,
  readListAddress,
  toListRequest,
  writeCursor,
} from './list-request.ts';

/**
 * The list that somebody came from (spec 07, "previous/next within the list one came from"). It travels in the
 * addresses and forms of the ticket, so that two tabs may come from two lists.
 */
export interface ListContext {
  readonly request: ListRequest;
  /** Where the ticket stood in it: what is done to the ticket may move it, and must not lose the place. */
  readonly at: Cursor | null;
}

/** Longer than any query that the list writes. */
export const CONTEXT_MAX = 2500;

/** Without a list one came from it is the one that opens first: what waits for me. */
export const DEFAULT_CONTEXT: ListContext = {
  request: toListRequest(z.object(ListQuery).parse({}), {}),
  at: null,
};

/** The context as a link or a form carries it: the list's own query, and the place; null when it is none of ours. */
export function readContext(from: unknown, at: unknown): ListContext | null {
  if (typeof from !== 'string' || from === '' || from.length > CONTEXT_MAX) return null;
  const request = readListAddress(from);
  return request && { request, at: readCursor(typeof at === 'string' ? at : undefined, request.sort) };
}

/** The two values of a context, for hidden inputs and query strings. */
export function contextValues({ request, at }: ListContext): { from: string; at: string } {
  const from = listAddress(request, { cursor: request.cursor }).split('?')[1] ?? '';
  return { from, at: at ? writeCursor(at) : '' };
}

/** The query string of a context, with its question mark; nothing when there is nothing to say. */
export function contextQuery(
  context: ListContext | null,
  more: Readonly<Record<string, string>> = {},
): string {
  const { from, at } = context ? contextValues(context) : { from: '', at: '' };
  const query = new URLSearchParams({ ...more, ...(from !== '' && { from }), ...(at !== '' && { at }) });
  return query.size === 0 ? '' : `?${query.toString()}`;
}

/** The list itself, at the page that was left. */
export function contextAddress({ request }: ListContext): string {
  return listAddress(request, { cursor: request.cursor });
}
