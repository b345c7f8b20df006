import { z } from 'zod';
import { paths } from '../../web/paths.ts';
import {
  type Cursor,
  ListQuery,
  type ListRequest,
  toListRequest,
  writeCursor,
} from '../tickets/list-request.ts';

/** Where open tickets are: with somebody in a group, in its pool, or with somebody outside all groups. */
export interface Place {
  readonly groupId: number | null;
  /** Null for the pool. */
  readonly userId: number | null;
}

/** A place in one word, for forms: `3` is the pool of group 3, `3.12` a person in it. */
export function placeKey({ groupId, userId }: Place): string {
  return userId === null ? String(groupId ?? 0) : `${groupId ?? 0}.${userId}`;
}

/** The place that a word stands for; null when it is none of ours. */
export function readPlaceKey(key: unknown): Place | null {
  const match = /^(\d{1,9})(?:\.([1-9]\d{0,8}))?$/.exec(typeof key === 'string' ? key : '');
  if (!match) return null;
  const [groupId, userId] = [Number(match[1]), match[2] === undefined ? null : Number(match[2])];
  return groupId === 0 && userId === null ? null : { groupId: groupId === 0 ? null : groupId, userId };
}

/** The page with the tickets of a place open. */
export function placeAddress(place: Place, cursor: Cursor | null = null): string {
  const query = new URLSearchParams({ at: placeKey(place), ...(cursor && { page: writeCursor(cursor) }) });
  return `${paths.workload.show}?${query.toString()}`;
}

/** The open tickets of a place as a list (spec 07), those first that are there longest. */
export function listOf({ groupId, userId }: Place, cursor: Cursor | null): ListRequest {
  const usual = toListRequest(z.object(ListQuery).parse({}), {});
  return {
    ...usual,
    ...{ view: 'all', status: 'open', sort: 'created', ascending: true },
    groupId,
    assigneeId: userId ?? 'none',
    cursor,
  };
}
