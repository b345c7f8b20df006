/** From this month on, the next year's holidays should be known. */
const OCTOBER = 10;

/**
 * The years that a calendar knows nothing of though it should (spec 05): it has exceptional days of other years, but none
 * of the running one, or from October on of the coming one. Such a year must not pass for one without holidays.
 * @param years in which the calendar has exceptional days
 * @param today `YYYY-MM-DD`
 */
export function findMissingYears(years: readonly number[], today: string): number[] {
  if (years.length === 0) return [];
  const running = Number(today.slice(0, 4));
  const needed = Number(today.slice(5, 7)) >= OCTOBER ? [running, running + 1] : [running];
  return needed.filter((year) => !years.includes(year));
}
