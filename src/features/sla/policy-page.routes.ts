import { displayValue } from '../../domain/form/display-value.ts';
import type { FieldValue } from '../../domain/form/field.ts';
import type { Conditions } from '../../domain/conditions/language.ts';
import { dayOf } from '../../domain/time/format.ts';
import { NotFound } from '../../errors.ts';
import type { Translate } from '../../i18n.ts';
import type { SignedInWeb } from '../../web/page.ts';
import { paths } from '../../web/paths.ts';
import { type ConfigChangeRow, findLastChange } from '../audit/config-changes.query.ts';
import { presentSince, type RecordWords } from '../audit/present-since.view.ts';
import { tellCondition } from '../automation/tell-automation.view.ts';
import { type PolicySent, type PolicyWorkshop, presentPolicyDraft } from './policy-editor.view.ts';
import { policyFields } from './policy-fields.ts';
import type { PolicyDraft } from './policy-form.ts';
import { COUNTED, countRunning, findPolicy } from './policy-list.query.ts';
import { type TargetValues, targetOfValues } from './policy-values.ts';
import { findPolicyWords } from './policy-words.query.ts';
import { tellSteps, tellTarget } from './tell-policy.view.ts';

/** The editor of a policy as a page, or the part of it that a step brings anew (spec 05). */

/** @throws NotFound */
export async function openPolicyWorkshop(
  { ctx, language }: SignedInWeb,
  id: number | null,
): Promise<PolicyWorkshop> {
  const [policy, words] = await Promise.all([
    id === null ? null : findPolicy(ctx.db, id),
    findPolicyWords(ctx.db, language),
  ]);
  if (policy === undefined) throw new NotFound('policy');
  const { catalogue, steady, calendars, options, kinds } = words;
  return { policy, catalogue, steady, kinds, options: { calendars, actions: options } };
}

interface Shown {
  readonly draft: PolicyDraft;
  readonly sent?: PolicySent;
  readonly refusal?: string;
  readonly since?: readonly ConfigChangeRow[];
  readonly status?: number;
}

export async function showPolicyWorkshop(
  web: SignedInWeb,
  workshop: PolicyWorkshop,
  shown: Shown,
): Promise<void> {
  const { ctx, t } = web;
  const { policy } = workshop;
  const { sent = {}, since, status = 200 } = shown;
  const { list, new: make, edit } = paths.admin.slas;
  const form = presentPolicyDraft(shown.draft, workshop, sent, {
    ...{ t, language: web.language, today: dayOf(ctx.now(), ctx.zone) },
  });
  const changed = sent.rows;
  const locals = {
    policy,
    title: policy?.name ?? t('config.policy.new'),
    action: policy ? edit.to(policy.id) : make,
    form,
    refusal: shown.refusal ?? null,
    since: since?.map((row) => presentSince(row, web, wordsOf(workshop, web.t))) ?? null,
    back: { href: list, label: t('config.area.slas') },
  };
  if (web.wantsFragment) {
    const target =
      changed && !changed.isWide
        ? form.sections.flatMap(({ targets }) => targets).find(({ key }) => key === changed.key)
        : undefined;
    await web.fragment(target ? 'sla/_target' : 'sla/_form', { ...locals, target }, status);
    return;
  }
  const [last, running] = policy
    ? await Promise.all([
        findLastChange(ctx.db, 'policy', String(policy.id)),
        countRunning(ctx.db, policy.id),
      ])
    : [undefined, 0];
  await web.page('sla/edit', {
    ...locals,
    nav: 'slas',
    status,
    running: running > COUNTED ? `${COUNTED}+` : String(running),
    last: last && { who: last.who ?? t('config.system'), moment: web.moment(last.occurredAt) },
  });
}

/** How the values of a policy are told. */
function wordsOf({ options, catalogue, kinds }: PolicyWorkshop, t: Translate): RecordWords {
  const fields = new Map(policyFields(options, t).map((field) => [field.key, field]));
  const words = { catalogue, kinds, options: options.actions, t };
  return {
    label: (key) => t(`config.policy.field.${key}`),
    show: (key, value) => {
      if (key === 'condition') return tellCondition(value as Conditions, words);
      if (key === 'targets')
        return (value as readonly TargetValues[])
          .map(targetOfValues)
          .map((target) =>
            [tellTarget(target, words), tellSteps(target.steps, words)].filter(Boolean).join(' · '),
          )
          .join('\n');
      const field = fields.get(key);
      return field ? displayValue(field, value as FieldValue, t) : JSON.stringify(value);
    },
  };
}
