import type { FieldOption } from '../../domain/form/field.ts';
import type { SlaStep, SlaTarget } from '../../domain/sla/policy.ts';
import { keyOfTarget, type PolicyDecided } from '../../domain/sla/read-policy.ts';
import type { Translate } from '../../i18n.ts';
import { type TellingWords, tellActions, tellCondition } from '../automation/tell-automation.view.ts';
import { tellMinutes } from '../calendars/calendar.view.ts';
import type { TargetKind } from './policy-fields.ts';

/** Names for what is stored by ids and keys. */
export interface PolicyWords extends TellingWords {
  readonly calendars: readonly FieldOption[];
  readonly kinds: readonly TargetKind[];
}

type Told = Pick<PolicyDecided, 'condition' | 'calendarId' | 'pausesWaiting' | 'targets'>;

/**
 * A policy as one sentence (spec 05): 退款：按“客服工作时间”计时，24 小时内首次响应，售后 24 小时，整体 72 小时；提前
 * 60 分钟通知处理人。With names, not ids.
 */
export function tellPolicy(policy: Told, words: PolicyWords): string {
  const { t } = words;
  return [
    t('config.policy.tell.for', { condition: tellCondition(policy.condition, words) }),
    tellCalendar(policy.calendarId, words),
    ...policy.targets.map((target) => t('config.policy.tell.next', { told: tellTarget(target, words) })),
    ...tellAllSteps(policy.targets, words).map((told) => t('config.policy.tell.clause', { told })),
    ...(policy.pausesWaiting ? [t('config.policy.tell.pauses')] : []),
    t('config.policy.tell.end'),
  ].join('');
}

function tellCalendar(id: number | null, { calendars, t }: PolicyWords): string {
  if (id === null) return t('config.policy.tell.around_clock');
  const name = calendars.find(({ value }) => value === String(id))?.label;
  return t('config.policy.tell.calendar', { name: name ?? t('config.audit.gone', { id }) });
}

/** 售后 24 小时. */
export function tellTarget(target: SlaTarget, { kinds, t }: Pick<PolicyWords, 'kinds' | 't'>): string {
  const time = tellMinutes(target.minutes, t);
  if (target.metric !== 'stage') return t(`config.policy.tell.${target.metric}`, { time });
  const key = keyOfTarget(target);
  const stage = kinds.find((each) => each.key === key)?.label ?? target.stage;
  return t('config.policy.tell.stage', { stage, time });
}

/** The steps of all targets: once where all have the same, else of each that has any. */
function tellAllSteps(targets: readonly SlaTarget[], words: PolicyWords): string[] {
  const told = targets.map(({ steps }) => tellSteps(steps, words));
  const [first = ''] = told;
  if (told.every((each) => each === first)) return first === '' ? [] : [first];
  return targets.flatMap((target, at) => {
    const steps = told[at] ?? '';
    const key = keyOfTarget(target);
    const label = words.kinds.find((each) => each.key === key)?.label ?? key;
    return steps === '' ? [] : [words.t('config.policy.tell.of_target', { label, steps })];
  });
}

/** 提前 1 小时，通知处理人；到时，通知处理人的上级. */
export function tellSteps(steps: readonly SlaStep[], words: TellingWords): string {
  return [...steps]
    .sort((one, other) => one.offset - other.offset)
    .map((step) => tellStep(step, words))
    .join(words.t('config.policy.tell.then'));
}

/** One step: when, and what happens. */
export function tellStep({ offset, actions }: SlaStep, words: TellingWords): string {
  return words.t('config.policy.tell.step', {
    when: tellOffset(offset, words.t),
    actions: tellActions(actions, words),
  });
}

/** 提前 1 小时, 到时, 超时 30 分钟后. */
export function tellOffset(offset: number, t: Translate): string {
  const way = offset < 0 ? 'before' : offset > 0 ? 'after' : 'at';
  return t(`config.policy.tell.${way}`, { time: tellMinutes(Math.abs(offset), t) });
}
