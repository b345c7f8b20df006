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
  'id_card',
  'cascade',
  'file',
  'image',
  'user',
  'department',
  'group',
] as const;
export type FieldType = (typeof FIELD_TYPES)[number];

export interface FieldOption {
  /** Stable: stored on tickets, never shown. */
  readonly value: string;
  readonly label: string;
  /** Still shown on old tickets, no longer offered. */
  readonly retired?: boolean;
  /** Cascades only: the next level. Values are unique in the whole tree, and only its leaves are chosen. */
  readonly children?: readonly FieldOption[];
  /** Files only: what lists of files show beside the name. */
  readonly file?: FileFacts;
}

/** An uploaded file as forms and pages show it. */
export interface FileFacts {
  readonly size: string;
  readonly icon: 'photo' | 'file';
  readonly preview: 'picture' | 'pdf' | null;
  /** It belongs to the ticket already: out of the field, it stays with the log entry that brought it. */
  readonly isSent: boolean;
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
  /**
   * What can be chosen. Of people and departments it is looked up when the form is read or shown, with whom older
   * tickets may name as retired ones; of files, too: the sender's unsent uploads, and those that stand in the field.
   */
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
  /** Groups only: what each row asks for. No group, file or image among them. */
  readonly fields?: readonly FormField[];
  readonly minRows?: number;
  readonly maxRows?: number;
  /** Files and images only: how many of them. */
  readonly maxFiles?: number;
  /** Files and images only, looked up with the options: what the installation takes. */
  readonly uploads?: UploadLimits;
  /** Shown masked; who may see it in full does so answer by answer, and each look is logged. */
  readonly sensitive?: boolean;
  /** Texts only: a key or a password. It is taken, and never shown again: not even in the form that was refused. */
  readonly secret?: boolean;
  /** Texts only: the whole answer must match (RE2 syntax), or else this sentence is shown. */
  readonly pattern?: string;
  readonly patternHint?: string;
  readonly default?: FieldValue;
  readonly visibleWhen?: VisibleWhen;
}

/** Extensions as an `accept` attribute takes them, and megabytes of one file. */
export interface UploadLimits {
  readonly accept: string;
  readonly maxMegabytes: number;
}

/** One row of a group, by the keys of its fields. */
export type FieldRow = Readonly<Record<string, string | number | boolean | readonly string[]>>;

/**
 * As stored in `tickets.values`: numbers as numbers, dates as ISO text, several choices as a list; the leaf of a
 * cascade; ids of people and departments as numbers, those of files as a list of texts; a group as its rows.
 */
export type FieldValue = string | number | boolean | readonly string[] | readonly FieldRow[];
export type FieldValues = Readonly<Record<string, FieldValue>>;

/** Why a value was refused: a code of `locales` under `form.problem`, with what its sentence needs. */
export interface FieldProblem {
  readonly code: string;
  readonly params: Readonly<Record<string, string | number>>;
}
