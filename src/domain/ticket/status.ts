/** The statuses of spec 01, in the order of a ticket's life. */
export const STATUSES = ['new', 'in_progress', 'waiting', 'returned', 'resolved', 'closed'] as const;
export type Status = (typeof STATUSES)[number];

/** Statuses in which a ticket is somewhere and someone's turn. */
export const OPEN_STATUSES = STATUSES.filter((status) => status !== 'closed');

/** Statuses in which a second ticket of the same phone and category is refused (spec 01, duplicate check). */
export const UNFINISHED_STATUSES = STATUSES.filter((status) => status !== 'closed' && status !== 'resolved');

export const PRIORITIES = ['low', 'normal', 'high', 'urgent'] as const;
export type Priority = (typeof PRIORITIES)[number];
