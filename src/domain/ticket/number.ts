/**
 * The ticket number in what somebody typed or pasted (spec 01): capital or small letters, full-width ones, spaces and
 * any dash, a whole address too. Null when there is none, or more than one.
 */
export function readTicketNumber(typed: string): string | null {
  const text = typed
    .normalize('NFKC')
    .toUpperCase()
    .replace(/\s+/g, '')
    .replace(/\p{Pd}/gu, '-');
  const found = new Set(
    [...text.matchAll(/(?<![A-Z\d])([A-Z]{1,6}\d{6})-?(\d{4,12})(?!\d)/g)].map(
      ([, day = '', running = '']) => `${day}-${running}`,
    ),
  );
  const [number] = found;
  return found.size === 1 && number !== undefined ? number : null;
}

/**
 * `GD261122-1042`: prefix, day of creation, running number (spec 01). The running number comes from a database
 * sequence that never repeats, so the whole is unique without any lock.
 * @param day the day of creation in the company's time zone, `YYYY-MM-DD`
 */
export function formatTicketNumber(prefix: string, day: string, running: number): string {
  return `${prefix}${day.slice(2).replaceAll('-', '')}-${String(running).padStart(4, '0')}`;
}
