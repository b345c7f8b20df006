import { evaluateConditions, judgeConditions, type JudgedGroup } from '../conditions/evaluate.ts';
import type { ConditionSubject, ConditionWorld } from '../conditions/subject.ts';
import type { Place } from '../ticket/ticket.ts';
import type { AssignmentRule, Fallback, Occasion, Strategy } from './rule.ts';

/** The groups that the settings and the category name (spec 04). */
export interface RoutingPlaces {
  readonly reviewStep: boolean;
  readonly reviewGroup: Place | null;
  readonly defaultGroup: Place | null;
  readonly categoryGroup: Place | null;
}

/** A rule with what has become of the group and the person that it names. */
export interface RoutingRule extends AssignmentRule {
  /** The pool of its group; null when it names none, or one that is out of use. */
  readonly group: Place | null;
  /** Where its person is: in its group, else in their first one; null when they have left. */
  readonly person: Place | null;
}

/** Where a ticket goes, and by what. */
export interface Route {
  readonly by: 'rule' | 'category' | 'default' | 'review';
  /** Of a rule. */
  readonly ruleId: number | null;
  readonly ruleName: string | null;
  /** A pool; in somebody's hands only where they are in no group. */
  readonly place: Place;
  /** The person to whom a rule gives it. */
  readonly agentId: number | null;
  /** Null: as the group has it. */
  readonly strategy: Strategy | null;
  readonly fallback: Fallback | null;
}

/** What the rules are asked about. */
export interface RoutingQuestion {
  readonly occasion: Occasion;
  /** May be missing where no rule of the occasion looks at it at all. */
  readonly subject: ConditionSubject | null;
  readonly world: ConditionWorld | null;
  readonly places: RoutingPlaces;
}

/** Why a rule does not decide: judged in this order. */
export type PassedOver =
  'inactive' | 'other_occasion' | 'review_off' | 'group_gone' | 'agent_gone' | 'conditions' | 'later';

/** A rule as the page for trying shows it. */
export interface JudgedRoutingRule {
  readonly rule: RoutingRule;
  /** Null for the one that decides. */
  readonly why: PassedOver | null;
  /** What each part of its conditions answered. */
  readonly judged: JudgedGroup;
}

/** Where the occasion sends a ticket that no rule fits, the first that is there. */
const WITHOUT_RULE: Readonly<Record<Occasion, readonly ('category' | 'default' | 'review')[]>> = {
  created: ['category', 'default'],
  escalated: ['category', 'default'],
  reopened: ['category', 'default', 'review'],
  dispatched: ['category', 'default', 'review'],
};

/**
 * Where a ticket goes (spec 04): the first rule in order that is asked at this occasion, still has somewhere to send it
 * and fits; without one the category's own group, else the default one. Null when there is nowhere.
 */
export function decideRoute(rules: readonly RoutingRule[], question: RoutingQuestion): Route | null {
  const rule = rules.find((each) => whyNot(each, question) === null && fits(each, question));
  return (rule && routeBy(rule, question.places)) ?? routeWithoutRule(question.occasion, question.places);
}

/** The same with every rule: which decides, and why each of the others does not. */
export function judgeRules(
  rules: readonly RoutingRule[],
  question: RoutingQuestion & { readonly subject: ConditionSubject; readonly world: ConditionWorld },
): { readonly route: Route | null; readonly rules: readonly JudgedRoutingRule[] } {
  let decides: RoutingRule | null = null;
  const judged = rules.map((rule): JudgedRoutingRule => {
    const answers = judgeConditions(rule.condition, question.subject, question.world);
    const why = whyNot(rule, question) ?? (answers.holds ? null : 'conditions');
    if (why !== null) return { rule, why, judged: answers };
    if (decides !== null) return { rule, why: 'later', judged: answers };
    decides = rule;
    return { rule, why: null, judged: answers };
  });
  return { route: decideRoute(rules, question), rules: judged };
}

/** Where it goes when no rule fits; null when there is nowhere. */
export function routeWithoutRule(occasion: Occasion, places: RoutingPlaces): Route | null {
  const named = { category: places.categoryGroup, default: places.defaultGroup, review: places.reviewGroup };
  for (const by of WITHOUT_RULE[occasion]) {
    const place = named[by];
    if (place) return { ...BY_NO_RULE, by, place };
  }
  return null;
}

const BY_NO_RULE = { ruleId: null, ruleName: null, agentId: null, strategy: null, fallback: null } as const;

function whyNot(rule: RoutingRule, { occasion, places }: RoutingQuestion): PassedOver | null {
  if (!rule.active) return 'inactive';
  if (!rule.occasions.includes(occasion)) return 'other_occasion';
  if (rule.builtIn === 'review') return places.reviewStep && places.reviewGroup ? null : 'review_off';
  if (rule.groupId !== null && rule.group === null) return 'group_gone';
  if (rule.assigneeId !== null && rule.person === null) return 'agent_gone';
  return null;
}

function fits({ condition }: RoutingRule, { subject, world }: RoutingQuestion): boolean {
  if (subject && world) return evaluateConditions(condition, subject, world);
  return condition.root.of.length === 0 && condition.root.kind !== 'any';
}

function routeBy(rule: RoutingRule, places: RoutingPlaces): Route | null {
  const place =
    rule.builtIn === 'review' ? places.reviewGroup : (rule.group ?? (rule.person && poolOf(rule.person)));
  return (
    place && {
      by: 'rule',
      ruleId: rule.id,
      ruleName: rule.name,
      place,
      agentId: rule.assigneeId,
      strategy: rule.strategy,
      fallback: rule.fallback,
    }
  );
}

/** Whoever is in no group has no pool: it goes straight into their hands. */
function poolOf(person: Place): Place {
  return person.groupId === null ? person : { ...person, assigneeId: null };
}

/** What the log keeps of a route: by what the ticket came where it is. Nothing, where somebody sent it by hand. */
export function tellRoute(route: Pick<Route, 'by' | 'ruleName'> | null): Readonly<Record<string, string>> {
  if (route === null) return {};
  return route.ruleName === null ? { routedBy: route.by } : { routedBy: route.by, routeRule: route.ruleName };
}

/** The strategy of the rule, else that of the group; a rule that has one has its own fallback, too. */
export function strategyOf(
  route: Pick<Route, 'strategy' | 'fallback'> | null,
  group: { readonly strategy: Strategy; readonly fallback: Fallback },
): { strategy: Strategy; fallback: Fallback } {
  const strategy = route?.strategy ?? null;
  if (strategy === null) return { strategy: group.strategy, fallback: group.fallback };
  return { strategy, fallback: route?.fallback ?? group.fallback };
}
