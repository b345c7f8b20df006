/**
 * `GD261122-1042`: prefix, day of creation, running number (spec 01). The running number comes from a database
 * sequence that never repeats, so the whole is unique without any lock.
 * @param day the day of creation in the company's time zone, `YYYY-MM-DD`
 */
export function formatTicketNumber(prefix: string, day: string, running: number): string {
  return `${prefix}${day.slice(2).replaceAll('-', '')}-${String(running).padStart(4, '0')}`;
}
