import { attributeIn, type Catalogue } from '../../domain/conditions/catalogue.ts';
import type { FieldOption, FormField } from '../../domain/form/field.ts';
import { OCCASIONS } from '../../domain/routing/rule.ts';
import type { Translate } from '../../i18n.ts';

/** What the rules are tried with (spec 04): a ticket by its number, or what one would be like; and the occasion. */
export function trialFields(catalogue: Catalogue, t: Translate): FormField[] {
  const labelOf = (key: string): string => attributeIn(catalogue, key)?.label ?? key;
  const field = (key: string, type: FormField['type'], more: Partial<FormField> = {}): FormField => ({
    ...{ key, type, label: labelOf(key), required: false, width: 'half' },
    ...more,
  });
  const choice = (key: string, type: FormField['type'], more: Partial<FormField> = {}): FormField =>
    field(key, type, { options: optionsOf(catalogue, key), ...more });
  return [
    field('number', 'text', {
      ...{ label: t('config.rule.try.number'), help: t('config.rule.try.number_help'), maxLength: 40 },
    }),
    field('occasion', 'select', {
      ...{ label: t('config.rule.try.occasion'), required: true, default: 'created' },
      options: OCCASIONS.map((value) => ({ value, label: t(`config.rule.option.occasions.${value}`) })),
    }),
    choice('category', 'cascade', { width: 'full' }),
    choice('priority', 'select', { default: 'normal' }),
    choice('source', 'select'),
    choice('customer_level', 'select', { help: t('config.rule.try.customer_level_help') }),
    field('customer_region', 'text', { maxLength: 100 }),
    field('phone', 'text', { maxLength: 40 }),
    field('order_number', 'text', { maxLength: 100 }),
    field('title', 'text', { maxLength: 200, width: 'full' }),
    ...(optionsOf(catalogue, 'tags').length > 0 ? [choice('tags', 'multiselect', { width: 'full' })] : []),
  ];
}

function optionsOf(catalogue: Catalogue, key: string): readonly FieldOption[] {
  return attributeIn(catalogue, key)?.options ?? [];
}
