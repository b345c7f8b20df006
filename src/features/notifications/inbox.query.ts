import type { Knex } from 'knex';
import type { Actor } from '../../domain/people/permissions.ts';
import { onlyVisible } from '../tickets/visible-tickets.to-sql.ts';

export interface InboxRow {
  readonly id: number;
  readonly kind: string;
  readonly body: string;
  readonly number: string | null;
  /** Where it leads that is about no ticket. */
  readonly link: string | null;
  readonly who: string | null;
  readonly created_at: Date;
  readonly read_at: Date | null;
}

export interface InboxPage {
  readonly rows: readonly InboxRow[];
  /** The id to go on from towards newer and towards older messages; null where there are none. */
  readonly newer: number | null;
  readonly older: number | null;
}

export interface InboxRequest {
  readonly onlyUnread: boolean;
  /** Messages older than the one, or newer than the other; without either, the newest. */
  readonly before: number | null;
  readonly after: number | null;
}

const PAGE_SIZE = 50;
/** Counting stops here: the bell says 99+. */
const COUNT_LIMIT = 100;
/** More at once are not announced one by one. */
const MOST_TOLD = 3;

/** A person's messages; those about tickets that they may not see (any more) don't exist for them (spec 03, 05). */
function messagesOf(db: Knex, actor: Actor): Knex.QueryBuilder {
  return db('inbox as i')
    .where('i.user_id', actor.id)
    .where((mine) =>
      mine
        .whereNull('i.ticket_id')
        .orWhereExists(
          onlyVisible(db('tickets').whereRaw('tickets.id = i.ticket_id'), actor).select(db.raw('1')),
        ),
    );
}

/** The unread messages, as far as the bell counts: a statement of its own, or a part of another one. */
export function unreadMessages(db: Knex, actor: Actor): Knex.QueryBuilder {
  return messagesOf(db, actor).whereNull('i.read_at').limit(COUNT_LIMIT).select(db.raw('1 as one'));
}

/** How many messages are unread: up to 100, which stands for more. */
export async function countUnread(db: Knex, actor: Actor): Promise<number> {
  const row = (await db.from(unreadMessages(db, actor).as('u')).count('* as count').first()) as {
    count: number;
  };
  return row.count;
}

/** One page of the inbox, newest first, by key: the thousandth page costs what the first one does. */
export async function findInboxPage(db: Knex, actor: Actor, request: InboxRequest): Promise<InboxPage> {
  const { onlyUnread, before, after } = request;
  const query = messagesOf(db, actor)
    .leftJoin('users as u', 'u.id', 'i.actor_id')
    .leftJoin('tickets as t', 't.id', 'i.ticket_id')
    .orderBy('i.id', after === null ? 'desc' : 'asc')
    .limit(PAGE_SIZE + 1)
    .select('i.id', 'i.kind', 'i.body', 't.number', 'i.link', 'u.name as who', 'i.created_at', 'i.read_at');
  if (onlyUnread) void query.whereNull('i.read_at');
  if (after !== null) void query.where('i.id', '>', after);
  else if (before !== null) void query.where('i.id', '<', before);
  const found = (await query) as InboxRow[];
  const hasMore = found.length > PAGE_SIZE;
  const rows = after === null ? found.slice(0, PAGE_SIZE) : found.slice(0, PAGE_SIZE).reverse();
  const [first, last] = [rows[0]?.id ?? null, rows.at(-1)?.id ?? null];
  if (after !== null) return { rows, newer: hasMore ? first : null, older: last };
  return { rows, newer: before === null ? null : first, older: hasMore ? last : null };
}

/** A message, and where it leads: to a ticket, to another page, or nowhere. */
export interface MessagePlace {
  readonly id: number;
  readonly number: string | null;
  readonly link: string | null;
}

/** Where a message of a person's leads, if they may still see that; undefined when it isn't theirs. */
export async function findMessage(db: Knex, actor: Actor, id: number): Promise<MessagePlace | undefined> {
  return (await messagesOf(db, actor)
    .leftJoin('tickets as t', 't.id', 'i.ticket_id')
    .where('i.id', id)
    .first('i.id', 't.number', 'i.link')) as MessagePlace | undefined;
}

/** The newest message of a person's, 0 when there is none. */
export async function findLastMessageId(db: Knex, userId: number): Promise<number> {
  const row = (await db('inbox').where('user_id', userId).max('id as id').first()) as { id: number | null };
  return row.id ?? 0;
}

/** The last few unread messages after one, oldest first: what a page that is open announces. */
export async function findNewMessages(
  db: Knex,
  actor: Actor,
  afterId: number,
): Promise<(MessagePlace & { body: string })[]> {
  const rows = (await messagesOf(db, actor)
    .leftJoin('tickets as t', 't.id', 'i.ticket_id')
    .whereNull('i.read_at')
    .where('i.id', '>', afterId)
    .orderBy('i.id', 'desc')
    .limit(MOST_TOLD)
    .select('i.id', 'i.body', 't.number', 'i.link')) as (MessagePlace & { body: string })[];
  return rows.reverse();
}
