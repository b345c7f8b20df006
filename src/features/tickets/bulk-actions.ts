import type { Permission } from '../../domain/people/permissions.ts';
import type { ActionField } from '../../domain/ticket/action-rule.ts';
import { CLOSE_FIELDS_FOR_MANY, remarkField, TARGET_FIELDS } from '../../domain/ticket/action-fields.ts';

/** What can be done to a selection of the list, under the glossary's names (spec 11). */
export const BULK_ACTIONS = ['reassign', 'redispatch', 'close'] as const;
export type BulkAction = (typeof BULK_ACTIONS)[number];

/** What is asked of whoever does it, and of whom; each ticket is judged by the rule of the single action besides. */
export interface BulkRule {
  readonly permission: Permission;
  /** One form for all. */
  readonly fields: readonly ActionField[];
  /** The tickets go somewhere, and the result tells where. */
  readonly moves: boolean;
}

/**
 * Closing (spec 01); to a group or a person (spec 04, "Manual assignment"); and anew by the assignment rules, which for
 * a single ticket is choosing its place, so that it asks for the same permission.
 */
export const BULK_RULES: Readonly<Record<BulkAction, BulkRule>> = {
  close: { permission: 'ticket.bulk_close', fields: CLOSE_FIELDS_FOR_MANY, moves: false },
  reassign: { permission: 'ticket.reassign', fields: [...TARGET_FIELDS, remarkField(false)], moves: true },
  redispatch: { permission: 'ticket.reassign', fields: [remarkField(false)], moves: true },
};
