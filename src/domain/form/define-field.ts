import type { FieldOption, FieldType, FormField } from './field.ts';

/** A row of the table `fields`, as far as forms are concerned. */
export interface FieldDefinition {
  readonly key: string;
  readonly name: string;
  readonly type: string;
  readonly help: string | null;
  readonly options: readonly FieldOption[];
  /** What `VALIDATION_KEYS` name; anything else is left aside. */
  readonly validation: Readonly<Record<string, unknown>>;
  readonly sensitive: boolean;
}

/** What the definition of a field says beside its columns; the properties of a `FormField` of the same names. */
const VALIDATION_KEYS: readonly string[] = [
  'required',
  'minLength',
  'maxLength',
  'min',
  'max',
  'decimals',
  'unit',
  'pattern',
  'patternHint',
  'allowOther',
  'maxFiles',
  'minRows',
  'maxRows',
  'fields',
  'placeholder',
  'suggestions',
  'default',
];

/** Those that need the whole width to be filled in with ease. */
const FULL: readonly string[] = ['textarea', 'group', 'file', 'image'];

/**
 * The field of a form that a row of the table `fields` stands for, before any placement says otherwise (spec 02). The
 * one place that turns definitions into forms: templates, filters and imports all see the same field.
 */
export function defineField(row: FieldDefinition): FormField {
  const rules = Object.fromEntries(
    Object.entries(row.validation).filter(([key, value]) => VALIDATION_KEYS.includes(key) && value !== null),
  );
  return {
    required: false,
    ...rules,
    key: row.key,
    type: row.type as FieldType,
    label: row.name,
    width: FULL.includes(row.type) ? 'full' : 'half',
    ...(row.help !== null && row.help !== '' && { help: row.help }),
    ...(row.options.length > 0 && { options: row.options }),
    ...(row.sensitive && { sensitive: true }),
  };
}
