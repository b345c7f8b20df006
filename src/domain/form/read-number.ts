import type { FormField } from './field.ts';
import type { Reading } from './reading.ts';
import { accepted, refused } from './reading.ts';

const MONEY_DECIMALS = 2;
/** Digits in groups of three or ungrouped, then an optional fraction. No exponent, no hex. */
const NUMBER = /^([+-]?)\s*(\d+|\d{1,3}(?:[,\s]\d{3})+)?(?:\.(\d*))?$/;

/** Digits after the point that a field takes; undefined: as many as a number can hold exactly. */
export function decimalsOf(field: FormField): number | undefined {
  return field.decimals ?? (field.type === 'money' ? MONEY_DECIMALS : undefined);
}

/** Bounds of a number field. Money is not negative unless its field says so. */
export function numberBounds(field: FormField): { readonly min: number; readonly max: number } {
  const lowest = field.type === 'money' ? 0 : Number.MIN_SAFE_INTEGER;
  return {
    min: Math.max(asBound(field.min) ?? lowest, Number.MIN_SAFE_INTEGER),
    max: Math.min(asBound(field.max) ?? Number.MAX_SAFE_INTEGER, Number.MAX_SAFE_INTEGER),
  };
}

/** Reads a number or an amount as it is typed or pasted: `1,234.50`, `￥１２．５`, `428 元` (spec 02). */
export function readNumber(text: string, field: FormField): Reading {
  const parts = splitNumber(text, field);
  if (parts === undefined) return refused('number_invalid');
  const decimals = decimalsOf(field);
  if (decimals !== undefined && parts.fraction.length > decimals) {
    return decimals === 0 ? refused('not_integer') : refused('too_many_decimals', { decimals });
  }
  const size = Number(`${parts.whole}.${parts.fraction}`);
  const value = parts.negative && size !== 0 ? -size : size;
  const { min, max } = numberBounds(field);
  if (value < min) return refused('too_small', { min });
  if (value > max) return refused('too_large', { max });
  if (!isExact(size, parts)) return refused('too_precise');
  return accepted(value);
}

interface NumberParts {
  readonly negative: boolean;
  /** Digits without leading zeros, at least one. */
  readonly whole: string;
  /** Digits without trailing zeros. */
  readonly fraction: string;
}

function splitNumber(text: string, field: FormField): NumberParts | undefined {
  const match = NUMBER.exec(withoutCurrency(withoutUnit(toHalfWidth(text).trim(), field)));
  if (match === null) return undefined;
  const [, sign, whole = '', fraction = ''] = match;
  if (whole === '' && fraction === '') return undefined;
  return {
    negative: sign === '-',
    whole: whole.replace(/[,\s]/g, '').replace(/^0+(?=\d)/, '') || '0',
    fraction: withoutTrailingZeros(fraction),
  };
}

/** Written by hand: `/0+$/` takes quadratic time on long runs of zeros that end in another digit. */
function withoutTrailingZeros(digits: string): string {
  let end = digits.length;
  while (end > 0 && digits[end - 1] === '0') end -= 1;
  return digits.slice(0, end);
}

function toHalfWidth(text: string): string {
  return text
    .replace(/[\uff01-\uff5e]/g, (character) => String.fromCharCode(character.charCodeAt(0) - 0xfee0))
    .replace(/\u2212/g, '-');
}

function withoutUnit(text: string, { unit = '', type }: FormField): string {
  if (unit !== '' && text.endsWith(unit)) return text.slice(0, text.length - unit.length).trimEnd();
  return type === 'money' ? text.replace(/元$/, '').trimEnd() : text;
}

/** `¥ 5`, `-¥5` and `¥-5` are all written. */
function withoutCurrency(text: string): string {
  return text.replace(/^([+-]?)\s*[¥￥]\s*/, '$1');
}

/** A double can't hold every decimal; an amount that would silently change is refused instead. */
function isExact(size: number, { whole, fraction }: NumberParts): boolean {
  if (fraction.length > 20) return false;
  return size.toFixed(fraction.length) === (fraction === '' ? whole : `${whole}.${fraction}`);
}

function asBound(bound: number | string | undefined): number | undefined {
  if (bound === undefined || bound === '') return undefined;
  const value = Number(bound);
  return Number.isFinite(value) ? value : undefined;
}
