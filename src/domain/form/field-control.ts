import type { FieldType, FormField } from './field.ts';
import { decimalsOf, numberBounds } from './read-number.ts';
import { isMoment } from './read-date.ts';

export type Control =
  'input' | 'textarea' | 'select' | 'cascade' | 'segment' | 'radios' | 'checks' | 'switch' | 'files' | 'rows';

const SEGMENT_CHOICES = 4;
const LIST_CHOICES = 6;
/** Room in half-width letters: half a dialog or the width of a phone, at 7 px a letter. */
const SEGMENT_ROOM = { half: 40, full: 50 } as const;
/** Padding and border of one segment, in the same letters. */
const SEGMENT_PADDING = 4;
/** CJK ideographs and punctuation, kana, hangul, full-width forms: twice as wide as a Latin letter. */
const WIDE = /[\u1100-\u115f\u2e80-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6]/;

/**
 * The control of a field by the rule of the design: short choices are segments, longer ones lists, many a select.
 * Several choices are always boxes to tick: a native multiple select loses the others on one careless click.
 */
export function controlOf(field: FormField): Control {
  switch (field.type) {
    case 'radio':
      return radioControl(field);
    case 'select':
    case 'user':
    case 'department':
      return 'select';
    case 'cascade':
      return 'cascade';
    case 'file':
    case 'image':
      return 'files';
    case 'group':
      return 'rows';
    case 'checkbox':
    case 'multiselect':
      return 'checks';
    case 'textarea':
      return 'textarea';
    case 'switch':
      return 'switch';
    default:
      return 'input';
  }
}

const INPUT_TYPES: Partial<Record<FieldType, string>> = {
  date: 'date',
  datetime: 'datetime-local',
  time: 'time',
  phone: 'tel',
  email: 'email',
  url: 'url',
};

/** Type of an input. A native date input drops what it can't read, so a refused text is shown in a plain one. */
export function inputTypeOf({ type, secret }: FormField, control: Control, value: string): string {
  // An address with a key in it is looked over as it is pasted; a key alone says nothing to anybody.
  if (secret === true && type === 'text') return 'password';
  if (control === 'checks' || control === 'switch') return 'checkbox';
  if (control === 'segment' || control === 'radios') return 'radio';
  const isNative = type === 'date' || type === 'datetime' || type === 'time';
  if (isNative && value !== '' && !isMoment(type, value)) return 'text';
  // Numbers are texts with a keyboard of figures: a native number input drops `1,234.50` and scrolls by accident.
  return INPUT_TYPES[type] ?? 'text';
}

/** Keyboard on a phone. The one of figures has no minus on iOS: only for fields that take none. */
export function inputModeOf(field: FormField): string | undefined {
  if (field.type !== 'number' && field.type !== 'money') return undefined;
  if (numberBounds(field).min < 0) return undefined;
  return decimalsOf(field) === 0 ? 'numeric' : 'decimal';
}

function radioControl(field: FormField): Control {
  const offered = (field.options ?? []).filter((option) => option.retired !== true);
  if (offered.length > LIST_CHOICES) return 'select';
  if (field.allowOther === true || offered.length > SEGMENT_CHOICES) return 'radios';
  const room = offered.reduce((sum, option) => sum + SEGMENT_PADDING + lettersOf(option.label), 0);
  return room <= SEGMENT_ROOM[field.width] ? 'segment' : 'radios';
}

function lettersOf(label: string): number {
  return Array.from(label).reduce((sum, character) => sum + (WIDE.test(character) ? 2 : 1), 0);
}
