import { DateTime } from 'luxon';
import { tellMinutes, tellWeekday, presentWorkedDays } from '../calendars/calendar.view.ts';
import { tellActions } from '../automation/tell-automation.view.ts';
import { tellAnswer } from '../routing/rule-trial.view.ts';
import { type PolicyWords, tellOffset, tellPolicy, tellTarget } from './tell-policy.view.ts';
import type { JudgedPolicy, TriedTimer, tryPolicies } from './try-policies.ts';

type Tried = Awaited<ReturnType<typeof tryPolicies>>;

/** What policies would do with a ticket, in words (spec 05, "try it"). */
export function presentPolicyTrial({ policies, policy, zone, timers }: Tried, words: PolicyWords) {
  const { t } = words;
  return {
    decision: policy ? t('config.policy.try.fits', { name: policy.name }) : t('config.policy.try.fits_none'),
    sentence: policy && tellPolicy(policy, words),
    zone,
    timers: timers.map((tried) => presentTimer(tried, zone, words)),
    policies: policies.map((judged) => presentJudged(judged, words)),
  };
}

function presentTimer({ timer, steps, days, names }: TriedTimer, zone: string, words: PolicyWords) {
  const { t } = words;
  const { target, dueAt, leftMinutes } = timer;
  const told = tellTarget(target, words);
  return {
    label: told,
    due: dueAt ? t('config.policy.try.due', { at: momentIn(dueAt, zone, words) }) : null,
    never: dueAt
      ? null
      : leftMinutes === null
        ? t('config.policy.try.never')
        : t('config.policy.try.paused', { left: tellMinutes(leftMinutes, t) }),
    steps: steps.map(({ step, at }) => ({
      at: momentIn(at, zone, words),
      when: tellOffset(step.offset, t),
      what: step.actions.length === 0 ? t('config.policy.try.only_noted') : tellActions(step.actions, words),
      isDue: step.offset === 0,
    })),
    days: days.length === 0 ? null : presentWorkedDays(days, names, t),
    why: days.length === 0 ? '' : t('config.policy.try.why', { told }),
  };
}

function momentIn(at: Date, zone: string, { t }: PolicyWords): string {
  const moment = DateTime.fromJSDate(at, { zone });
  return `${moment.toFormat('yyyy-MM-dd')} ${tellWeekday(moment.weekday, t)} ${moment.toFormat('HH:mm')}`;
}

function presentJudged({ policy, why, judged }: JudgedPolicy, words: PolicyWords) {
  const { t } = words;
  return {
    id: policy.id,
    name: policy.name,
    outcome: why === null ? 'decides' : 'passed',
    why: why === null ? t('config.policy.try.decides') : t(`config.policy.try.passed.${why}`),
    // What was not asked is not answered.
    answers: why === 'inactive' ? [] : judged.of.map((each) => tellAnswer(each, words)),
    kind: judged.kind === 'all' ? null : t(`condition_builder.kind.${judged.kind}`),
  };
}
