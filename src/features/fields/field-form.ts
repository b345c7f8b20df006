import {
  CHOICE_TYPES,
  FILE_TYPES,
  MOMENT_TYPES,
  NUMBER_TYPES,
  TEXT_TYPES,
  wideningsOf,
} from '../../domain/form/custom-field.ts';
import { FIELD_TYPES, type FieldType, type FormField } from '../../domain/form/field.ts';
import { fitsIntoRow } from '../../domain/form/field-kinds.ts';

/** What the form of a custom field asks for (spec 02): by its type, and by whether tickets have it already. */
export interface FieldFormSections {
  readonly what: readonly FormField[];
  readonly answers: readonly FormField[];
  readonly use: readonly FormField[];
}

/** Most options of a choice. */
const MOST_OPTIONS = 500;

/**
 * The fields of the form; labels and helps are locale keys, and so are the labels of the types.
 * @param typed the type it has, and whether that is bound by values that are stored
 */
export function fieldForm(
  typed: { readonly type: FieldType; readonly isUsed: boolean } | null,
): FieldFormSections {
  const types = typed?.isUsed ? wideningsOf(typed.type) : FIELD_TYPES;
  return {
    what: [
      text('name', { required: true, maxLength: 100 }),
      {
        ...text('type', { required: true, help: 'config.field.help.type' }),
        type: 'select',
        options: types.map((value) => ({ value, label: `config.field.type.${value}` })),
      },
      ...(typed?.isUsed ? [] : [text('key', { maxLength: 40, help: 'config.field.help.key' })]),
      { ...text('help', { maxLength: 500, help: 'config.field.help.help' }), width: 'full' },
      text('placeholder', {
        maxLength: 100,
        help: 'config.field.help.placeholder',
        ...when([...TEXT_TYPES, ...NUMBER_TYPES]),
      }),
    ],
    answers: [...choiceFields(), ...textFields(), ...numberFields(), ...momentFields(), ...listFields()],
    use: [
      toggle('required'),
      toggle('sensitive'),
      toggle(
        'filterable',
        when(FIELD_TYPES.filter((type) => type !== 'group' && !FILE_TYPES.includes(type))),
      ),
      toggle('in_list', when(FIELD_TYPES.filter((type) => type !== 'group' && !FILE_TYPES.includes(type)))),
    ],
  };
}

function choiceFields(): FormField[] {
  return [
    {
      key: 'options',
      type: 'group',
      label: 'config.field.field.options',
      help: 'config.field.help.options',
      required: true,
      width: 'full',
      minRows: 1,
      maxRows: MOST_OPTIONS,
      ...when(CHOICE_TYPES),
      fields: [
        cell('label', { required: true, maxLength: 100 }),
        cell('value', { maxLength: 60 }),
        { ...cell('retired', {}), type: 'switch' },
      ],
    },
    toggle('allow_other', when(CHOICE_TYPES)),
    {
      ...text('tree', {
        required: true,
        maxLength: 200_000,
        help: 'config.field.help.tree',
        ...when(['cascade']),
      }),
      type: 'textarea',
      width: 'full',
    },
  ];
}

function textFields(): FormField[] {
  return [
    number('min_length', { min: 0, max: 20_000, ...when(TEXT_TYPES) }),
    number('max_length', { min: 1, max: 20_000, ...when(TEXT_TYPES) }),
    text('pattern', { maxLength: 300, help: 'config.field.help.pattern', ...when(TEXT_TYPES) }),
    text('pattern_hint', { maxLength: 200, help: 'config.field.help.pattern_hint', ...when(TEXT_TYPES) }),
  ];
}

function numberFields(): FormField[] {
  return [
    number('min', { decimals: 6, ...when(NUMBER_TYPES) }),
    number('max', { decimals: 6, ...when(NUMBER_TYPES) }),
    number('decimals', { min: 0, max: 6, ...when(NUMBER_TYPES) }),
    text('unit', { maxLength: 20, help: 'config.field.help.unit', ...when(NUMBER_TYPES) }),
  ];
}

function momentFields(): FormField[] {
  return [
    text('earliest', { maxLength: 20, help: 'config.field.help.earliest', ...when(MOMENT_TYPES) }),
    text('latest', { maxLength: 20, help: 'config.field.help.latest', ...when(MOMENT_TYPES) }),
  ];
}

/** Files and rows: things of which there may be several. */
function listFields(): FormField[] {
  return [
    number('max_files', { min: 1, max: 50, ...when(FILE_TYPES) }),
    {
      key: 'fields',
      type: 'group',
      label: 'config.field.field.fields',
      help: 'config.field.help.fields',
      required: true,
      width: 'full',
      minRows: 1,
      maxRows: 12,
      ...when(['group']),
      fields: [
        cell('name', { required: true, maxLength: 50 }),
        {
          ...cell('type', { required: true }),
          type: 'select',
          options: FIELD_TYPES.filter((type) => fitsIntoRow(type) && type !== 'cascade').map((value) => ({
            value,
            label: `config.field.type.${value}`,
          })),
        },
        cell('choices', { maxLength: 2000, placeholder: 'config.field.placeholder.choices' }),
        { ...cell('required', {}), type: 'switch' },
        cell('key', { maxLength: 40 }),
      ],
    },
    number('min_rows', { min: 0, max: 100, ...when(['group']) }),
    number('max_rows', { min: 1, max: 100, ...when(['group']) }),
  ];
}

function text(key: string, more: Partial<FormField>): FormField {
  return { key, type: 'text', label: `config.field.field.${key}`, required: false, width: 'half', ...more };
}

/** One column of a list of rows. */
function cell(key: string, more: Partial<FormField>): FormField {
  return { ...text(key, more), label: `config.field.cell.${key}` };
}

function number(key: string, more: Partial<FormField>): FormField {
  return { ...text(key, more), type: 'number' };
}

function toggle(key: string, more: Partial<FormField> = {}): FormField {
  return { ...text(key, { help: `config.field.help.${key}`, ...more }), type: 'switch' };
}

/** Only fields of these types have it. */
function when(types: readonly FieldType[]): Pick<FormField, 'visibleWhen'> {
  return { visibleWhen: { field: 'type', in: types } };
}
