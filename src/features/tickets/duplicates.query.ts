import type { Knex } from 'knex';
import type { Actor } from '../../domain/people/permissions.ts';
import { holds } from '../../domain/people/permissions.ts';
import type { Refusal } from '../../domain/ticket/action-rule.ts';
import { judgeAction } from '../../domain/ticket/action-rule.ts';
import { ACTION_TABLE } from '../../domain/ticket/action-table.ts';
import type { Status } from '../../domain/ticket/status.ts';
import { UNFINISHED_STATUSES } from '../../domain/ticket/status.ts';
import { findSettings } from '../settings/settings.query.ts';
import { findSituation } from './situation.query.ts';
import { findVisible } from './ticket.query.ts';

export interface Duplicate {
  readonly number: string;
  readonly title: string;
  readonly status: Status;
  readonly assignee_name: string | null;
  readonly group_name: string | null;
  /** The actor may open it; everyone is told its number (spec 01). */
  readonly visible: boolean;
  /** What can be done about it right here; `refusal` says why not. */
  readonly actions: readonly { readonly action: DuplicateAction; readonly refusal: Refusal | null }[];
}

/** What an agent does who finds that there is a ticket already (spec 01). */
export const DUPLICATE_ACTIONS = ['append', 'urge'] as const;
export type DuplicateAction = (typeof DUPLICATE_ACTIONS)[number];

/** The number of the unfinished ticket that stands where this one would have to be; '' when it has gone meanwhile. */
export async function findUnfinished(db: Knex, number: string): Promise<string> {
  const { rows } = (await db.raw(
    `select o.number from tickets t join tickets o on o.phone = t.phone and o.category_id = t.category_id and o.id <> t.id
     where t.number = ? and o.status not in ('resolved', 'closed')`,
    [number],
  )) as { rows: { number: string }[] };
  return rows[0]?.number ?? '';
}

/** The unfinished ticket of this phone in this category, if there is one (spec 01, duplicate check). */
export async function findDuplicate(
  db: Knex,
  actor: Actor,
  phone: string,
  categoryId: number,
  now: Date,
): Promise<Duplicate | null> {
  const row = (await db('tickets as t')
    .leftJoin('users as u', 'u.id', 't.assignee_id')
    .leftJoin('groups as g', 'g.id', 't.group_id')
    .where({ 't.phone': phone, 't.category_id': categoryId })
    .whereIn('t.status', UNFINISHED_STATUSES)
    .first('t.number', 't.title', 't.status', 'u.name as assignee_name', 'g.name as group_name')) as
    Omit<Duplicate, 'visible' | 'actions'> | undefined;
  if (!row) return null;
  const ticket = await findVisible(db, actor, row.number);
  if (!ticket) return { ...row, visible: false, actions: [] };
  const { situation } = await findSituation(db, actor, ticket, await findSettings(db), now);
  const actions = DUPLICATE_ACTIONS.filter((action) => holds(actor, ACTION_TABLE[action].permission)).map(
    (action) => ({ action, refusal: judgeAction(ACTION_TABLE[action], situation) }),
  );
  return { ...row, visible: true, actions };
}
