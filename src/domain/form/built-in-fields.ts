import type { FormField } from './field.ts';
import { PRIORITIES } from '../ticket/status.ts';

/**
 * The fields that stand in every template (spec 02). Their labels and lists are the product's, not the template's, so
 * a version stores only what its placement overrides; `label` and option labels are locale keys.
 */
export const BUILT_IN_KEYS = [
  'customer_name',
  'phone',
  'source',
  'title',
  'description',
  'order_number',
  'priority',
] as const;
export type BuiltInKey = (typeof BUILT_IN_KEYS)[number];

export const BUILT_IN_FIELDS: Readonly<Record<BuiltInKey, FormField>> = {
  customer_name: half('customer_name', 'text', 100),
  // Not of type phone: a masked number from a complaint platform is kept as text (spec 01).
  phone: half('phone', 'text', 40),
  source: { ...half('source', 'select'), required: true, default: 'phone' },
  title: {
    ...half('title', 'text', 200),
    width: 'full',
    placeholder: 'ticket.field.title_placeholder',
  },
  description: { ...half('description', 'textarea', 20_000), width: 'full', required: true },
  order_number: half('order_number', 'text', 200),
  priority: {
    ...half('priority', 'radio'),
    required: true,
    default: 'normal',
    options: PRIORITIES.map((value) => ({ value, label: `ticket.priority.${value}` })),
  },
};

/** Those asked for above the category, whatever the template says: who is calling, and from where. */
export const CALLER_KEYS: readonly string[] = ['phone', 'customer_name', 'source'];

/**
 * The files of a ticket stand in every template, too, but their answers are no values of the form: a version says only
 * where they are asked for, and whether at least one is required.
 */
export const ATTACHMENTS = 'attachments';

export function isBuiltIn(key: string): key is BuiltInKey {
  return (BUILT_IN_KEYS as readonly string[]).includes(key);
}

function half(key: BuiltInKey, type: FormField['type'], maxLength?: number): FormField {
  return {
    key,
    type,
    label: `ticket.field.${key}`,
    required: false,
    width: 'half',
    ...(maxLength !== undefined && { maxLength }),
  };
}
