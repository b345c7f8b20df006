/**
 * Log entries that only tell of a ticket's time (spec 05). They count as versions, but nothing that a form or a page
 * shows of the ticket is other than it was: whoever was filling it in goes on.
 */
export const ENTRIES_OF_TIME: readonly string[] = ['ticket_sla_warned', 'ticket_sla_breached'];
