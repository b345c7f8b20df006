import type { FormField } from '../../../src/domain/form/field.ts';
import type { FieldSeed, Placement } from './types.ts';

/** A custom field as a published form has it: its definition with what the placement says otherwise (spec 02). */
export function customField(field: FieldSeed, placement: Placement): FormField {
  const { name, searchable: _q, filterable: _f, inList: _l, ...definition } = field;
  const { field: _key, ...overrides } = placement;
  const width = field.type === 'textarea' ? 'full' : 'half';
  return { ...definition, label: name, required: false, width, ...overrides };
}
