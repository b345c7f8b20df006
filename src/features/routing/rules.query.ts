import type { Knex } from 'knex';
import type { RoutingRule } from '../../domain/routing/decide-route.ts';
import type { AssignmentRule, Occasion } from '../../domain/routing/rule.ts';
import type { Place } from '../../domain/ticket/ticket.ts';

/**
 * All assignment rules in their order, with what has become of the groups and people that they name (spec 04), in a
 * constant number of statements. What was checked when it was saved is not checked again: this is read at each step of
 * a ticket.
 */
export async function findRules(db: Knex): Promise<RoutingRule[]> {
  return withPlaces(db, await readRules(db));
}

/** The same with those alone that are asked at an occasion. */
export async function findRulesAsked(db: Knex, occasion: Occasion): Promise<RoutingRule[]> {
  const rules = await readRules(db);
  return withPlaces(
    db,
    rules.filter((rule) => rule.active && rule.occasions.includes(occasion)),
  );
}

/** What the rules say, under its stamp. */
interface Stamped {
  readonly stamp: string;
  readonly rules: readonly AssignmentRule[];
}

/**
 * As they were read last: hundreds of them take longer to read than to ask. Any change of the table gives it another
 * stamp, which never comes twice, in whatever database: what bears the stamp that is there now is what is there now.
 */
let lastRead: Stamped | null = null;

async function readRules(db: Knex): Promise<readonly AssignmentRule[]> {
  const { stamp } = (await db('assignment_rules_stamp').first('stamp')) as { stamp: string };
  if (lastRead?.stamp === stamp) return lastRead.rules;
  const read = await readStamped(db);
  lastRead = read;
  return read.rules;
}

/** Both in one statement, so that they belong together; as one value, which is much faster than row by row. */
async function readStamped(db: Knex): Promise<Stamped> {
  const { rows } = (await db.raw(
    `select s.stamp, coalesce((
       select json_agg(each order by position, id) from (
         select r.id, r.position, r.built_in as "builtIn", r.name, r.active, r.occasions, r.condition,
           r.group_id as "groupId", r.assignee_id as "assigneeId", r.strategy, r.fallback, r.version
         from assignment_rules r
       ) each), '[]') as rules
     from assignment_rules_stamp s`,
  )) as { rows: { stamp: string; rules: (AssignmentRule & { position: number })[] }[] };
  const [row] = rows;
  if (!row) throw new Error('the assignment rules have no stamp');
  return { stamp: row.stamp, rules: row.rules.map(({ position: _position, ...rule }) => rule) };
}

/** Groups and people change without the rules: they are looked up each time. */
async function withPlaces(db: Knex, rules: readonly AssignmentRule[]): Promise<RoutingRule[]> {
  const stages = await findStages(db, rules);
  const homes = await findHomes(db, rules);
  return rules.map((rule): RoutingRule => {
    const { groupId, assigneeId } = rule;
    const stage = groupId === null ? undefined : stages.get(groupId);
    const group: Place | null = stage === undefined ? null : { groupId, stageKey: stage, assigneeId: null };
    const home = assigneeId === null ? undefined : homes.get(keyOf(groupId, assigneeId));
    return { ...rule, group, person: home ? { ...(group ?? home), assigneeId } : null };
  });
}

/** The stages of those groups of the rules that are in use. */
async function findStages(db: Knex, rules: readonly AssignmentRule[]): Promise<Map<number, string>> {
  const ids = [...new Set(rules.flatMap(({ groupId }) => groupId ?? []))];
  if (ids.length === 0) return new Map();
  const rows = (await db('groups').whereIn('id', ids).where('active', true).select('id', 'stage_key')) as {
    id: number;
    stage_key: string;
  }[];
  return new Map(rows.map((row) => [row.id, row.stage_key]));
}

/** Those people of the rules who are still there, in the group that the rule names, or in their own first one. */
async function findHomes(db: Knex, rules: readonly AssignmentRule[]): Promise<Map<string, Place>> {
  const named = rules.flatMap(({ groupId, assigneeId }) =>
    assigneeId === null ? [] : { groupId, assigneeId },
  );
  if (named.length === 0) return new Map();
  const { rows } = (await db.raw(
    `select distinct n."groupId" as "ruleGroupId", u.id as "assigneeId", home.id as "groupId", home.stage_key as "stageKey"
     from jsonb_to_recordset(?) as n ("groupId" bigint, "assigneeId" bigint)
     join users u on u.id = n."assigneeId" and u.active
     left join group_members m on m.group_id = n."groupId" and m.user_id = u.id
     left join lateral (
       select h.id, h.stage_key from group_members hm
       join groups h on h.id = hm.group_id and h.active join stages s on s.key = h.stage_key
       where n."groupId" is null and hm.user_id = u.id order by s.position, h.position, h.id limit 1
     ) home on true
     where n."groupId" is null or m.user_id is not null`,
    [JSON.stringify(named)],
  )) as { rows: (Place & { ruleGroupId: number | null; assigneeId: number })[] };
  return new Map(
    rows.map(({ ruleGroupId, ...home }) => [keyOf(ruleGroupId, home.assigneeId), home] as const),
  );
}

const keyOf = (groupId: number | null, userId: number): string => `${groupId ?? ''} ${userId}`;
