import type { FieldValues } from '../../domain/form/field.ts';
import type { AdminNode } from './category-tree.query.ts';

const HOUR = 60;

/** A category as its form has it, and the audit log. */
export function valuesOf(node: AdminNode): FieldValues {
  return {
    name: node.name,
    ...(node.parentId !== null && { parent_id: String(node.parentId) }),
    ...(node.templateId !== null && { template_id: String(node.templateId) }),
    ...(node.priority !== null && { default_priority: node.priority }),
    ...(node.groupId !== null && { default_group_id: String(node.groupId) }),
    ...urgeValues(node.urgeMinutes),
    selectable: node.selectable,
    active: node.active,
  };
}

/** Whole hours are told as hours. */
export function urgeValues(minutes: number | null): FieldValues {
  if (minutes === null) return {};
  return minutes % HOUR === 0
    ? { urge_interval: minutes / HOUR, urge_interval_unit: 'hours' }
    : { urge_interval: minutes, urge_interval_unit: 'minutes' };
}

export function urgeMinutes(interval: number | null, unit: string | null): number | null {
  if (interval === null) return null;
  return unit === 'minutes' ? interval : interval * HOUR;
}
