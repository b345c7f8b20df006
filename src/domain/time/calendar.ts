/** From and to, in minutes since midnight of that day; to is exclusive, at most 1440 (spec 05). */
export type Interval = readonly [from: number, to: number];

/** Working hours (spec 05): a week, and the days that differ from it: holidays and make-up working days. */
export interface Calendar {
  /** IANA name. */
  readonly zone: string;
  /** Monday first; the intervals of a day in order, without overlap. */
  readonly week: readonly (readonly Interval[])[];
  /** By day, `YYYY-MM-DD`. */
  readonly days: ReadonlyMap<string, readonly Interval[]>;
}
