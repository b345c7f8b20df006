import { diffForms, type PropertyChange } from '../../domain/form/diff-forms.ts';
import { displayValue } from '../../domain/form/display-value.ts';
import type { FieldOption, FieldValue, FormField, VisibleWhen } from '../../domain/form/field.ts';
import type { Translate } from '../../i18n.ts';
import { wordsOf } from './template-panel.ts';

export interface DiffLine {
  readonly kind: 'added' | 'removed' | 'moved' | 'changed';
  readonly word: string;
  readonly label: string;
  readonly properties: readonly { readonly label: string; readonly from: string; readonly to: string }[];
}

type Forms = readonly [before: readonly FormField[], after: readonly FormField[]];

/** What one version of a form has otherwise than another, in words (spec 02, history). */
export function presentDiff([before, after]: Forms, t: Translate): DiffLine[] {
  return diffForms(before, after).map((change) => ({
    kind: change.kind,
    word: t(`config.template.diff.${change.kind}`),
    label: change.label,
    properties:
      change.kind !== 'changed'
        ? []
        : change.properties.map((each) => {
            const show = (value: unknown, form: readonly FormField[]): string =>
              showProperty(each.property, value, { key: change.key, form }, t);
            return {
              label: t(`config.template.property.${each.property}`),
              ...splitOptions(each, t),
              ...(each.property === 'options'
                ? {}
                : { from: show(each.from, before), to: show(each.to, after) }),
            };
          }),
  }));
}

function showProperty(
  property: PropertyChange['property'],
  value: unknown,
  { key, form }: { readonly key: string; readonly form: readonly FormField[] },
  t: Translate,
): string {
  const field = form.find((each) => each.key === key);
  if (value === undefined) return t(property === 'required' ? 'form.no' : 'config.empty');
  if (property === 'width') return t(`config.template.width.${value === 'half' ? 'half' : 'full'}`);
  if (property === 'type' && typeof value === 'string') return t(`config.field.type.${value}`);
  if (property === 'visibleWhen') return conditionSentence(value as VisibleWhen, form, t);
  if (property === 'fields')
    return (value as readonly FormField[]).map(({ label }) => label).join(t('form.list_separator'));
  if (property === 'default' && field) return displayValue(field, value as FieldValue, t);
  if (typeof value === 'boolean') return t(value ? 'form.yes' : 'form.no');
  return typeof value === 'string' ? value : JSON.stringify(value);
}

/** Of a long list of options only those that differ. */
function splitOptions({ property, from, to }: PropertyChange, t: Translate): { from: string; to: string } {
  if (property !== 'options') return { from: '', to: '' };
  const names = (value: unknown): string[] =>
    ((value ?? []) as readonly FieldOption[]).map((option) =>
      option.retired === true
        ? t('config.template.retired_option', { label: option.label })
        : `${option.label}`,
    );
  const [before, after] = [names(from), names(to)];
  const only = (some: string[], others: string[]): string =>
    some.filter((name) => !others.includes(name)).join(t('form.list_separator'));
  const [gone, come] = [only(before, after), only(after, before)];
  if (gone !== '' || come !== '') return { from: gone, to: come };
  return { from: before.join(t('form.list_separator')), to: after.join(t('form.list_separator')) };
}

/** When a field is shown: `退款渠道 是 银行转账`. */
export function conditionSentence(condition: VisibleWhen, form: readonly FormField[], t: Translate): string {
  const source = form.find(({ key }) => key === condition.field);
  const words = source ? wordsOf(source, t) : [];
  const labels = condition.in.map((word) => words.find(({ value }) => value === word)?.label ?? word);
  return t('config.template.visible_when', {
    label: source?.label ?? condition.field,
    words: labels.join(t('config.template.or')),
  });
}
