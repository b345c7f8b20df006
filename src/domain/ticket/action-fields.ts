import type { ActionField } from './action-rule.ts';

/** Inputs that several action forms share. Labels are locale keys. */

export function remarkField(required: boolean, label = 'ticket.form.remark'): ActionField {
  return { key: 'remark', type: 'textarea', label, required, width: 'full', maxLength: 5000 };
}

export function choiceOf(
  key: string,
  values: readonly string[],
  extra: Partial<ActionField> = {},
): ActionField {
  return {
    key,
    type: 'radio',
    label: `ticket.form.${key}`,
    required: true,
    width: 'half',
    options: values.map((value) => ({ value, label: `ticket.${key}.${value}` })),
    ...extra,
  };
}

/** Where to: a group, a person, or a person in a group. */
export const TARGET_FIELDS: readonly ActionField[] = [
  {
    key: 'group_id',
    type: 'select',
    label: 'ticket.form.target_group',
    help: 'ticket.form.target_group_help',
    required: false,
    width: 'half',
    optionsFrom: 'groups',
  },
  {
    key: 'assignee_id',
    type: 'select',
    label: 'ticket.form.target_person',
    help: 'ticket.form.target_person_help',
    required: false,
    width: 'half',
    optionsFrom: 'people',
  },
];

/** The close form of spec 01. It stands in the close dialog and below the form of "create and close". */
export const CLOSE_FIELDS: readonly ActionField[] = [
  choiceOf('outcome', ['solved', 'unsolved']),
  choiceOf('satisfaction', ['satisfied', 'neutral', 'dissatisfied', 'not_reached'], {
    help: 'ticket.form.satisfaction_help',
  }),
  {
    key: 'unsolved_reason',
    type: 'select',
    label: 'ticket.form.unsolved_reason',
    required: true,
    width: 'half',
    optionsFrom: 'unsolved_reasons',
    allowOther: true,
    visibleWhen: { field: 'outcome', in: ['unsolved'] },
  },
  choiceOf('callback_method', ['phone', 'sms'], { default: 'phone' }),
  {
    key: 'comment',
    type: 'textarea',
    label: 'ticket.form.close_comment',
    required: true,
    width: 'full',
    maxLength: 5000,
  },
];
