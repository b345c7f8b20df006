import type { Translate } from '../../i18n.ts';
import type { WaitOfTicket } from './wait-of-ticket.query.ts';

/** What of a log entry tells of routing. */
export interface RoutedEvent {
  readonly type: string;
  readonly rule_name: string | null;
  readonly to_assignee: string | null;
  readonly data: Readonly<Record<string, unknown>>;
}

/**
 * Every decision of the rules in words (spec 04): “规则「退款专线」→ 售后组 · 按负载 → 李四（3 张在办）”. Null for what the
 * rules had no part in.
 */
export function tellRouting(event: RoutedEvent, t: Translate, moment: (at: Date) => string): string | null {
  const { data } = event;
  if (event.type === 'ticket_assigned') return [byRule(event, t), toMember(event, t)].join(' → ');
  if (event.type === 'ticket_held')
    return [byRule(event, t), group(data), whyHeld(data, t, moment)].join(' → ');
  if (event.type === 'ticket_withdrawn') return t('routing.told.withdrawn', { minutes: data['minutes'] });
  const { routedBy, routeRule } = data;
  if (routedBy === 'rule') return t('routing.told.rule', { rule: routeRule });
  return typeof routedBy === 'string' ? t(`routing.told.by_${routedBy}`) : null;
}

function byRule({ rule_name: rule }: RoutedEvent, t: Translate): string {
  return rule === null ? t('routing.told.by_group') : t('routing.told.rule', { rule });
}

const group = ({ group: name }: RoutedEvent['data']): string => (typeof name === 'string' ? name : '');

function toMember({ data, to_assignee: person }: RoutedEvent, t: Translate): string {
  const { load, strategy, wanted, familiar } = data;
  const how = [
    group(data),
    typeof wanted === 'string'
      ? t('routing.told.instead', { strategy: t(`routing.strategy.${wanted}`) })
      : '',
    typeof strategy === 'string' && strategy !== 'person' ? t(`routing.strategy.${strategy}`) : '',
    typeof familiar === 'string' ? t(`routing.told.familiar_${familiar}`) : '',
  ].filter((part) => part !== '');
  const who = typeof load === 'number' ? t('routing.told.picked', { person, count: load }) : person;
  return `${how.join(' · ')} → ${who ?? ''}`;
}

function whyHeld(data: RoutedEvent['data'], t: Translate, moment: (at: Date) => string): string {
  const { reason, until } = data;
  if (reason === 'off_hours' && typeof until === 'string')
    return t('routing.told.held_until', { at: moment(new Date(until)) });
  return t(reason === 'off_hours' ? 'routing.told.held' : 'routing.told.nobody');
}

/** Beside who has a ticket: why it is nobody yet (spec 04); null where it does not wait. */
export function tellWait(
  wait: WaitOfTicket | undefined,
  t: Translate,
  moment: (at: Date) => string,
): string | null {
  if (!wait) return null;
  const { reason, releaseAt } = wait;
  return reason === 'off_hours' && releaseAt
    ? t('routing.wait.until', { at: moment(releaseAt) })
    : t(`routing.wait.${reason}`);
}
