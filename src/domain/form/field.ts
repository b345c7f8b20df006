/**
 * The vocabulary of forms (spec 02): one description of a field serves the templates that
 * administrators publish and the small forms of the ticket actions alike.
 */

export const FIELD_TYPES = [
  'text',
  'textarea',
  'radio',
  'checkbox',
  'select',
  'multiselect',
  'number',
  'money',
  'date',
  'datetime',
  'time',
  'phone',
  'email',
  'url',
  'switch',
] as const;
export type FieldType = (typeof FIELD_TYPES)[number];

export interface FieldOption {
  /** Stable: stored on tickets, never shown. */
  readonly value: string;
  readonly label: string;
  /** Still shown on old tickets, no longer offered. */
  readonly retired?: boolean;
}

/** The field is part of the form only while another field of the form has one of these values. */
export interface VisibleWhen {
  readonly field: string;
  readonly in: readonly string[];
}

/** A field as it stands in a form: its definition with the overrides of its placement applied. */
export interface FormField {
  /** Input name and key of the stored value, e.g. `refund_amount`. */
  readonly key: string;
  readonly type: FieldType;
  readonly label: string;
  readonly help?: string;
  readonly placeholder?: string;
  readonly required: boolean;
  readonly width: 'full' | 'half';
  readonly options?: readonly FieldOption[];
  /** Texts only: what is offered beside typing freely. */
  readonly suggestions?: readonly FieldOption[];
  /** Choices only: "其他" with free text is offered too; stored as `other:<text>`. */
  readonly allowOther?: boolean;
  /** Characters (code points) for texts, number of choices for checkbox and multiselect. */
  readonly minLength?: number;
  readonly maxLength?: number;
  /** Numbers: value bounds. Dates: `YYYY-MM-DD`, or `today`, `today+7`, `today-30`. */
  readonly min?: number | string;
  readonly max?: number | string;
  /** Digits after the point for number and money. */
  readonly decimals?: number;
  readonly unit?: string;
  readonly default?: FieldValue;
  readonly visibleWhen?: VisibleWhen;
}

/** As stored in `tickets.values`: numbers as numbers, dates as ISO text, several choices as a list. */
export type FieldValue = string | number | boolean | readonly string[];
export type FieldValues = Readonly<Record<string, FieldValue>>;

/** Why a value was refused: a code of `locales` under `form.problem`, with what its sentence needs. */
export interface FieldProblem {
  readonly code: string;
  readonly params: Readonly<Record<string, string | number>>;
}
