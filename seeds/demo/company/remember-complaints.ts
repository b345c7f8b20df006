const DAY_MS = 24 * 60 * 60 * 1000;
/** As the live product sets it (`repeat_days`), and how many it links. */
const REPEAT_DAYS = 7;
const AT_MOST = 5;

interface Complaint {
  readonly id: number;
  readonly at: Date;
}

/** Remembers who complained in which business line, so that a second complaint within days is known as a repeated one. */
export function rememberComplaints(): {
  /** The complaints that this one repeats, newest first; told in the order of time. */
  earlier: (customerId: number, categoryPath: string, complaint: Complaint) => number[];
} {
  const known = new Map<string, Complaint[]>();
  return {
    earlier: (customerId, categoryPath, complaint) => {
      const key = `${customerId} ${categoryPath.split('/')[0] ?? ''}`;
      const before = known.get(key) ?? [];
      known.set(key, [complaint, ...before]);
      const since = complaint.at.getTime() - REPEAT_DAYS * DAY_MS;
      return before
        .filter(({ at }) => at.getTime() > since)
        .slice(0, AT_MOST)
        .map(({ id }) => id);
    },
  };
}
