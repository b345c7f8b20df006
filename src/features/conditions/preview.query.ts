import type { Knex } from 'knex';
import type { Conditions } from '../../domain/conditions/language.ts';
import type { ConditionWorld } from '../../domain/conditions/subject.ts';
import type { Actor } from '../../domain/people/permissions.ts';
import { onlyVisible } from '../tickets/visible-tickets.to-sql.ts';
import { whereConditions } from './to-sql.ts';

/** Counting stops here: that there are more is all that anybody wants to know. */
export const COUNT_LIMIT = 1000;
const SHOWN = 5;

export interface FittingTickets {
  /** More than the limit stands for any number above it. */
  readonly count: number;
  /** The newest of those that were counted. */
  readonly first: readonly { readonly number: string; readonly title: string }[];
}

/** The tickets that meet conditions, of those that the actor may see (spec 04): so many, and a few of them. */
export async function findFitting(
  db: Knex,
  actor: Actor,
  { conditions, world, isOpen }: { conditions: Conditions; world: ConditionWorld; isOpen: boolean },
): Promise<FittingTickets> {
  const fitting = onlyVisible(db('tickets as t'), actor, 't')
    .limit(COUNT_LIMIT + 1)
    .select('t.id');
  if (isOpen) void fitting.whereNot('t.status', 'closed');
  whereConditions(fitting, conditions, world);
  const rows = (await db
    .with('fitting', fitting)
    .from('tickets as t')
    .whereRaw('t.id in (select id from fitting)')
    .orderBy('t.id', 'desc')
    .limit(SHOWN)
    .select('t.number', 't.title', db.raw('(select count(*)::int from fitting) as count'))) as {
    number: string;
    title: string;
    count: number;
  }[];
  return { count: rows[0]?.count ?? 0, first: rows.map(({ number, title }) => ({ number, title })) };
}

/** From here on statements of the transaction end after so many milliseconds. */
export async function limitStatements(db: Knex, milliseconds: number): Promise<void> {
  await db.raw(`select set_config('statement_timeout', ?, true)`, [String(milliseconds)]);
}
