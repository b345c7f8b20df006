import type { Automation } from '../../domain/automation/automation.ts';
import { AUTOMATION_PLACEHOLDERS } from '../../domain/automation/placeholders.ts';
import type { Catalogue } from '../../domain/conditions/catalogue.ts';
import type { ConditionProblem } from '../../domain/conditions/problem.ts';
import {
  type DescribedProblem,
  describeProblems,
  type Problems,
  problemSentence,
} from '../../domain/form/describe-problems.ts';
import { presentForm } from '../../domain/form/present-form.ts';
import type { Language, Translate } from '../../i18n.ts';
import { presentBuilder } from '../conditions/builder.view.ts';
import type { ChangedForm } from '../conditions/change-condition-form.ts';
import { actionKindOptions, presentActionRows } from './action-rows.view.ts';
import { actionFields, type AutomationOptions, basicFields, triggerFields } from './automation-fields.ts';
import {
  ACTIONS,
  ACTIONS_MAX,
  type ActionDraft,
  actionPrefix,
  type AutomationDraft,
  CONDITION_PREFIX,
  type DraftProblems,
  formFields,
} from './automation-form.ts';
import { toValues } from './automation-values.ts';
import type { ChangedActions } from './change-actions.ts';

/** What the editor works with besides what was typed. */
export interface Workshop {
  /** null while it is being made. */
  readonly automation: Automation | null;
  readonly catalogue: Catalogue;
  readonly options: AutomationOptions;
}

/** What became of the form when it was sent. */
export interface Sent {
  readonly problems?: DraftProblems;
  readonly conditionProblems?: readonly ConditionProblem[];
  /** A step of the builder, or of the actions: where the focus goes. */
  readonly condition?: ChangedForm;
  readonly actions?: ChangedActions;
}

/** The form of an automation as `automations/_form` draws it (spec 04). */
export function presentDraft(
  draft: AutomationDraft,
  { automation, catalogue, options }: Workshop,
  sent: Sent,
  { t, language }: { readonly t: Translate; readonly language: Language },
) {
  const stored = automation && toValues(automation);
  const form = { t, raw: draft.raw, problems: sent.problems?.fields, values: stored?.fields };
  const at = { prefixOf: actionPrefix, idPrefixOf, options, t };
  const rows = presentActionRows(draft.actions, {
    ...at,
    stored,
    problems: sent.problems?.actions,
    changed: sent.actions,
  });
  return {
    placeholders: AUTOMATION_PLACEHOLDERS.map((name) => ({
      name,
      label: t(`config.automation.placeholder.${name}`),
    })),
    basics: presentForm({ ...form, fields: basicFields(t) }),
    trigger: presentForm({ ...form, fields: triggerFields(t) }),
    builder: presentBuilder({
      ...{ catalogue, raw: draft.condition, prefix: CONDITION_PREFIX, t, language },
      ...(sent.conditionProblems && { problems: sent.conditionProblems }),
      ...(sent.condition && { changed: sent.condition }),
    }),
    rows,
    addFocus: sent.actions?.at === null,
    kinds: actionKindOptions(t),
    id: 'actions',
    kindName: '_kind',
    stepAt: '',
    target: '#actions',
    isFull: draft.actions.length >= ACTIONS_MAX,
    actionsError: sentenceOf(sent.problems?.fields ?? {}, ACTIONS, t),
    problems: describe(draft.actions, options, sent, t),
  };
}

function idPrefixOf(index: number): string {
  return `a-${index}-`;
}

function sentenceOf(problems: Problems, key: string, t: Translate): string | null {
  const problem = problems[key];
  return problem ? problemSentence(undefined, problem, t) : null;
}

/** The summary above the form: what is wrong where, from top to bottom. */
function describe(
  actions: readonly ActionDraft[],
  options: AutomationOptions,
  { problems, conditionProblems = [] }: Sent,
  t: Translate,
): DescribedProblem[] {
  const { [ACTIONS]: whole, ...own } = problems?.fields ?? {};
  const at = (key: string, id: string, sentence: string): DescribedProblem => ({
    ...{ key, id, sentence },
    label: t(`config.automation.field.${key}`),
  });
  return [
    ...describeProblems(formFields(t), own, t),
    ...conditionProblems.slice(0, 1).map(() => at('condition', 'condition', '')),
    ...(whole ? [at(ACTIONS, 'action-kind', problemSentence(undefined, whole, t))] : []),
    ...actions.flatMap(({ kind }, index) =>
      describeProblems(
        actionFields(kind, options, t),
        problems?.actions[index] ?? {},
        t,
        idPrefixOf(index),
      ).map((each) => ({
        ...each,
        label: t('config.automation.in_action', {
          action: t('config.automation.field.action', { number: index + 1 }),
          label: each.label,
        }),
      })),
    ),
  ];
}
