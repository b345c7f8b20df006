import type { Knex } from 'knex';
import type { Ctx } from '../../context.ts';
import { normalizePhone } from '../../domain/form/phone.ts';
import { answerPath } from '../../domain/list/answer-path.ts';
import type { FieldFilter } from '../../domain/list/field-filter.ts';
import { searchQuery } from '../../domain/search/terms.ts';
import { endOfDay, startOfDay } from '../../domain/time/format.ts';
import { belowIn } from '../conditions/sql-parts.to-sql.ts';
import { slaFilterSql } from '../sla/sla-filter.to-sql.ts';
import type { ListRequest } from './list-request.ts';

/**
 * The filters of a list as SQL (spec 07), for tickets under the alias `t`: the list, its neighbours, "all that match"
 * and the export go through here. The right to read is `onlyVisible`, beside it.
 * @param fields what the conditions on custom fields mean; null for one that can't be applied, and so finds nothing
 */
export function filterTickets(
  query: Knex.QueryBuilder,
  ctx: Pick<Ctx, 'zone' | 'now'>,
  request: ListRequest,
  fields: readonly (FieldFilter | null)[],
): void {
  const { status, categoryId, assigneeId, groupId, from, to, text, priorities, source } = request;
  if (status === 'open') void query.whereNot('t.status', 'closed');
  else if (status) void query.where('t.status', status);
  if (categoryId !== null) {
    const below = belowIn('categories', [categoryId]);
    void query.whereRaw(`t.category_id = ${below.sql}`, below.bindings);
  }
  if (assigneeId === 'none') void query.whereNull('t.assignee_id');
  else if (assigneeId !== null) void query.where('t.assignee_id', assigneeId);
  if (groupId !== null) void query.where('t.group_id', groupId);
  const start = from === null ? null : startOfDay(from, ctx.zone);
  const end = to === null ? null : endOfDay(to, ctx.zone);
  if (start) void query.where('t.created_at', '>=', start);
  if (end) void query.where('t.created_at', '<', end);
  if (priorities.length > 0) void query.whereIn('t.priority', [...priorities]);
  if (source !== null) void query.where('t.source_key', source);
  if (request.sla !== null) {
    const { sql, bindings } = slaFilterSql(request.sla, ctx.now(), ctx.zone);
    void query.whereRaw(sql, bindings);
  }
  if (request.importId !== null) void query.where('t.import_id', request.importId);
  for (const field of fields) matchField(query, field);
  if (text !== '') matchText(query, text);
}

/** An answer that equals something is found by its index; for the rest, an index tells which tickets have any. */
function matchField(query: Knex.QueryBuilder, filter: FieldFilter | null): void {
  const predicate = filter && predicateOf(filter);
  if (!predicate) {
    void query.whereRaw('false');
    return;
  }
  void query.whereRaw('t."values" @@ ?::jsonpath', [predicate]);
  if (filter.equals.length > 0 && filter.beginnings.length === 0) return;
  void query.whereRaw('answered_fields(t."values") @> ?::text[]', [[filter.key]]);
}

function predicateOf({ key, equals, beginnings, min, max }: FieldFilter): string {
  return answerPath(key, { values: equals, beginnings, from: min, to: max });
}

/** Number, phone (whole, beginning, or the last four digits), or words of the title: each by its index. */
function matchText(query: Knex.QueryBuilder, text: string): void {
  const branches: { sql: string; bindings: Knex.RawBinding[] }[] = [];
  const terms = searchQuery(text);
  if (terms) {
    branches.push({
      sql: `select id from tickets where title_terms @@ ?::tsquery and normalize(title, NFKC) ilike all (?::text[])`,
      bindings: [terms, wordsOf(text).map((word) => `%${likeText(word)}%`)],
    });
  }
  const digits = text.replace(/[\s-]/g, '');
  if (/^[a-z]{1,6}\d{2,6}(-?\d{1,8})?$/i.test(text)) {
    branches.push({
      sql: 'select id from tickets where number like ?',
      bindings: [`${likeText(text.toUpperCase())}%`],
    });
  }
  if (/^\d{4}$/.test(digits)) {
    branches.push({
      sql: 'select id from tickets where right(phone, 4) = ? and phone is not null',
      bindings: [digits],
    });
  } else if (/^\+?\d{5,15}$/.test(digits)) {
    const phone = normalizePhone(digits);
    const start = 'e164' in phone ? phone.e164 : digits.startsWith('+') ? digits : `+86${digits}`;
    branches.push({ sql: 'select id from tickets where phone like ?', bindings: [`${start}%`] });
  }
  if (branches.length === 0) void query.whereRaw('false');
  else {
    void query.whereRaw(
      `t.id in (${branches.map((branch) => branch.sql).join(' union all ')})`,
      branches.flatMap((branch) => branch.bindings),
    );
  }
}

/** Each word must stand in the title as it is: pairs of characters alone may come from anywhere in it. */
function wordsOf(text: string): string[] {
  return text
    .normalize('NFKC')
    .split(/\s+/)
    .filter((word) => word !== '');
}

function likeText(text: string): string {
  return text.trim().replace(/[\\%_]/g, (character) => `\\${character}`);
}
