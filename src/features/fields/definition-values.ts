import type { CustomField, FieldValidation } from '../../domain/form/custom-field.ts';
import { canFilter, CHOICE_TYPES, MOMENT_TYPES } from '../../domain/form/custom-field.ts';
import type {
  FieldProblem,
  FieldRow,
  FieldType,
  FieldValue,
  FieldValues,
  FormField,
} from '../../domain/form/field.ts';
import { isUsableKey, keyFrom } from '../../domain/form/field-key.ts';
import { rowsIn } from '../../domain/form/field-kinds.ts';
import { optionsFromRows, rowsFromOptions } from '../../domain/form/option-rows.ts';
import { textFromTree, treeFromText } from '../../domain/form/option-tree.ts';

/** Between a custom field and the answers of the form that edits it (spec 02). */

/** The answers that show a field as it is. */
export function valuesOfDefinition(field: CustomField): FieldValues {
  const { validation: rules } = field;
  const isMoment = MOMENT_TYPES.includes(field.type);
  return present({
    name: field.name,
    type: field.type,
    key: field.key,
    help: field.help,
    placeholder: rules.placeholder,
    options: CHOICE_TYPES.includes(field.type) ? rowsFromOptions(field.options) : undefined,
    tree: field.type === 'cascade' ? textFromTree(field.options) : undefined,
    allow_other: rules.allowOther,
    min_length: rules.minLength,
    max_length: rules.maxLength,
    pattern: rules.pattern,
    pattern_hint: rules.patternHint,
    min: isMoment ? undefined : rules.min,
    max: isMoment ? undefined : rules.max,
    decimals: rules.decimals,
    unit: rules.unit,
    earliest: isMoment ? rules.min : undefined,
    latest: isMoment ? rules.max : undefined,
    max_files: rules.maxFiles,
    fields: rules.fields?.map(rowOfSubField),
    min_rows: rules.minRows,
    max_rows: rules.maxRows,
    required: rules.required,
    sensitive: field.sensitive,
    filterable: field.filterable,
    in_list: field.inList,
  });
}

export type ReadDefinition =
  | { readonly ok: true; readonly field: CustomField }
  | { readonly ok: false; readonly problems: Readonly<Record<string, FieldProblem>> };

export interface Existing {
  readonly field: CustomField;
  /** A published form has it: tickets may hold its values. */
  readonly isUsed: boolean;
}

/**
 * The field that the answers describe. Keys and values that exist stay: they are what tickets hold.
 * @param isTaken whether another field has a key
 */
export function definitionFrom(
  values: FieldValues,
  existing: Existing | null,
  isTaken: (key: string) => boolean,
): ReadDefinition {
  const get = (key: string): FieldValue | undefined => values[key];
  const name = textOf(get('name'));
  const type = textOf(get('type')) as FieldType;
  const isUsed = existing?.isUsed ?? false;
  const typedKey = textOf(get('key'));
  const free = (key: string): boolean => isUsableKey(key) && !isTaken(key);
  const key =
    isUsed && existing
      ? existing.field.key
      : typedKey === ''
        ? keyFrom(name, (each) => !free(each))
        : typedKey;
  if (key !== existing?.field.key && !isUsableKey(key)) return refusedAt('key', 'key_unusable');
  if (isTaken(key)) return refusedAt('key', 'key_taken');
  const before = existing?.field.options ?? [];
  const tree = type === 'cascade' ? treeFromText(textOf(get('tree')), before, isUsed) : null;
  if (tree?.ok === false) {
    const { code } = tree;
    return refusedAt('tree', code, 'line' in tree ? { line: tree.line } : {});
  }
  const options =
    tree?.options ??
    (CHOICE_TYPES.includes(type) ? optionsFromRows(rowsIn(get('options')), before, isUsed) : []);
  const validation = present<FieldValidation>({
    required: flag(get('required')),
    placeholder: get('placeholder'),
    allowOther: flag(get('allow_other')),
    minLength: get('min_length'),
    maxLength: get('max_length'),
    pattern: get('pattern'),
    patternHint: get('pattern_hint'),
    min: get('min') ?? get('earliest'),
    max: get('max') ?? get('latest'),
    decimals: get('decimals'),
    unit: get('unit'),
    maxFiles: get('max_files'),
    minRows: get('min_rows'),
    maxRows: get('max_rows'),
    fields:
      type === 'group'
        ? subFieldsFrom(rowsIn(get('fields')), existing?.field.validation.fields ?? [])
        : undefined,
  });
  return {
    ok: true,
    field: {
      key,
      name,
      type,
      help: textOf(get('help')),
      options,
      validation,
      sensitive: get('sensitive') === true,
      searchable: existing?.field.searchable ?? false,
      filterable: get('filterable') === true && canFilter(type),
      inList: get('in_list') === true && canFilter(type),
    },
  };
}

function refusedAt(at: string, code: string, params: FieldProblem['params'] = {}): ReadDefinition {
  return { ok: false, problems: { [at]: { code, params } } };
}

/** Labels of the choices of a column, as one text. */
const SEPARATOR = /[;；\n]/;

function rowOfSubField({ key, label, type, required, options = [] }: FormField): FieldRow {
  const offered = options.filter((option) => option.retired !== true).map((option) => option.label);
  return { name: label, type, choices: offered.join('; '), required, key };
}

/** The columns of a group; one that had a key keeps it, and so do the values of its choices. */
function subFieldsFrom(rows: readonly FieldRow[], before: readonly FormField[]): readonly FormField[] {
  const taken = new Set(rows.map((row) => textOf(row['key'])).filter((key) => key !== ''));
  return rows.map((row): FormField => {
    const label = textOf(row['name']);
    const own = textOf(row['key']);
    const key = own === '' ? keyFrom(label, (each) => taken.has(each) || !isUsableKey(each), 'column') : own;
    taken.add(key);
    const type = textOf(row['type']) as FieldType;
    const old = before.find((field) => field.key === key)?.options ?? [];
    const options = CHOICE_TYPES.includes(type) ? choicesFrom(textOf(row['choices']), old) : undefined;
    return {
      key,
      type,
      label,
      required: row['required'] === true,
      width: 'half',
      ...(options && { options }),
    };
  });
}

function choicesFrom(text: string, before: FormField['options'] & object) {
  const labels = text.split(SEPARATOR).map((label) => label.trim());
  const rows = [...new Set(labels)]
    .filter((label) => label !== '')
    .map((label) => ({ label, value: before.find((option) => option.label === label)?.value ?? '' }));
  return optionsFromRows(rows, before, true);
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value : '';
}

function flag(value: FieldValue | undefined): true | undefined {
  return value === true ? true : undefined;
}

/** Without what is absent or empty. */
function present<T extends object = FieldValues>(entries: Readonly<Record<string, unknown>>): T {
  const kept = Object.entries(entries).filter(
    ([, value]) => value !== undefined && value !== '' && value !== false,
  );
  return Object.fromEntries(kept) as T;
}
