import type { Knex } from 'knex';
import type { Ctx } from '../../context.ts';
import { searchQuery } from '../../domain/search/terms.ts';
import { endOfDay, startOfDay } from '../../domain/time/format.ts';
import type { AuditCursor, AuditRequest } from './audit-request.ts';

const AUDIT_PAGE_SIZE = 50;

export interface AuditRow {
  readonly id: number;
  readonly occurred_at: Date;
  readonly actor_id: number | null;
  readonly who: string | null;
  readonly username: string | null;
  readonly action: string;
  readonly subject_type: string;
  readonly subject_id: string | null;
  readonly subject_name: string | null;
  readonly changes: Readonly<Record<string, unknown>>;
  readonly source_ip: string | null;
  readonly user_agent: string | null;
}

/** One page of the audit log, newest first, by key: page 1,000 costs what page 1 costs (spec 03). */
export async function findAuditPage(
  ctx: Ctx,
  request: AuditRequest,
): Promise<{ rows: AuditRow[]; newer: AuditCursor | null; older: AuditCursor | null }> {
  const { cursor } = request;
  const direction = cursor?.backwards ? 'asc' : 'desc';
  const query = ctx
    .db('audit_log as a')
    .modify((part) => filter(part, ctx, request))
    .orderBy([
      { column: 'a.occurred_at', order: direction },
      { column: 'a.id', order: direction },
    ])
    .limit(AUDIT_PAGE_SIZE + 1)
    .select('a.*');
  if (cursor) {
    const sign = cursor.backwards ? '>' : '<';
    void query.whereRaw(`(a.occurred_at, a.id) ${sign} (?, ?)`, [new Date(cursor.at), cursor.id]);
  }
  // People are looked up for the one page, whichever way the entries were found.
  const rows = (await ctx
    .db(query.as('a'))
    .leftJoin('users as u', 'u.id', 'a.actor_id')
    .orderBy([
      { column: 'a.occurred_at', order: direction },
      { column: 'a.id', order: direction },
    ])
    .select(
      ...['a.id', 'a.occurred_at', 'a.actor_id', 'a.action', 'a.subject_type', 'a.subject_id'],
      ...['a.subject_name', 'a.changes', 'a.user_agent', 'u.name as who', 'u.username'],
      ctx.db.raw('host(a.source_ip) as source_ip'),
    )) as AuditRow[];
  const more = rows.length > AUDIT_PAGE_SIZE;
  const page = rows.slice(0, AUDIT_PAGE_SIZE);
  if (cursor?.backwards) page.reverse();
  const [first, last] = [page[0], page.at(-1)];
  const hasNewer = cursor !== null && (cursor.backwards ? more : true);
  const hasOlder = cursor?.backwards ? true : more;
  return {
    rows: page,
    newer: hasNewer && first ? placeOf(first, true) : null,
    older: hasOlder && last ? placeOf(last, false) : null,
  };
}

function placeOf({ occurred_at: at, id }: AuditRow, backwards: boolean): AuditCursor {
  return { at: at.getTime(), id, backwards };
}

/** Each filter has an index that ends in the time, or one for its words. */
function filter(query: Knex.QueryBuilder, ctx: Ctx, request: AuditRequest): void {
  const { actorId, kind, action, subjectId, from, to, ip, text } = request;
  if (actorId !== null) void query.where('a.actor_id', actorId);
  if (kind !== null) void query.where('a.subject_type', kind);
  if (action !== null) void query.where('a.action', action);
  if (subjectId !== null) void query.where('a.subject_id', subjectId);
  if (ip !== null)
    void query.whereRaw(ip.includes('/') ? 'a.source_ip <<= ?::cidr' : 'a.source_ip = ?::inet', [ip]);
  const start = from === null ? null : startOfDay(from, ctx.zone);
  const end = to === null ? null : endOfDay(to, ctx.zone);
  if (start) void query.where('a.occurred_at', '>=', start);
  if (end) void query.where('a.occurred_at', '<', end);
  if (text !== '') {
    const terms = searchQuery(text);
    void query.whereRaw(terms ? 'a.terms @@ ?::tsquery' : 'false', terms ? [terms] : []);
  }
}

export interface AuditOptions {
  readonly kinds: readonly string[];
  readonly actions: readonly string[];
  readonly people: readonly { readonly id: number; readonly name: string; readonly username: string }[];
}

/** What the filters offer: whatever occurs in the log. Each value is one step through its index, not one row. */
export async function findAuditOptions(db: Knex): Promise<AuditOptions> {
  const [kinds, actions, people] = await Promise.all([
    findDistinct(db, 'subject_type'),
    findDistinct(db, 'action'),
    db('users').orderBy(['name', 'id']).select('id', 'name', 'username') as Promise<AuditOptions['people']>,
  ]);
  return { kinds, actions, people };
}

async function findDistinct(db: Knex, column: 'subject_type' | 'action'): Promise<string[]> {
  const { rows } = (await db.raw(
    `with recursive each as (
       (select ??1 as value from audit_log order by ??1 limit 1)
       union all
       select (select ??1 from audit_log where ??1 > each.value order by ??1 limit 1) from each where each.value is not null
     ) select value from each where value is not null`.replaceAll('??1', column),
  )) as { rows: { value: string }[] };
  return rows.map(({ value }) => value);
}
