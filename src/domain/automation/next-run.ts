import { DateTime } from 'luxon';
import { MINUTE_MS } from '../time/duration.ts';
import type { AutomationSchedule } from './automation.ts';

/**
 * When an automation that goes by the clock goes next (spec 04), always after now. Every so many minutes are those that
 * really pass, counted from when it was due; what was missed meanwhile is not made up for. A time of day is that of the
 * zone: where clocks skip it, it is the instant at which they do; where they show it twice, the first one.
 * @param due when it was to go this time; now, for one that has not gone yet
 */
export function nextRun(schedule: AutomationSchedule, now: Date, zone: string, due: Date = now): Date {
  if ('every' in schedule) {
    const step = schedule.every * MINUTE_MS;
    const from = Math.min(due.getTime(), now.getTime());
    return new Date(from + (Math.floor((now.getTime() - from) / step) + 1) * step);
  }
  const [hour = 0, minute = 0] = schedule.at.split(':').map(Number);
  const today = DateTime.fromJSDate(now, { zone }).startOf('day');
  for (let days = 0; ; days += 1) {
    const at = instantOf(today.plus({ days }), { hour, minute });
    if (at > now.getTime()) return new Date(at);
  }
}

/** The first instant of a day at which its clocks show a time, or have just skipped it. */
function instantOf(day: DateTime, time: { hour: number; minute: number }): number {
  const wall = day.set({ ...time, second: 0, millisecond: 0 });
  if (wall.hour === time.hour && wall.minute === time.minute)
    return Math.min(...wall.getPossibleOffsets().map((each) => each.toMillis()));
  // Luxon goes on by as much as is skipped: the change is somewhere before that.
  const after = wall.offset;
  let [early, late] = [wall.toMillis() - 24 * 60 * MINUTE_MS, wall.toMillis()];
  while (late - early > 1) {
    const middle = Math.floor((early + late) / 2);
    if (DateTime.fromMillis(middle, { zone: wall.zone }).offset === after) late = middle;
    else early = middle;
  }
  return late;
}
