import { displayPhone, normalizePhone } from '../form/phone.ts';

/** A phone number of a sheet: as it is kept, its identity, and why it can't be right. */
export interface SheetPhone {
  readonly text: string;
  readonly e164: string | null;
  readonly problem: {
    readonly code: string;
    readonly params: Readonly<Record<string, string | number>>;
  } | null;
}

/** Hidden by the platform: `138****1234`, `1380013XXXX`. */
const MASKED = /[*＊•●]{2,}|\d[x×]{3,}/iu;
const POWER = /^(\d)(?:\.(\d+))?e\+?(\d{1,2})$/i;
/** One number, with nothing in it but what people put between digits. */
const DIGITS = /^\+?[\d\s()（）\-–—.]+$/;
const MOBILE_LENGTH = 11;

/**
 * Reads a phone number of a sheet (spec 06, phone normalisation; spec 01 "Phone"). A masked one, an extension or two
 * numbers are kept as text; what is clearly a slip — a letter among the digits, a mobile number too short or too long,
 * one that the spreadsheet program has rounded — is told.
 */
export function readSheetPhone(typed: string): SheetPhone {
  const text = typed
    .normalize('NFKC')
    .replace(/[\p{Cf}\s]+/gu, ' ')
    .trim()
    .replace(/^(\d+)\.0+$/, '$1');
  if (MASKED.test(text)) return { text, e164: null, problem: null };
  const power = POWER.exec(text);
  if (power) return fromPower(text, power);
  const phone = normalizePhone(text);
  if ('e164' in phone) {
    // Most numbers stand as they are shown; to ask how takes as long as to read them.
    const shown = phone.e164 === `+86${text}` && /^1\d{10}$/.test(text) ? text : displayPhone(phone.e164);
    return { text: shown, e164: phone.e164, problem: null };
  }
  const letter = /^[+\s-]*\d(?:[\d\s-]*[OoIl]){1,3}[\d\s-]*$/.test(text)
    ? /[OoIl]/.exec(text)?.[0]
    : undefined;
  if (letter !== undefined) return refuse(text, 'phone_letter', { letter });
  const digits = text.replace(/^(\+|00)86/, '').replace(/\D/g, '');
  const isMobile = DIGITS.test(text) && /^1[3-9]/.test(digits) && digits.length >= 9 && digits.length <= 15;
  if (isMobile && digits.length !== MOBILE_LENGTH)
    return refuse(text, 'phone_length', { length: digits.length, max: MOBILE_LENGTH });
  return { text, e164: null, problem: null };
}

/** `1.3800138000E+10` still has all its digits; `1.38E+10` has lost them. */
function fromPower(text: string, [, first = '', rest = '', power = '']: RegExpExecArray): SheetPhone {
  if (rest.length < Number(power) - 1) return refuse(text, 'phone_rounded', {});
  return readSheetPhone(first + rest.padEnd(Number(power), '0'));
}

function refuse(text: string, code: string, params: Readonly<Record<string, string | number>>): SheetPhone {
  return { text, e164: null, problem: { code: `import:${code}`, params } };
}
