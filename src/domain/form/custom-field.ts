import type { FieldOption, FieldType, FormField } from './field.ts';

/** A custom field as administrators keep it (spec 02): templates place it, each version with a copy of its own. */
export interface CustomField {
  /** Stable: stored values and placements name it. */
  readonly key: string;
  readonly name: string;
  readonly type: FieldType;
  readonly help: string;
  readonly options: readonly FieldOption[];
  readonly validation: FieldValidation;
  readonly sensitive: boolean;
  readonly searchable: boolean;
  readonly filterable: boolean;
  readonly inList: boolean;
}

/** What an answer must be like, by the names that a form's field has for it. */
export type FieldValidation = Partial<
  Pick<
    FormField,
    | 'required'
    | 'placeholder'
    | 'allowOther'
    | 'minLength'
    | 'maxLength'
    | 'pattern'
    | 'patternHint'
    | 'min'
    | 'max'
    | 'decimals'
    | 'unit'
    | 'maxFiles'
    | 'minRows'
    | 'maxRows'
    | 'fields'
  >
>;

export const TEXT_TYPES: readonly FieldType[] = ['text', 'textarea'];
export const NUMBER_TYPES: readonly FieldType[] = ['number', 'money'];
export const MOMENT_TYPES: readonly FieldType[] = ['date', 'datetime', 'time'];
export const CHOICE_TYPES: readonly FieldType[] = ['radio', 'checkbox', 'select', 'multiselect'];
export const FILE_TYPES: readonly FieldType[] = ['file', 'image'];

/** What a used field may become: every value that is stored already must still be one of the new type. */
const WIDER: Partial<Record<FieldType, readonly FieldType[]>> = {
  text: ['textarea'],
  email: ['text', 'textarea'],
  url: ['text', 'textarea'],
  phone: ['text', 'textarea'],
  id_card: ['text', 'textarea'],
  radio: ['select'],
  select: ['radio'],
  checkbox: ['multiselect'],
  multiselect: ['checkbox'],
  image: ['file'],
};

/** The types that a field of this type may have, once there are tickets with it: its own, and the wider ones. */
export function wideningsOf(type: FieldType): readonly FieldType[] {
  return [type, ...(WIDER[type] ?? [])];
}

/** Whether lists can be narrowed down by a field of this type. */
export function canFilter(type: FieldType): boolean {
  return type !== 'group' && !FILE_TYPES.includes(type);
}
