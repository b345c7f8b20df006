import { displayValue } from '../../domain/form/display-value.ts';
import type { FieldValue } from '../../domain/form/field.ts';
import type { Conditions } from '../../domain/conditions/language.ts';
import type { Translate } from '../../i18n.ts';
import type { ConfigChangeRow } from '../audit/config-changes.query.ts';
import type { Workshop } from './automation-editor.view.ts';
import { formFields } from './automation-form.ts';
import { type ActionValues, toAction } from './automation-values.ts';
import { tellActions, tellCondition } from './tell-automation.view.ts';

/** What somebody else changed in an automation, in words, for whoever had its form open (decision 0020). */
export function presentSince(
  { who, occurredAt, changes }: ConfigChangeRow,
  workshop: Workshop,
  { t, moment }: { readonly t: Translate; readonly moment: (at: Date) => string },
) {
  const fields = new Map(formFields(t).map((field) => [field.key, field]));
  const words = { ...workshop, t };
  const show = (key: string, value: unknown): string => {
    if (value === null) return t('config.empty');
    if (key === 'condition') return tellCondition(value as Conditions, words);
    if (key === 'actions') return tellActions((value as readonly ActionValues[]).map(toAction), words);
    const field = fields.get(key);
    return field ? displayValue(field, value as FieldValue, t) : JSON.stringify(value);
  };
  return {
    who: who ?? t('config.system'),
    moment: moment(occurredAt),
    changes: Object.entries(changes)
      .filter(([key]) => key !== 'version')
      .map(([key, [from, to]]) => ({
        label: t(`config.automation.field.${key}`),
        from: show(key, from),
        to: show(key, to),
      })),
  };
}
