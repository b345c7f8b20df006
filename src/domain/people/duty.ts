/** What people say of themselves: whether they may be given tickets (spec 04). */
export const DUTY_STATES = ['on_duty', 'away', 'offline'] as const;
export type DutyState = (typeof DUTY_STATES)[number];

/** Without a sign of life for so long, a person is not there any more. */
export const GONE_AFTER_MS = 120_000;
