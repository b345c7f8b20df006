import { attributeIn, type Catalogue, optionIn } from '../../domain/conditions/catalogue.ts';
import type { Judged } from '../../domain/conditions/evaluate.ts';
import type { JudgedRoutingRule, Route } from '../../domain/routing/decide-route.ts';
import type { Translate } from '../../i18n.ts';
import { tellTest } from '../conditions/tell-conditions.view.ts';
import type { ExplainedPool, ExplainedRoute } from './explain-route.ts';
import { tellStrategy } from './rule-list.view.ts';
import type { Trial } from './rule-trial.query.ts';

interface Words {
  readonly catalogue: Catalogue;
  readonly t: Translate;
}

/** One part of conditions with its answer: a test as a sentence, or what a group asks for, with its parts. */
export interface ToldAnswer {
  readonly holds: boolean;
  readonly told: string;
  readonly of: readonly ToldAnswer[];
}

/** What would become of a ticket, in words (spec 04, "try it"). */
export function presentTrial(
  { rules, route, pool }: ExplainedRoute,
  { ticket, ...words }: Words & Pick<Trial, 'ticket'>,
) {
  const { t } = words;
  return {
    ticket,
    decision: t(`config.rule.try.${route ? `to_${route.by}` : 'nowhere'}`, { rule: route?.ruleName }),
    place: route && tellPlace(route, pool, words),
    who: route && tellWho(route, pool, words),
    rules: rules.map((judged) => presentJudged(judged, words)),
    group: pool?.group.name ?? null,
    members: pool ? presentMembers(pool, t) : [],
  };
}

function tellPlace(route: Route, pool: ExplainedPool | null, words: Words): string {
  if (!pool) return nameOf('assignee', route.place.assigneeId, words);
  const strategy = tellStrategy(pool.strategy, pool.fallback, words.t);
  return words.t('config.rule.try.place', { group: pool.group.name, strategy });
}

/** Who would get it, and why them; or why nobody would. */
function tellWho(route: Route, pool: ExplainedPool | null, words: Words): string {
  const { t } = words;
  const agentId = route.agentId ?? route.place.assigneeId;
  if (agentId !== null) return t('config.rule.try.agent', { name: nameOf('assignee', agentId, words) });
  if (pool?.choice) {
    const { candidate, familiar, strategy } = pool.choice;
    const because = t(`config.rule.try.because.${familiar ?? strategy}`);
    const isSecondBest = pool.strategy === 'familiar' && familiar === null;
    return t(`config.rule.try.${isSecondBest ? 'gets_else' : 'gets'}`, { name: candidate.name, because });
  }
  return t(`config.rule.try.${pool?.waits ? `waits_${pool.waits}` : 'pool'}`);
}

function nameOf(key: string, id: number | null, { catalogue }: Words): string {
  const options = attributeIn(catalogue, key)?.options ?? [];
  return optionIn(options, String(id))?.path.at(-1) ?? String(id);
}

function presentJudged({ rule, why, judged }: JudgedRoutingRule, words: Words) {
  const { t } = words;
  // What was not asked is not answered: rules that are off, or not for this occasion.
  const isAsked = why === null || why === 'conditions' || why === 'later';
  return {
    id: rule.id,
    name: rule.name,
    isReview: rule.builtIn === 'review',
    outcome: why === null ? 'decides' : 'passed',
    why: why === null ? t('config.rule.try.decides') : t(`config.rule.try.passed.${why}`),
    answers: isAsked ? judged.of.map((each) => tellAnswer(each, words)) : [],
    kind: judged.kind === 'all' ? null : t(`condition_builder.kind.${judged.kind}`),
  };
}

/** What conditions answered, part by part. */
export function tellAnswer(judged: Judged, words: Words): ToldAnswer {
  const { holds } = judged;
  if (judged.kind === 'test') return { holds, told: tellTest(judged.test, words.catalogue, words.t), of: [] };
  const told = words.t(`condition_builder.kind.${judged.kind}`);
  return { holds, told, of: judged.of.map((each) => tellAnswer(each, words)) };
}

function presentMembers({ members, choice, agentId, group }: ExplainedPool, t: Translate) {
  return members.map(({ candidate, why, familiar }) => {
    const { userId, name, load, capacity, state } = candidate;
    const isChosen = userId === (agentId ?? choice?.candidate.userId);
    const verdict = why === null ? (group.isOpen ? 'can' : 'closed') : `unavailable.${why}`;
    return {
      name,
      state: t(`duty.${state}`),
      load,
      capacity: capacity ?? t('config.rule.try.unlimited'),
      familiar: familiar && t(`config.rule.try.familiar.${familiar}`),
      isChosen,
      verdict: t(`config.rule.try.${isChosen ? 'chosen' : verdict}`),
    };
  });
}
