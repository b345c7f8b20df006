import { attributeIn, type Catalogue } from '../../domain/conditions/catalogue.ts';
import type { FieldOption, FormField } from '../../domain/form/field.ts';
import { PERSON_CHANNELS } from '../../domain/sla/policy.ts';
import type { Translate } from '../../i18n.ts';
import type { AutomationOptions } from '../automation/automation-fields.ts';

/** What the form of a policy asks (spec 05), as fields: the same refusals and sentences as everywhere. */

const NAME_MAX = 100;
const DURATION_MAX = 40;

/** What can be chosen besides what actions choose. */
export interface PolicyOptions {
  readonly calendars: readonly FieldOption[];
  readonly actions: AutomationOptions;
}

/** What it is called, whether it counts, and by which hours. */
export function policyFields({ calendars }: Pick<PolicyOptions, 'calendars'>, t: Translate): FormField[] {
  const field = (key: string, type: FormField['type'], more: Partial<FormField>): FormField => ({
    ...{ key, type, label: t(`config.policy.field.${key}`), required: false, width: 'half' },
    ...more,
  });
  return [
    field('name', 'text', { required: true, width: 'full', maxLength: NAME_MAX }),
    field('calendar_id', 'select', {
      options: calendars,
      help: t('config.policy.help.calendar_id'),
      placeholder: t('config.policy.around_clock'),
    }),
    field('pauses_waiting', 'switch', { default: true, help: t('config.policy.help.pauses_waiting') }),
    field('active', 'switch', { default: true, help: t('config.policy.help.active') }),
  ];
}

/** Something that can have a time limit. */
export interface TargetKind {
  readonly key: string;
  readonly section: 'first_response' | 'stage' | 'resolution';
  readonly label: string;
}

/** Everything that can have one: every stage is listed. */
export function targetKinds(catalogue: Catalogue, t: Translate): TargetKind[] {
  const stages = attributeIn(catalogue, 'stage')?.options ?? [];
  const own = (key: 'first_response' | 'resolution'): TargetKind => ({
    ...{ key, section: key },
    label: t(`config.policy.option.key.${key}`),
  });
  return [
    own('first_response'),
    ...stages.map(({ value, label }): TargetKind => ({ key: `stage-${value}`, section: 'stage', label })),
    own('resolution'),
  ];
}

/** The time limit itself. */
export function minutesField({ label }: Pick<TargetKind, 'label'>, t: Translate): FormField {
  return {
    ...{ key: 'minutes', type: 'text', label, required: false, width: 'half', maxLength: DURATION_MAX },
    placeholder: t('config.policy.minutes_hint'),
  };
}

const WHENS = ['before', 'at', 'after'] as const;

/** When a step comes. */
export function stepFields(t: Translate): FormField[] {
  return [
    {
      ...{ key: 'when', type: 'select', label: t('config.policy.field.when') },
      ...{ required: true, width: 'half', default: 'before' },
      options: WHENS.map((value) => ({ value, label: t(`config.policy.option.when.${value}`) })),
    },
    {
      ...{ key: 'offset', type: 'text', label: t('config.policy.field.offset') },
      ...{ required: true, width: 'half', maxLength: DURATION_MAX },
      placeholder: t('config.policy.offset_hint'),
      visibleWhen: { field: 'when', in: ['before', 'after'] },
    },
  ];
}

/** The channels that a step may add to those that each person has chosen. */
export function channelOptions(t: Translate): FieldOption[] {
  return PERSON_CHANNELS.filter((channel) => channel !== 'inbox').map((value) => ({
    value,
    label: t(`config.policy.option.channels.${value}`),
  }));
}
