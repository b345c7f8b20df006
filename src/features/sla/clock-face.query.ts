import type { ClockFace } from '../../domain/sla/time-left.ts';

/** Columns of `ticket_clocks` (or of one timer), as rows bring them: exact numbers come as text. */
export interface ClockColumns {
  readonly due_at: Date | null;
  readonly warn_at: Date | null;
  readonly paused: boolean | null;
  readonly left_minutes: string | null;
  readonly target_minutes: string | null;
}

/** What of a ticket's clock is read beside its row, with the alias that the table has there. */
export const clockColumns = (alias: string): string[] =>
  ['due_at', 'warn_at', 'paused', 'left_minutes', 'target_minutes'].map((column) => `${alias}.${column}`);

/** The nearest timer of a ticket as it is shown (spec 05). */
export function clockFaceOf(row: ClockColumns): ClockFace {
  return {
    dueAt: row.due_at,
    warnAt: row.warn_at,
    paused: row.paused ?? false,
    leftMinutes: row.left_minutes === null ? null : Number(row.left_minutes),
    targetMinutes: row.target_minutes === null ? null : Number(row.target_minutes),
  };
}
