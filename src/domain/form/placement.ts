import {
  ATTACHMENTS,
  BUILT_IN_FIELDS,
  BUILT_IN_KEYS,
  type BuiltInKey,
  CALLER_KEYS,
  isBuiltIn,
} from './built-in-fields.ts';
import { defineField, type FieldDefinition } from './define-field.ts';
import type { FieldValue, FormField, VisibleWhen } from './field.ts';

/** A field in a template: what the template says otherwise than the field's definition (spec 02). */
export interface Placement {
  /** Key of the field. */
  readonly field: string;
  readonly required?: boolean;
  readonly help?: string;
  readonly default?: FieldValue;
  readonly width?: 'full' | 'half';
  readonly visibleWhen?: VisibleWhen;
  /** Of built-in fields only: the others say it in their definition. */
  readonly minLength?: number;
  readonly maxLength?: number;
  readonly placeholder?: string;
}

export type Definitions = ReadonlyMap<string, FieldDefinition>;

/** Without these a ticket can't be made or found again; every template has them (spec 02: required by the system). */
const BY_SYSTEM: readonly string[] = ['phone', 'source', 'description', 'priority', ATTACHMENTS];

/** Whether the field is the product's own rather than the administrators'. */
export function isOwn(key: string): boolean {
  return isBuiltIn(key) || key === ATTACHMENTS;
}

export function isRequiredBySystem(key: string): boolean {
  return BY_SYSTEM.includes(key);
}

/** Fields that are always asked for: an administrator can't make them optional. */
export function isAlwaysRequired(key: string): boolean {
  return isBuiltIn(key) && BUILT_IN_FIELDS[key].required;
}

/** What a new template begins with. */
export const FIRST_PLACEMENTS: readonly Placement[] = arrange(
  [...BUILT_IN_KEYS.filter((key) => key !== 'description'), 'description', ATTACHMENTS].map((field) => ({
    field,
  })),
);

/**
 * In the order in which they are asked: who calls comes before the category, whatever the template says; what the
 * system needs is never missing.
 */
export function arrange(placements: readonly Placement[]): Placement[] {
  const missing = BY_SYSTEM.filter((key) => !placements.some(({ field }) => field === key));
  const all = [...placements, ...missing.map((field) => ({ field }))];
  const callers = CALLER_KEYS.flatMap((key) => all.filter(({ field }) => field === key));
  return [...callers, ...all.filter(({ field }) => !CALLER_KEYS.includes(field))];
}

/** The form that placements make of today's definitions, as a version stores it; what is no field (any more) stays out. */
export function buildForm(placements: readonly Placement[], definitions: Definitions): FormField[] {
  return placements.flatMap(({ field, ...overrides }): FormField[] => {
    if (isOwn(field)) return [{ key: field, ...overrides } as FormField];
    const definition = definitions.get(field);
    return definition ? [{ ...defineField(definition), ...overrides }] : [];
  });
}

/** The placements of a version that does not say them: what its fields say otherwise than today's definitions. */
export function placementsOf(fields: readonly FormField[], definitions: Definitions): Placement[] {
  return fields.map((field) => {
    if (isOwn(field.key)) return ownPlacement(field);
    const definition = definitions.get(field.key);
    const base: Partial<FormField> = definition ? defineField(definition) : {};
    return {
      field: field.key,
      ...(field.required !== (base.required ?? false) && { required: field.required }),
      ...(field.width !== base.width && { width: field.width }),
      ...(field.help !== undefined && field.help !== base.help && { help: field.help }),
      ...(field.default !== undefined &&
        JSON.stringify(field.default) !== JSON.stringify(base.default) && { default: field.default }),
      ...(field.visibleWhen && { visibleWhen: field.visibleWhen }),
    };
  });
}

function ownPlacement(field: FormField): Placement {
  const { key, ...said } = field as Partial<FormField> & { key: BuiltInKey };
  return {
    field: key,
    ...(said.required !== undefined && { required: said.required }),
    ...(said.help !== undefined && { help: said.help }),
    ...(said.default !== undefined && { default: said.default }),
    ...(said.width !== undefined && { width: said.width }),
    ...(said.minLength !== undefined && { minLength: said.minLength }),
    ...(said.maxLength !== undefined && { maxLength: said.maxLength }),
    ...(said.placeholder !== undefined && { placeholder: said.placeholder }),
  };
}
