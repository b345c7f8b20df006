import type { Knex } from 'knex';
import type { Conditions } from '../../domain/conditions/language.ts';
import type { RoutingRule } from '../../domain/routing/decide-route.ts';
import type { Fallback, Occasion, Strategy } from '../../domain/routing/rule.ts';
import type { Place } from '../../domain/ticket/ticket.ts';

interface RuleRow {
  id: number;
  builtIn: 'review' | null;
  name: string;
  active: boolean;
  occasions: Occasion[];
  condition: Conditions;
  groupId: number | null;
  assigneeId: number | null;
  strategy: Strategy | null;
  fallback: Fallback | null;
  version: number;
  position: number;
  group_stage: string | null;
  is_there: boolean;
  home_id: number | null;
  home_stage: string | null;
}

/**
 * All assignment rules in their order, with what has become of the groups and people that they name (spec 04), in one
 * statement. What was checked when it was saved is not checked again: this is read at each step of a ticket.
 */
export function findRules(db: Knex): Promise<RoutingRule[]> {
  return readRules(db, null);
}

/** The same with those alone that are asked at an occasion. */
export function findRulesAsked(db: Knex, occasion: Occasion): Promise<RoutingRule[]> {
  return readRules(db, occasion);
}

/** As one value: hundreds of rules are read much faster so than row by row. */
async function readRules(db: Knex, occasion: Occasion | null): Promise<RoutingRule[]> {
  const { rows } = (await db.raw(
    `select coalesce(json_agg(each order by position, id), '[]') as rules from (
     select r.position, r.id, r.built_in as "builtIn", r.name, r.active, r.occasions, r.condition, r.group_id as "groupId",
       r.assignee_id as "assigneeId", r.strategy, r.fallback, r.version, g.stage_key as group_stage,
       (u.id is not null and (r.group_id is null or m.user_id is not null)) as is_there,
       home.id as home_id, home.stage_key as home_stage
     from assignment_rules r
     left join groups g on g.id = r.group_id and g.active
     left join users u on u.id = r.assignee_id and u.active
     left join group_members m on m.group_id = r.group_id and m.user_id = r.assignee_id
     left join lateral (
       select h.id, h.stage_key from group_members hm
       join groups h on h.id = hm.group_id and h.active join stages s on s.key = h.stage_key
       where r.group_id is null and hm.user_id = r.assignee_id order by s.position, h.position, h.id limit 1
     ) home on true
     where ?::text is null or (r.active and ?::text = any(r.occasions))
     ) each`,
    [occasion, occasion],
  )) as { rows: { rules: RuleRow[] }[] };
  return (rows[0]?.rules ?? []).map(toRule);
}

function toRule({
  position: _position,
  group_stage,
  is_there,
  home_id,
  home_stage,
  ...rule
}: RuleRow): RoutingRule {
  const group: Place | null =
    group_stage === null ? null : { groupId: rule.groupId, stageKey: group_stage, assigneeId: null };
  const home = { groupId: home_id, stageKey: home_stage };
  const person = is_there ? { ...(group ?? home), assigneeId: rule.assigneeId } : null;
  return { ...rule, group, person };
}
