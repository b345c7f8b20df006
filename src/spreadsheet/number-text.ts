import type { CellFormat } from './cell-formats.ts';

const DAY_SECONDS = 86_400;
/** 9999-12-31: the last day that Excel shows. */
const LAST_SERIAL = 2_958_465;

/**
 * The text of a number in a cell: a day, a moment or a time where it is shown as one, else the number with all its
 * digits, as the number of a phone or an order needs them.
 */
export function numberText(written: string, format: CellFormat | undefined, is1904: boolean): string {
  const value = Number(written);
  if (written.trim() === '' || !Number.isFinite(value)) return written;
  if (format === 'duration' && value >= 0 && value <= LAST_SERIAL) return durationText(value);
  if (format === 'moment') {
    const serial = is1904 ? value + 1462 : value;
    if (value >= 0 && serial < LAST_SERIAL + 1) return momentText(value, serial);
  }
  const digits = plainNumber(written.trim(), value);
  return typeof format === 'object' && /^\d+$/.test(digits) ? digits.padStart(format.digits, '0') : digits;
}

function plainNumber(written: string, value: number): string {
  // Whole numbers as they are written: a double would round what is longer than 15 digits.
  if (/^-?\d+$/.test(written)) return written.replace(/^(-?)0+(?=\d)/, '$1');
  // As Excel shows it: 15 digits are what a double is good for.
  const shown = String(Number(value.toPrecision(15)));
  if (!shown.includes('e')) return shown;
  return Math.abs(value) >= 1 ? BigInt(value).toString() : value.toFixed(20).replace(/0+$/, '');
}

function momentText(value: number, serial: number): string {
  const seconds = Math.round(serial * DAY_SECONDS);
  const time = clockText(seconds % DAY_SECONDS);
  // A time of no day.
  if (value < 1) return time;
  const day = Math.floor(seconds / DAY_SECONDS);
  // Excel takes 1900 for a leap year, so that days before March 1900 are one off.
  const date = new Date(Date.UTC(1899, 11, day < 61 ? 31 : 30) + day * DAY_SECONDS * 1000);
  const text = date.toISOString().slice(0, 10);
  return time === '00:00' ? text : `${text} ${time}`;
}

function clockText(seconds: number): string {
  const [hours, minutes, rest] = [
    Math.floor(seconds / 3600),
    Math.floor(seconds / 60) % 60,
    seconds % 60,
  ].map((part) => String(part).padStart(2, '0')) as [string, string, string];
  return `${hours}:${minutes}${rest === '00' ? '' : `:${rest}`}`;
}

function durationText(value: number): string {
  return clockText(Math.round(value * DAY_SECONDS));
}
