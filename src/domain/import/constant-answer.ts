import type { FormField } from '../form/field.ts';
import type { RawForm } from '../form/raw-form.ts';

/** Between the choices of a constant; no value of a choice has it. */
const SEPARATOR = '\n';

/** What was chosen for all rows, as the text that a plan keeps. */
export function constantText(answer: RawForm[string]): string {
  const texts = Array.isArray(answer) ? answer : [answer];
  return texts.filter((text): text is string => typeof text === 'string' && text !== '').join(SEPARATOR);
}

/** A constant of a plan as its form would send it: of several choices each (spec 06, step 2). */
export function constantAnswer(field: Pick<FormField, 'type'> | undefined, text: string): RawForm[string] {
  const isSeveral = field?.type === 'checkbox' || field?.type === 'multiselect';
  return isSeveral ? text.split(SEPARATOR) : text;
}
