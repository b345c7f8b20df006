import type { Knex } from 'knex';
import type { FieldOption, FieldValues } from '../../domain/form/field.ts';
import type { DutyState } from '../../domain/people/duty.ts';
import type { Place } from '../../domain/ticket/ticket.ts';
import { Invalid } from '../../errors.ts';
import type { Translate } from '../../i18n.ts';

export interface TargetOptions {
  readonly groups: readonly FieldOption[];
  readonly people: readonly FieldOption[];
  /** The same people, without their load. */
  readonly colleagues: readonly FieldOption[];
}

/**
 * The groups that a group may hand over to (spec 03), itself among them; null when it may to any: none was chosen, or
 * the ticket is in no group.
 */
export async function findHandoverGroups(db: Knex, fromGroupId: number | null): Promise<number[] | null> {
  if (fromGroupId === null) return null;
  const chosen = (await db('group_handovers')
    .where('group_id', fromGroupId)
    .pluck('to_group_id')) as number[];
  return chosen.length === 0 ? null : [fromGroupId, ...chosen];
}

/**
 * Groups and people a ticket can be sent to, each with the state and the open load that help to choose (spec 04).
 * @param within only these groups and their members; colleagues to work along are not limited
 */
export async function findTargets(
  db: Knex,
  t: Translate,
  within: readonly number[] | null = null,
): Promise<TargetOptions> {
  const { rows: groups } = (await db.raw(
    `select g.id, g.name, (select count(*)::int from tickets t
        where t.group_id = g.id and t.status <> 'closed' and t.assignee_id is null) as waiting
     from groups g join stages s on s.key = g.stage_key where g.active order by s.position, g.position, g.id`,
  )) as { rows: { id: number; name: string; waiting: number }[] };
  const { rows: people } = (await db.raw(
    `select u.id, u.name, string_agg(g.name, ' / ' order by s.position, g.position) as groups,
        (select count(*)::int from tickets t where t.assignee_id = u.id and t.status <> 'closed') as open,
        array_agg(g.id)::int8[] as group_ids, (select d.state from duty d where d.user_id = u.id) as state
     from users u join group_members m on m.user_id = u.id join groups g on g.id = m.group_id and g.active
       join stages s on s.key = g.stage_key
     where u.active group by u.id order by min(s.position), min(g.position), u.name`,
  )) as {
    rows: {
      id: number;
      name: string;
      groups: string;
      open: number;
      state: DutyState;
      group_ids: (number | string)[];
    }[];
  };
  const isOpen = (id: number | string): boolean => within === null || within.includes(Number(id));
  const offered = people.filter((p) => p.group_ids.some(isOpen));
  return {
    groups: groups
      .filter((g) => isOpen(g.id))
      .map((g) => ({
        value: String(g.id),
        label: `${g.name} · ${t('routing.waiting', { count: g.waiting })}`,
      })),
    people: offered.map((p) => ({
      value: String(p.id),
      label: [p.name, p.groups, t(`duty.${p.state}`), t('routing.in_hand', { count: p.open })].join(' · '),
    })),
    colleagues: people.map((p) => ({ value: String(p.id), label: `${p.name} · ${p.groups}` })),
  };
}

/**
 * The place chosen in a form: a group's pool, a person in a group, or a person (then in the first group of theirs).
 * @param within only these groups
 * @throws Invalid when nothing is chosen, the person is not in the group, or either can't take tickets, or not from there
 */
export async function findTarget(
  db: Knex,
  values: FieldValues,
  within: readonly number[] | null = null,
): Promise<Place> {
  const groupId = idOf(values['group_id']);
  const assigneeId = idOf(values['assignee_id']);
  if (groupId === null && assigneeId === null) refuse('group_id', 'target_required');
  if (assigneeId === null) {
    const group = (await db('groups').where({ id: groupId, active: true }).first('id', 'stage_key')) as
      { id: number; stage_key: string } | undefined;
    if (!group) return refuse('group_id', 'target_gone');
    if (within !== null && !within.includes(group.id)) return refuse('group_id', 'target_not_allowed');
    return { groupId: group.id, stageKey: group.stage_key, assigneeId: null };
  }
  const memberships = (await db('group_members as m')
    .join('users as u', 'u.id', 'm.user_id')
    .join('groups as g', 'g.id', 'm.group_id')
    .join('stages as s', 's.key', 'g.stage_key')
    .where({ 'u.id': assigneeId, 'u.active': true, 'g.active': true })
    .modify((query) => (groupId === null ? undefined : void query.where('g.id', groupId)))
    .orderBy(['s.position', 'g.position', 'g.id'])
    .select('g.id', 'g.stage_key')) as { id: number; stage_key: string }[];
  if (memberships.length === 0)
    return refuse('assignee_id', groupId === null ? 'target_gone' : 'target_not_in_group');
  const membership = memberships.find(({ id }) => within === null || within.includes(id));
  if (!membership) return refuse('assignee_id', 'target_not_allowed');
  return { groupId: membership.id, stageKey: membership.stage_key, assigneeId };
}

function idOf(value: FieldValues[string] | undefined): number | null {
  return typeof value === 'string' && /^\d{1,15}$/.test(value) ? Number(value) : null;
}

function refuse(key: string, code: string): never {
  throw new Invalid({ [key]: { code, params: {} } });
}
