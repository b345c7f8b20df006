import {
  AUTOMATION_EVENTS,
  type AutomationAction,
  type Recipient,
} from '../../domain/automation/automation.ts';
import { AUTOMATION_LIMITS } from '../../domain/automation/read-actions.ts';
import type { FieldOption, FormField } from '../../domain/form/field.ts';
import { PRIORITIES } from '../../domain/ticket/status.ts';
import type { Translate } from '../../i18n.ts';
import { TRIGGERS } from './automation-values.ts';

/** What the form of an automation asks (spec 04), as fields: the same refusals and sentences as everywhere. */

/** In the order in which they are offered. */
export const ACTION_KINDS = [
  'set_priority',
  'add_tags',
  'remove_tags',
  'assign',
  'escalate_to_manager',
  'notify',
  'add_note',
  'call_webhook',
] as const satisfies readonly AutomationAction['kind'][];
export type ActionKind = (typeof ACTION_KINDS)[number];

const RECIPIENTS = [
  'assignee',
  'group',
  'duty_leader',
  'manager',
  'creator',
] as const satisfies readonly Recipient['kind'][];

/** What can be chosen; those out of use are marked as retired. */
export interface AutomationOptions {
  readonly groups: readonly FieldOption[];
  readonly people: readonly FieldOption[];
  readonly tags: readonly FieldOption[];
  /** Of the steps of SLA policies: where a message goes besides where each person wants it; it may go without a text. */
  readonly channels?: readonly FieldOption[];
}

const { name: NAME_MAX, text: TEXT_MAX, address: ADDRESS_MAX, everyMin, everyMax } = AUTOMATION_LIMITS;
/** Where the clock begins: each hour, each morning. */
const EVERY = { min: everyMin, max: everyMax, default: 60 } as const;
const DAILY_AT = '09:00';

/** What it is called, and whether it acts. */
export function basicFields(t: Translate): FormField[] {
  return [
    {
      key: 'name',
      type: 'text',
      label: t('config.automation.field.name'),
      required: true,
      width: 'full',
      maxLength: NAME_MAX,
    },
    {
      key: 'active',
      type: 'switch',
      label: t('config.automation.field.active'),
      help: t('config.automation.help.active'),
      required: false,
      width: 'half',
      default: true,
    },
    {
      key: 'stops',
      type: 'switch',
      label: t('config.automation.field.stops'),
      help: t('config.automation.help.stops'),
      required: false,
      width: 'half',
    },
  ];
}

/** When it looks at tickets. */
export function triggerFields(t: Translate): FormField[] {
  return [
    {
      key: 'trigger',
      type: 'radio',
      label: t('config.automation.field.trigger'),
      required: true,
      width: 'full',
      default: 'event',
      options: TRIGGERS.map((value) => ({ value, label: t(`config.automation.option.trigger.${value}`) })),
    },
    {
      key: 'events',
      type: 'checkbox',
      label: t('config.automation.field.events'),
      help: t('config.automation.help.events'),
      required: true,
      width: 'full',
      options: AUTOMATION_EVENTS.map((value) => ({
        value,
        label: t(`config.automation.option.events.${value}`),
      })),
      visibleWhen: { field: 'trigger', in: ['event'] },
    },
    {
      key: 'every',
      type: 'number',
      label: t('config.automation.field.every'),
      help: t('config.automation.help.clock'),
      required: true,
      width: 'half',
      unit: t('config.automation.minutes'),
      ...EVERY,
      decimals: 0,
      visibleWhen: { field: 'trigger', in: ['every'] },
    },
    {
      key: 'at',
      type: 'time',
      label: t('config.automation.field.at'),
      help: t('config.automation.help.clock'),
      required: true,
      width: 'half',
      default: DAILY_AT,
      visibleWhen: { field: 'trigger', in: ['at'] },
    },
  ];
}

/** What an action of a kind asks for; one that needs nothing has no fields. */
export function actionFields(kind: ActionKind, options: AutomationOptions, t: Translate): FormField[] {
  switch (kind) {
    case 'set_priority':
      return [
        {
          ...{ key: 'priority', type: 'radio', label: t('config.automation.field.priority') },
          ...{ required: true, width: 'full' },
          options: PRIORITIES.map((value) => ({ value, label: t(`ticket.priority.${value}`) })),
        },
      ];
    case 'add_tags':
    case 'remove_tags':
      return [
        {
          ...{ key: 'tags', type: 'multiselect', label: t('config.automation.field.tags') },
          ...{ required: true, width: 'full', options: options.tags },
        },
      ];
    case 'assign':
      return placeFields(options, t);
    case 'escalate_to_manager':
      return [];
    case 'notify':
      return [...recipientFields(options, t), ...channelFields(options, t), messageField(options, t)];
    case 'add_note':
      return [textField('note', t)];
    case 'call_webhook':
      return [
        {
          ...{ key: 'address', type: 'url', label: t('config.automation.field.address') },
          help: t('config.automation.help.address'),
          ...{ required: true, width: 'full', maxLength: ADDRESS_MAX, placeholder: 'https://' },
        },
      ];
  }
}

function placeFields({ groups, people }: AutomationOptions, t: Translate): FormField[] {
  return [
    {
      ...{ key: 'group_id', type: 'select', label: t('config.automation.field.group_id') },
      help: t('config.automation.help.group_id'),
      ...{ required: false, width: 'half', options: groups },
    },
    {
      ...{ key: 'assignee_id', type: 'user', label: t('config.automation.field.assignee_id') },
      help: t('config.automation.help.assignee_id'),
      ...{ required: false, width: 'half', options: people },
    },
  ];
}

function recipientFields({ people }: AutomationOptions, t: Translate): FormField[] {
  return [
    {
      ...{ key: 'to', type: 'checkbox', label: t('config.automation.field.to') },
      ...{ required: false, width: 'full' },
      options: RECIPIENTS.map((value) => ({ value, label: t(`config.automation.option.to.${value}`) })),
    },
    {
      ...{ key: 'person_ids', type: 'multiselect', label: t('config.automation.field.person_ids') },
      ...{ required: false, width: 'full', options: people, maxLength: 100 },
    },
  ];
}

function channelFields({ channels }: AutomationOptions, t: Translate): FormField[] {
  if (!channels) return [];
  return [
    {
      ...{ key: 'channels', type: 'checkbox', label: t('config.policy.field.channels') },
      help: t('config.policy.help.channels'),
      ...{ required: false, width: 'full', options: channels },
    },
  ];
}

function messageField({ channels }: AutomationOptions, t: Translate): FormField {
  const field = textField('message', t);
  return channels ? { ...field, required: false, help: t('config.policy.help.text') } : field;
}

function textField(what: 'message' | 'note', t: Translate): FormField {
  return {
    ...{ key: 'text', type: 'textarea', label: t(`config.automation.text.${what}`) },
    ...{ required: true, width: 'full', maxLength: TEXT_MAX },
  };
}
