import { ATTACHMENTS } from '../../domain/form/built-in-fields.ts';
import type { Overrides } from '../../domain/form/change-placements.ts';
import type { FieldOption, FieldValue, FieldValues, FormField } from '../../domain/form/field.ts';
import { canDecide, dependsOn } from '../../domain/form/judge-placements.ts';
import { isAlwaysRequired, isOwn } from '../../domain/form/placement.ts';
import { OTHER } from '../../domain/form/raw-form.ts';
import type { Translate } from '../../i18n.ts';

/** What a template may say of one field, as a form of its own (spec 02, "each placement of a field can override"). */

export const PANEL_PREFIX = 'p_';

/** Of these no value can be set beforehand for every ticket alike. */
const WITHOUT_DEFAULT: readonly string[] = ['group', 'file', 'image', 'user', 'department'];

export interface PanelInput {
  /** The field as it stands in the form. */
  readonly field: FormField;
  /** The whole form, built-in fields complete. */
  readonly fields: readonly FormField[];
  /** Key of the field that decides whether this one is shown, as it is to be; '' for none. */
  readonly decider: string;
}

/** The form in which the overrides of a placement are set. */
export function panelFields({ field, fields, decider }: PanelInput, t: Translate): FormField[] {
  const required = isAlwaysRequired(field.key) ? [] : [one('required', 'switch', t, { width: 'half' })];
  if (field.key === ATTACHMENTS) return required;
  return [
    ...required,
    one('width', 'radio', t, {
      required: true,
      width: 'half',
      options: ['half', 'full'].map((value) => ({ value, label: t(`config.template.width.${value}`) })),
    }),
    ...defaultField(field, t),
    one('help', 'text', t, { maxLength: 500 }),
    ...(isOwn(field.key) ? [] : conditionFields({ field, fields, decider }, t)),
  ];
}

function one(key: string, type: FormField['type'], t: Translate, more: Partial<FormField> = {}): FormField {
  return { key, type, label: t(`config.template.field.${key}`), required: false, width: 'full', ...more };
}

function defaultField(field: FormField, t: Translate): FormField[] {
  if (WITHOUT_DEFAULT.includes(field.type)) return [];
  const label = t('config.template.field.default');
  // `today+7` is a default, too, and no day that a calendar could show.
  if (field.type === 'date')
    return [one('default', 'text', t, { help: t('config.template.help.default_date'), maxLength: 20 })];
  const { visibleWhen: _always, default: _own, help: _help, placeholder: _hint, ...rest } = field;
  // The same for every ticket, so that there is nothing to mask.
  return [{ ...rest, key: 'default', label, required: false, sensitive: false }];
}

/** Fields whose answers this one may depend on: those with choices that do not depend on it themselves. */
function decidersFor(field: FormField, fields: readonly FormField[]): readonly FormField[] {
  const byKey = new Map(fields.map((each) => [each.key, each]));
  return fields.filter((each) => canDecide(each) && !dependsOn(each, field.key, byKey));
}

function conditionFields({ field, fields, decider }: PanelInput, t: Translate): FormField[] {
  const deciders = decidersFor(field, fields);
  const chosen = fields.find(({ key }) => key === decider);
  const lost =
    decider !== '' && !deciders.some(({ key }) => key === decider)
      ? [{ value: decider, label: t('config.template.decider_unfit', { label: chosen?.label ?? decider }) }]
      : [];
  const options = [...deciders.map(({ key, label }) => ({ value: key, label })), ...lost];
  const source = one('visible_field', 'select', t, {
    options,
    help: t('config.template.help.visible_field'),
  });
  if (!chosen || lost.length > 0) return [source];
  return [
    source,
    one('visible_in', 'checkbox', t, {
      options: wordsOf(chosen, t),
      label: t('config.template.field.visible_in', { label: chosen.label }),
      maxLength: 500,
    }),
  ];
}

/** The answers that can be named, as an administrator reads them. */
export function wordsOf(source: FormField, t: Translate): FieldOption[] {
  if (source.type === 'switch')
    return ['on', 'off'].map((value) => ({ value, label: t(value === 'on' ? 'form.yes' : 'form.no') }));
  const options = (source.options ?? []).map(({ value, label, retired }) => ({
    value,
    label: retired === true ? t('config.template.retired_option', { label }) : label,
  }));
  return source.allowOther === true && !options.some(({ value }) => value === OTHER)
    ? [...options, { value: OTHER, label: t('form.other') }]
    : options;
}

/** What the panel shows: the field as it stands. */
export function panelValues(field: FormField): FieldValues {
  const { required, width, help, default: value, visibleWhen } = field;
  return {
    required,
    width,
    ...(help !== undefined && { help }),
    ...(value !== undefined && { default: value }),
    ...(visibleWhen && { visible_field: visibleWhen.field, visible_in: visibleWhen.in }),
  };
}

/** What the panel's answers say otherwise than the field does by itself. */
export function overridesFrom(values: FieldValues, base: FormField): Overrides {
  const { required, width, help, default: value, visible_field: decider, visible_in: words } = values;
  return {
    ...(typeof required === 'boolean' && required !== base.required && { required }),
    ...((width === 'full' || width === 'half') && width !== base.width && { width }),
    ...(typeof help === 'string' && help !== '' && help !== base.help && { help }),
    ...(value !== undefined && !isSame(value, base.default) && { default: value }),
    ...(typeof decider === 'string' &&
      decider !== '' && { visibleWhen: { field: decider, in: Array.isArray(words) ? words : [] } }),
  };
}

function isSame(a: FieldValue, b: FieldValue | undefined): boolean {
  // A switch that is off says as much as one that was never set.
  return JSON.stringify(a) === JSON.stringify(b) || (a === false && b === undefined);
}
