import { AUTOMATION_PLACEHOLDERS } from '../automation/placeholders.ts';

/** What the texts of a step may name about its ticket: besides the rest, whose it is and how much time is left, or over. */
export const SLA_PLACEHOLDERS = [...AUTOMATION_PLACEHOLDERS, 'department', 'remaining', 'overdue'] as const;
export type SlaPlaceholder = (typeof SLA_PLACEHOLDERS)[number];
