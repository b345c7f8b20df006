import type { Knex } from 'knex';
import type { Actor } from '../../domain/people/permissions.ts';
import { scopesOf } from '../../domain/people/permissions.ts';

/**
 * The one place where the right to read tickets becomes SQL (spec 03). Lists, counts, look-ups and single reads all
 * go through it, so they can't disagree. The same rule in memory is `canRead` of the domain.
 * A union of indexed branches rather than a chain of ORs: no branch can force a scan of the table.
 * @param tickets the name or alias of the tickets table in the query
 */
export function onlyVisible(query: Knex.QueryBuilder, actor: Actor, tickets = 'tickets'): Knex.QueryBuilder {
  const scopes = scopesOf(actor, 'ticket.read');
  if (scopes.includes('all')) return query;
  if (scopes.length === 0) return query.whereRaw('false');
  const groups = [...actor.groupIds];
  const branches: { sql: string; bindings: Knex.RawBinding[] }[] = [
    { sql: 'select id from tickets where assignee_id = ?', bindings: [actor.id] },
    { sql: 'select id from tickets where creator_id = ?', bindings: [actor.id] },
    { sql: 'select ticket_id from ticket_collaborators where user_id = ?', bindings: [actor.id] },
  ];
  if (scopes.includes('groups')) {
    branches.push({ sql: 'select id from tickets where group_id = any(?)', bindings: [groups] });
  }
  if (scopes.includes('pool')) {
    branches.push({
      sql: `select id from tickets where group_id = any(?) and assignee_id is null and status <> 'closed'`,
      bindings: [groups],
    });
  }
  if (scopes.includes('review')) {
    branches.push({
      sql: `select id from tickets where stage_key = 'review' and status <> 'closed'`,
      bindings: [],
    });
  }
  // As an array: gathered once, however the planner turns the rest of the query.
  return query.whereRaw(`??.id = any(array(${branches.map((branch) => branch.sql).join(' union all ')}))`, [
    tickets,
    ...branches.flatMap((branch) => branch.bindings),
  ]);
}
