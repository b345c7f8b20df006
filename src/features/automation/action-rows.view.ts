import type { Problems } from '../../domain/form/describe-problems.ts';
import { presentForm, type PresentedField } from '../../domain/form/present-form.ts';
import type { Translate } from '../../i18n.ts';
import { ACTION_KINDS, actionFields, type ActionKind, type AutomationOptions } from './automation-fields.ts';
import { type ActionDraft, type StoredActions, storedLike } from './automation-form.ts';
import type { ChangedActions } from './change-actions.ts';

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

/** The rows of what is done, as `automations/_actions` draws them (spec 04, 05). */
export function presentActionRows(
  actions: readonly ActionDraft[],
  by: {
    /** What the names and the ids of a row's inputs begin with. */
    readonly prefixOf: (index: number) => string;
    readonly idPrefixOf: (index: number) => string;
    readonly options: AutomationOptions;
    readonly t: Translate;
    readonly stored: StoredActions | null;
    readonly problems?: readonly Problems[] | undefined;
    readonly changed?: ChangedActions | undefined;
  },
): ActionRow[] {
  const { t, options } = by;
  return actions.map((action, index): ActionRow => {
    const fields = actionFields(action.kind, options, t);
    const kind = t(`config.automation.option.kind.${action.kind}`);
    return {
      number: index + 1,
      kind: action.kind,
      name: kind,
      title: t('config.automation.action_title', { number: index + 1, kind }),
      prefix: by.prefixOf(index),
      fields: presentForm({
        ...{ fields, t, raw: action.raw, problems: by.problems?.[index] },
        values: storedLike(action, fields, by.stored),
        ...{ idPrefix: by.idPrefixOf(index), namePrefix: by.prefixOf(index) },
      }),
      isFirst: index === 0,
      isLast: index === actions.length - 1,
      hasText: fields.some(({ key }) => key === 'text'),
      focus: by.changed?.at === index ? focusOf(by.changed, actions.length) : null,
    };
  });
}

/** What can be added. */
export function actionKindOptions(t: Translate): { readonly value: ActionKind; readonly label: string }[] {
  return ACTION_KINDS.map((kind) => ({ value: kind, label: t(`config.automation.option.kind.${kind}`) }));
}

function focusOf({ step, at }: ChangedActions, length: number): ActionRow['focus'] {
  if (step === 'action_up') return at === 0 ? 'down' : 'up';
  return step === 'action_down' ? (at === length - 1 ? 'up' : 'down') : 'row';
}
