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
import { presentForm, type PresentedField } from '../../domain/form/present-form.ts';
import type { Language, Translate } from '../../i18n.ts';
import { presentBuilder } from '../conditions/builder.view.ts';
import type { ChangedForm } from '../conditions/change-condition-form.ts';
import {
  ACTION_KINDS,
  actionFields,
  type ActionKind,
  type AutomationOptions,
  basicFields,
  triggerFields,
} from './automation-fields.ts';
import {
  ACTIONS,
  ACTIONS_MAX,
  type ActionDraft,
  actionPrefix,
  type AutomationDraft,
  CONDITION_PREFIX,
  type DraftProblems,
  formFields,
  storedLike,
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

export interface ActionRow {
  readonly number: number;
  readonly kind: ActionKind;
  readonly name: string;
  /** With its number: what its buttons are named by. */
  readonly title: string;
  readonly prefix: string;
  readonly fields: readonly PresentedField[];
  readonly isFirst: boolean;
  readonly isLast: boolean;
  /** Its text takes placeholders. */
  readonly hasText: boolean;
  /** Where the focus comes: to the row, or to one of its buttons. */
  readonly focus: 'row' | 'up' | 'down' | null;
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
  const rows = draft.actions.map((action, index): ActionRow => {
    const fields = actionFields(action.kind, options, t);
    return {
      number: index + 1,
      kind: action.kind,
      name: t(`config.automation.option.kind.${action.kind}`),
      title: t('config.automation.action_title', {
        number: index + 1,
        kind: t(`config.automation.option.kind.${action.kind}`),
      }),
      prefix: actionPrefix(index),
      fields: presentForm({
        ...{ fields, t, raw: action.raw, problems: sent.problems?.actions[index] },
        values: storedLike(action, fields, stored),
        ...{ idPrefix: idPrefixOf(index), namePrefix: actionPrefix(index) },
      }),
      isFirst: index === 0,
      isLast: index === draft.actions.length - 1,
      hasText: fields.some(({ key }) => key === 'text'),
      focus: sent.actions?.at === index ? focusOf(sent.actions, draft.actions.length) : null,
    };
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
    kinds: ACTION_KINDS.map((kind) => ({ value: kind, label: t(`config.automation.option.kind.${kind}`) })),
    isFull: draft.actions.length >= ACTIONS_MAX,
    actionsError: sentenceOf(sent.problems?.fields ?? {}, ACTIONS, t),
    problems: describe(draft.actions, options, sent, t),
  };
}

function focusOf({ step, at }: ChangedActions, length: number): ActionRow['focus'] {
  if (step === 'action_up') return at === 0 ? 'down' : 'up';
  return step === 'action_down' ? (at === length - 1 ? 'up' : 'down') : 'row';
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
