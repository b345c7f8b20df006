import { remarkField } from './action-fields.ts';
import type { ActionField, JudgedRule } from './action-rule.ts';
import { OPEN_STATUSES } from './status.ts';

/** Kinds of links that people make (spec 01, related tickets); the system alone writes `repeat_of`. */
export const LINK_KINDS = ['related', 'caused_by', 'duplicate_of'] as const;
export type LinkKind = (typeof LINK_KINDS)[number] | 'repeat_of';

/** How a link reads from the ticket one looks at: it begins there (`from`), or it ends there (`to`). */
export type LinkSide = 'from' | 'to';

/** Linking and unlinking change no more than the links: the holder may, as with the acting permissions (spec 01, 03). */
export const LINKING: JudgedRule = {
  action: 'link',
  permission: 'ticket.link',
  from: OPEN_STATUSES,
  collaborators: false,
  needs: 'either',
};

/** The number of the other ticket, as typed or pasted. */
export const NUMBER_FIELD: ActionField = {
  key: 'number',
  type: 'text',
  label: 'link.form.number',
  help: 'link.form.number_help',
  required: true,
  width: 'full',
  maxLength: 300,
};

export const LINK_FIELDS: readonly ActionField[] = [
  NUMBER_FIELD,
  {
    key: 'kind',
    type: 'radio',
    label: 'link.form.kind',
    required: true,
    width: 'full',
    options: LINK_KINDS.map((kind) => ({ value: kind, label: `link.kind.${kind}` })),
    default: 'related',
  },
  remarkField(false),
];
