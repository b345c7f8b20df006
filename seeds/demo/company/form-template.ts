import type { BuiltInKey } from '../../../src/domain/form/built-in-fields.ts';
import type { Placement, TemplateSeed } from './types.ts';

type Overrides = Readonly<Partial<Record<BuiltInKey, Omit<Placement, 'field'>>>>;

/**
 * A template in the house order: who calls, then what it is about, the fields of its own, and the description last,
 * because agents write it while the caller is still talking.
 */
export function formTemplate(
  key: string,
  name: string,
  own: readonly Placement[],
  overrides: Overrides = {},
): TemplateSeed {
  const builtIn = (field: BuiltInKey, placed: Omit<Placement, 'field'> = {}): Placement => ({
    field,
    ...placed,
    ...overrides[field],
  });
  return {
    key,
    name,
    placements: [
      builtIn('phone', { width: 'half' }),
      builtIn('customer_name', { width: 'half' }),
      builtIn('source', { width: 'half' }),
      builtIn('order_number', { width: 'half' }),
      builtIn('title', { width: 'full' }),
      ...own,
      builtIn('priority', { width: 'half' }),
      builtIn('description', { required: true, minLength: 5, width: 'full' }),
    ],
  };
}
