import { DateTime } from 'luxon';

/** A moment as a sheet says it: `day` is `YYYY-MM-DD`, `time` is `HH:mm:ss` or null where only a day is told. */
export interface SheetMoment {
  readonly day: string;
  readonly time: string | null;
  /** Minutes east of UTC where the text says so; else it is the company's own time. */
  readonly offset: number | null;
}

const CLOCK =
  /(上午|早上|凌晨|中午|下午|晚上|am|pm)?\s*(\d{1,2})\s*[:时点]\s*(\d{1,2})?\s*[:分]?\s*(\d{1,2})?(?:[.,]\d+)?\s*秒?\s*(am|pm|a\.m\.|p\.m\.)?/;
const ZONE = /(z|utc|gmt)?\s*(?:([+-])(\d{2}):?(\d{2}))?\s*$/;
const YEAR_FIRST = /^(\d{4})\s*[-/.年]\s*(\d{1,2})\s*[-/.月]\s*(\d{1,2})\s*日?/;
const YEAR_LAST = /^(\d{1,2})\s*[-/.]\s*(\d{1,2})\s*[-/.]\s*(\d{4}|\d{2})(?!\d)/;
const NAMED =
  /^(?:(\d{1,2})[\s-]*)?(jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*\.?[\s-]*(?:(\d{1,2})(?:st|nd|rd|th)?,?[\s-]+)?(\d{4}|\d{2})(?!\d)/;
const RUN = /^(\d{4})(\d{2})(\d{2})(?:\s*(\d{2})(\d{2})(\d{2})?)?$/;
const WEEKDAY = /(星期|周)[一二三四五六日天]|\b(mon|tue|wed|thu|fri|sat|sun)[a-z]*,?/g;
const SERIAL = /^\d{5}(\.\d+)?$/;
const NOON = /^中午/;
const MONTHS = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec'];

/**
 * Reads a day or a moment as spreadsheets write them (spec 06): `2020/6/8`, `2020年6月8日 下午3:05`, `6/8/20 1:20 PM`,
 * `Jun 8, 2020`, ISO texts, runs of digits, and the serial numbers of Excel. Where day and month can't be told apart,
 * the month comes first, as Excel writes it. Undefined for what is no real moment.
 */
export function readSheetMoment(typed: string): SheetMoment | undefined {
  if (typed.length > 60) return undefined;
  const text = typed.normalize('NFKC').toLowerCase().replace(WEEKDAY, ' ').replace(/[()]/g, ' ').trim();
  if (SERIAL.test(text)) return fromSerial(Number(text));
  const run = RUN.exec(text);
  if (run) return build(run[1], run[2], run[3], { time: clock(run[4], run[5], run[6]) });
  const date = splitDate(text);
  if (date === undefined) return undefined;
  const rest = text
    .slice(date.length)
    .replace(/^[\s,t]+/, '')
    .trim();
  if (rest === '') return build(date.year, date.month, date.day, { time: null });
  const time = CLOCK.exec(rest);
  if (time?.index !== 0) return undefined;
  const zone = ZONE.exec(rest.slice(time[0].length));
  if (zone?.index !== 0) return undefined;
  const hour = hourOf(Number(time[2]), time[1] ?? time[5]);
  const offset = offsetOf(zone[1], zone[2], zone[3], zone[4]);
  return build(date.year, date.month, date.day, { time: clock(String(hour), time[3], time[4]), offset });
}

/** A time of day, `HH:mm`; undefined for what is none. */
export function readSheetClock(typed: string): string | undefined {
  const text = typed.normalize('NFKC').toLowerCase().trim();
  const time = CLOCK.exec(text);
  if (time?.[0].length !== text.length) return undefined;
  const read = clock(String(hourOf(Number(time[2]), time[1] ?? time[5])), time[3], time[4]);
  return read?.slice(0, 5);
}

/** The instant of a moment in a zone, as ISO text with its offset; a day alone begins at midnight. */
export function instantOf({ day, time, offset }: SheetMoment, zone: string): string | undefined {
  const text = `${day}T${time ?? '00:00:00'}`;
  const at =
    offset === null
      ? DateTime.fromISO(text, { zone })
      : DateTime.fromISO(text, { zone: 'utc' }).minus({ minutes: offset }).setZone(zone);
  return at.toISO({ suppressMilliseconds: true }) ?? undefined;
}

interface DateParts {
  readonly year: string;
  readonly month: string;
  readonly day: string;
  /** How much of the text it is. */
  readonly length: number;
}

function splitDate(text: string): DateParts | undefined {
  const first = YEAR_FIRST.exec(text);
  if (first) {
    const [{ length }, year = '', month = '', day = ''] = first;
    return { year, month, day, length };
  }
  const last = YEAR_LAST.exec(text);
  if (last) {
    const [{ length }, one = '', two = '', year = ''] = last;
    const isDayFirst = Number(one) > 12;
    return { year: fullYear(year), month: isDayFirst ? two : one, day: isDayFirst ? one : two, length };
  }
  const named = NAMED.exec(text);
  if (named) {
    const [{ length }, before, name = '', after, year = ''] = named;
    const month = String(MONTHS.indexOf(name) + 1);
    return { year: fullYear(year), month, day: before ?? after ?? '', length };
  }
  return undefined;
}

function fullYear(year: string): string {
  if (year.length === 4) return year;
  return Number(year) < 70 ? `20${year}` : `19${year}`;
}

function hourOf(hour: number, half: string | undefined): number {
  if (half === undefined) return hour;
  const isLate = /^(下午|晚上|p)/.test(half) || (NOON.test(half) && hour < 11);
  if (isLate) return hour < 12 ? hour + 12 : hour;
  return hour === 12 && !NOON.test(half) ? 0 : hour;
}

function offsetOf(utc?: string, sign?: string, hours?: string, minutes?: string): number | null {
  if (sign === undefined) return utc === undefined ? null : 0;
  return (Number(hours) * 60 + Number(minutes)) * (sign === '-' ? -1 : 1);
}

function clock(hour: string | undefined, minute = '0', second = '0'): string | null | undefined {
  if (hour === undefined) return null;
  const parts = [hour, minute, second].map(Number);
  const isReal = (parts[0] ?? 24) < 24 && (parts[1] ?? 60) < 60 && (parts[2] ?? 60) < 60;
  return isReal ? parts.map(twoDigits).join(':') : undefined;
}

function build(
  year: string | undefined,
  month: string | undefined,
  day: string | undefined,
  { time, offset = null }: { time: string | null | undefined; offset?: number | null },
): SheetMoment | undefined {
  const [y, m, d] = [Number(year), Number(month), Number(day)];
  const lengths = [
    31,
    y % 4 === 0 && (y % 100 !== 0 || y % 400 === 0) ? 29 : 28,
    31,
    30,
    31,
    30,
    31,
    31,
    30,
    31,
    30,
    31,
  ];
  const isReal = y >= 1900 && y <= 2100 && d >= 1 && d <= (lengths[m - 1] ?? 0);
  return isReal && time !== undefined
    ? { day: `${y}-${twoDigits(m)}-${twoDigits(d)}`, time, offset }
    : undefined;
}

/** Days since the last day of 1899, as Excel counts; the fraction is the time of day. */
function fromSerial(serial: number): SheetMoment | undefined {
  if (serial < 18_264 || serial > 73_050) return undefined;
  const at = new Date(Math.round((serial - 25_569) * 86_400) * 1000).toISOString();
  return { day: at.slice(0, 10), time: Number.isInteger(serial) ? null : at.slice(11, 19), offset: null };
}

function twoDigits(part: number): string {
  return String(part).padStart(2, '0');
}
