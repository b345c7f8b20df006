import type { Catalogue } from '../../domain/conditions/catalogue.ts';
import type { RoutingRule } from '../../domain/routing/decide-route.ts';
import type { Fallback, Strategy } from '../../domain/routing/rule.ts';
import type { Translate } from '../../i18n.ts';
import { tellConditions } from '../conditions/tell-conditions.view.ts';
import type { RuleTargets } from './rule-list.query.ts';

export interface RuleView {
  readonly id: number;
  readonly version: number;
  readonly name: string;
  readonly isReview: boolean;
  readonly active: boolean;
  readonly sentence: string;
  readonly occasions: readonly string[];
  readonly target: string;
  readonly strategy: string;
  /** Why it sends nothing anywhere, although it is on; '' where it does. */
  readonly warning: string;
}

/** A rule as a row of the list: when it is asked, for which tickets, and where it sends them (spec 04). */
export function presentRule(
  rule: RoutingRule,
  words: {
    readonly catalogue: Catalogue;
    readonly targets: RuleTargets;
    readonly review: { readonly isOn: boolean; readonly version: number; readonly groupId: number | null };
    readonly t: Translate;
  },
): RuleView {
  const { catalogue, targets, review, t } = words;
  const isReview = rule.builtIn === 'review';
  const groupId = isReview ? review.groupId : rule.groupId;
  const group = targets.groups.find(({ value }) => value === String(groupId));
  const person = targets.people.find(({ value }) => value === String(rule.assigneeId));
  const isGone = group?.retired === true || (rule.assigneeId !== null && rule.person === null);
  const warning = isReview && !group ? 'no_review_group' : isGone ? 'target_gone' : null;
  return {
    id: rule.id,
    version: isReview ? review.version : rule.version,
    name: rule.name,
    isReview,
    active: isReview ? review.isOn : rule.active,
    sentence: tellConditions(rule.condition, catalogue, t),
    occasions: rule.occasions.map((occasion) => t(`config.rule.option.occasions.${occasion}`)),
    target: [group?.label, person?.label].filter((each) => each !== undefined).join(' / '),
    strategy: rule.assigneeId === null ? tellStrategy(rule.strategy, rule.fallback, t) : '',
    warning: warning === null ? '' : t(`config.rule.warning.${warning}`),
  };
}

/** "熟客优先，否则按负载"; of a rule without one, that the group's own holds. */
export function tellStrategy(strategy: Strategy | null, fallback: Fallback | null, t: Translate): string {
  if (strategy === null) return t('config.rule.strategy.own');
  const name = t(`routing.strategy.${strategy}`);
  if (strategy !== 'familiar' || fallback === null) return name;
  return t('config.rule.strategy.else', { name, fallback: t(`routing.strategy.${fallback}`) });
}
