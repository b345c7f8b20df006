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

/** The close form of spec 01 for a ticket in time: in its dialog, and below the form of "create and close". */
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

/** Why it took longer than it should have: asked only of what is overdue (spec 01), right behind how it came out. */
const OVERDUE_FIELD: ActionField = {
  key: 'overdue_reason',
  type: 'select',
  label: 'ticket.form.overdue_reason',
  required: true,
  width: 'half',
  optionsFrom: 'overdue_reasons',
  allowOther: true,
};

/** The close form of a ticket, by whether it is overdue. */
export function closeFieldsOf({ isOverdue }: { readonly isOverdue: boolean }): readonly ActionField[] {
  return isOverdue ? withOverdue(OVERDUE_FIELD) : CLOSE_FIELDS;
}

/** One form for many tickets, some of which may be overdue: those ask for the reason when each is judged. */
export const CLOSE_FIELDS_FOR_MANY: readonly ActionField[] = withOverdue({
  ...OVERDUE_FIELD,
  required: false,
  help: 'ticket.form.overdue_reason_help',
});

function withOverdue(overdue: ActionField): readonly ActionField[] {
  const at = CLOSE_FIELDS.findIndex(({ key }) => key === 'callback_method');
  return [...CLOSE_FIELDS.slice(0, at), overdue, ...CLOSE_FIELDS.slice(at)];
}
