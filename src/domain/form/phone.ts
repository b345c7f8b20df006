import { parsePhoneNumberFromString } from 'libphonenumber-js/max';

/** Region of a number typed without a country code. */
const HOME = 'CN';

/**
 * The identity of a phone number (spec 01 "Phone"): E.164 for a number that exists in its country's plan, typed in
 * any usual way (+86, 0086, spaces, dashes, full-width digits, area code). Anything else (masked, too short, with
 * an extension, several numbers) is kept as text and never identifies anyone.
 */
export function normalizePhone(text: string): { readonly e164: string } | { readonly kept: string } {
  const kept = text.trim();
  const phone = parsePhoneNumberFromString(kept, { defaultCountry: HOME, extract: false });
  // An extension is a desk behind the number: two of them are not the same person.
  if (phone === undefined || phone.ext !== undefined || !phone.isValid()) return { kept };
  return { e164: phone.number };
}

/** A stored number as people here write it: `13800138000`, `010 1234 5678`, `+1 650 253 0000`. */
export function displayPhone(stored: string): string {
  const phone = parsePhoneNumberFromString(stored, { defaultCountry: HOME, extract: false });
  if (phone === undefined || !phone.isValid() || phone.ext !== undefined) return stored;
  if (phone.country !== HOME) return phone.formatInternational();
  return phone.getType() === 'MOBILE' ? phone.nationalNumber : phone.formatNational();
}
