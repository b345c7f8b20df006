import { displayValue } from '../../domain/form/display-value.ts';
import type { FieldValue } from '../../domain/form/field.ts';
import type { Conditions } from '../../domain/conditions/language.ts';
import type { Translate } from '../../i18n.ts';
import type { RecordWords } from '../audit/present-since.view.ts';
import type { Workshop } from './automation-editor.view.ts';
import { formFields } from './automation-form.ts';
import { type ActionValues, toAction } from './automation-values.ts';
import { tellActions, tellCondition } from './tell-automation.view.ts';

/** How the values of an automation are told. */
export function automationWords(workshop: Workshop, t: Translate): RecordWords {
  const fields = new Map(formFields(t).map((field) => [field.key, field]));
  const words = { ...workshop, t };
  return {
    label: (key) => t(`config.automation.field.${key}`),
    show: (key, value) => {
      if (key === 'condition') return tellCondition(value as Conditions, words);
      if (key === 'actions') return tellActions((value as readonly ActionValues[]).map(toAction), words);
      const field = fields.get(key);
      return field ? displayValue(field, value as FieldValue, t) : JSON.stringify(value);
    },
  };
}
