import type { Ctx } from '../../context.ts';
import type { ConditionSubject } from '../../domain/conditions/subject.ts';
import {
  type Candidate,
  type Choice,
  chooseMember,
  type Familiar,
  judgeCandidate,
  type Unavailable,
} from '../../domain/routing/choose-member.ts';
import {
  type JudgedRoutingRule,
  judgeRules,
  type Route,
  strategyOf,
} from '../../domain/routing/decide-route.ts';
import type { Fallback, Occasion, Strategy } from '../../domain/routing/rule.ts';
import { findWorld } from '../conditions/world.query.ts';
import { findSettings } from '../settings/settings.query.ts';
import { findCandidates, findFamiliar } from './candidates.query.ts';
import { findRoutingPlaces } from './routing-places.query.ts';
import { findRules } from './rules.query.ts';
import { findGroupsOnShift, type GroupOnShift } from './shifts.query.ts';

/** What would become of a ticket, and why. */
export interface ExplainedRoute {
  /** Every rule in order, with what its conditions answered, and why it does not decide. */
  readonly rules: readonly JudgedRoutingRule[];
  /** Null when there is nowhere to go. */
  readonly route: Route | null;
  /** Null where the route leads into no pool. */
  readonly pool: ExplainedPool | null;
}

export interface ExplainedPool {
  readonly group: GroupOnShift;
  readonly strategy: Strategy;
  readonly fallback: Fallback;
  readonly members: readonly {
    readonly candidate: Candidate;
    /** Why they would be given nothing; null when they could be. */
    readonly why: Unavailable | null;
    readonly familiar: Familiar['by'] | null;
  }[];
  /** Who would be given it: by the strategy, or because the rule names them. */
  readonly choice: Choice | null;
  readonly agentId: number | null;
  /** Why it would wait: nobody may be given it, or it is not the group's working time. */
  readonly waits: 'nobody' | 'off_hours' | null;
}

/**
 * What automatic assignment would do with a ticket now, stored or thought of (spec 04, "try it"): which rule decides and
 * why the others do not, who would get it and why not the others. Changes nothing, and holds nobody.
 */
export async function explainRoute(
  { db, now, zone }: Pick<Ctx, 'db' | 'now' | 'zone'>,
  asked: {
    readonly subject: ConditionSubject;
    readonly categoryId: number;
    readonly occasion: Occasion;
    /** Of a stored ticket: it does not make anybody familiar with itself. */
    readonly ticketId: number | null;
  },
): Promise<ExplainedRoute> {
  const at = now();
  const settings = await findSettings(db);
  const places = await findRoutingPlaces(db, settings, asked.categoryId);
  const world = await findWorld(db, at, zone);
  const { occasion, subject } = asked;
  const { route, rules } = judgeRules(await findRules(db), { occasion, subject, world, places });
  const groupId = route?.place.groupId ?? null;
  const group = groupId === null ? undefined : (await findGroupsOnShift(db, [groupId], at)).get(groupId);
  if (!route || !group) return { rules, route, pool: null };
  const candidates = (await findCandidates(db, [group.id], settings.assign_capacity)).get(group.id) ?? [];
  const { phone, orderNumber } = subject;
  const known = { key: 0, groupId: group.id, ticketId: asked.ticketId, customerId: null, phone, orderNumber };
  const familiar = (await findFamiliar(db, [known])).get(0) ?? [];
  return { rules, route, pool: explainPool(route, group, { candidates, familiar, now: at }) };
}

function explainPool(
  route: Route,
  group: GroupOnShift,
  known: { candidates: readonly Candidate[]; familiar: readonly Familiar[]; now: Date },
): ExplainedPool {
  const { strategy, fallback } = strategyOf(route, group);
  const members = known.candidates.map((candidate) => ({
    candidate,
    why: judgeCandidate(candidate, { now: known.now, requiresOnline: group.requiresOnline }),
    familiar: known.familiar.find(({ userId }) => userId === candidate.userId)?.by ?? null,
  }));
  const available = members.filter(({ why }) => why === null).map(({ candidate }) => candidate);
  const picks = route.agentId === null && group.isOpen;
  const choice = picks ? chooseMember(available, strategy, fallback, known.familiar) : null;
  const isPooled = strategy === 'pool' || (group.isOpen && strategy === 'familiar' && fallback === 'pool');
  const waits = choice || route.agentId !== null || isPooled ? null : group.isOpen ? 'nobody' : 'off_hours';
  return { group, strategy, fallback, members, choice, agentId: route.agentId, waits };
}
