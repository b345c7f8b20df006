import type { FormField } from '../form/field.ts';
import { OTHER_PREFIX } from '../form/raw-form.ts';
import type { RawAnswer } from '../form/raw-form.ts';
import { readNumber } from '../form/read-number.ts';
import type { FindByName } from './find-by-name.ts';
import { findInField } from './find-by-name.ts';
import { foldName, foldText, shorten } from './fold-text.ts';
import type { ImportConfig } from './import-config.ts';
import { readSheetClock, readSheetMoment } from './read-moment.ts';
import { readSheetPhone } from './read-phone.ts';
import { narrow, tidyText } from './tidy-text.ts';

/** What a cell says as the answer to a field: as a form would send it, with what was tidied on the way. */
export interface CellAnswer {
  /** Undefined: nothing is said. */
  readonly answer: RawAnswer;
  /** Kinds of cleaning (locales: `import_problem.cleaning`). */
  readonly cleaned: readonly string[];
  readonly problem: {
    readonly code: string;
    readonly params: Readonly<Record<string, string | number>>;
  } | null;
  readonly e164?: string;
  /** The same however the sheet writes it: for days, numbers and phones, which have many ways. */
  readonly says?: string;
}
export type ReadAnswer = (text: string) => CellAnswer;

/** Words of the sheet that somebody has given a meaning, by their folded text; '' leaves the answer empty. */
export type Meanings = ReadonlyMap<string, string>;

export function meaningsOf(values: Readonly<Record<string, string>> | undefined): Meanings {
  return new Map(Object.entries(values ?? {}).map(([text, value]) => [foldText(text), value]));
}

/** The meaning of a text; long ones are known by their beginning, as the report shows them. */
export function meaningOf(meanings: Meanings, text: string): string | undefined {
  if (meanings.size === 0) return undefined;
  return meanings.get(foldText(text)) ?? meanings.get(foldText(shorten(text)));
}

/**
 * How the cells of a column are read as a field (spec 06): labels become stored values, days ISO texts, amounts plain
 * numbers. Whether the field takes the answer is for `parseForm` to say.
 */
export function openAnswerReader(field: FormField, config: ImportConfig, meanings: Meanings): ReadAnswer {
  switch (field.type) {
    case 'radio':
    case 'select':
    case 'cascade':
    case 'user':
    case 'department':
      return choiceReader(field, config, meanings);
    case 'checkbox':
    case 'multiselect':
      return choicesReader(field, config, meanings);
    case 'switch':
      return (text) => readSwitchWord(text, meanings);
    case 'number':
    case 'money':
      return (text) => readAmount(text, field);
    case 'date':
    case 'datetime':
    case 'time':
      return momentReader(field.type);
    case 'phone':
      return readPhoneCell;
    case 'textarea':
      return (text) => readText(text, true);
    case 'email':
    case 'url':
    case 'id_card':
      return readCode;
    default:
      return plainReader(field.key);
  }
}

/** The product's own `phone` and `order_number` are of type text, so that masked ones can be kept. */
function plainReader(key: string): ReadAnswer {
  if (key === 'phone') return readPhoneCell;
  return key === 'order_number' ? readCode : (text) => readText(text, false);
}

function readText(typed: string, isLong: boolean): CellAnswer {
  const { text, kinds } = tidyText(typed, isLong);
  return said(text, kinds);
}

function readCode(typed: string): CellAnswer {
  const tidy = tidyText(typed, false);
  const { text, kinds } = narrow(tidy.text);
  return said(text, [...tidy.kinds, ...kinds]);
}

function readPhoneCell(typed: string): CellAnswer {
  const { text, e164, problem } = readSheetPhone(typed);
  if (problem) return { answer: text, cleaned: [], problem };
  const cleaned = text === typed ? [] : ['phone'];
  return { ...said(text, cleaned), says: e164 ?? text, ...(e164 !== null && { e164 }) };
}

function readAmount(typed: string, field: FormField): CellAnswer {
  const text = typed.normalize('NFKC').replace(/^(rmb|cny|人民币)\s*|\s*(rmb|cny|元整|圆)$/gi, '');
  const reading = readNumber(text, field);
  if (!reading.ok || typeof reading.value !== 'number') return said(typed, []);
  const plain = String(reading.value);
  // An exponent is no number of a form; `1,200.00` says what `1200` says.
  if (plain.includes('e')) return said(typed, []);
  return { ...said(plain, /^-?\d+(\.\d+)?$/.test(typed) ? [] : ['number']), says: plain };
}

function momentReader(type: 'date' | 'datetime' | 'time'): ReadAnswer {
  return (typed) => {
    if (type === 'time') {
      const clock = readSheetClock(typed) ?? readSheetMoment(typed)?.time?.slice(0, 5);
      return clock === undefined ? said(typed, []) : asMoment(clock, typed);
    }
    const moment = readSheetMoment(typed);
    if (moment === undefined) return said(typed, []);
    const iso = type === 'date' ? moment.day : `${moment.day}T${(moment.time ?? '00:00').slice(0, 5)}`;
    return asMoment(iso, typed);
  };
}

function asMoment(iso: string, typed: string): CellAnswer {
  return { ...said(iso, iso === typed ? [] : ['date']), says: iso };
}

const ON = /^(是|有|对|已|开|真|√|✓|✔|☑|y|yes|true|t|1|on|✅)$/;
const OFF = /^(否|无|没有|不是|未|关|假|×|✗|✘|☐|n|no|false|f|0|off|-|❌)$/;

function readSwitchWord(typed: string, meanings: Meanings): CellAnswer {
  const meant = meaningOf(meanings, typed);
  if (meant !== undefined) return said(meant, []);
  const word = foldName(typed);
  if (ON.test(word)) return said('on', []);
  return OFF.test(word) ? said('off', []) : unknown(typed);
}

function choiceReader(field: FormField, config: ImportConfig, meanings: Meanings): ReadAnswer {
  const find = findInField(field, config);
  return (typed) => readOne(field, typed, find, meanings);
}

const SEPARATED = /\s*[、,，;；|\n]\s*/;

function choicesReader(field: FormField, config: ImportConfig, meanings: Meanings): ReadAnswer {
  const find = findInField(field, config);
  return (typed) => {
    const whole = readOne({ ...field, allowOther: false }, typed, find, meanings);
    const parts = typed.split(SEPARATED).filter((part) => part.trim() !== '');
    if (whole.problem === null || parts.length < 2)
      return whole.problem === null ? whole : readOne(field, typed, find, meanings);
    const read = parts.map((part) => readOne(field, part, find, meanings));
    const answer = read.flatMap((each) => (typeof each.answer === 'string' ? [each.answer] : []));
    return {
      answer,
      cleaned: [...new Set(read.flatMap(({ cleaned }) => cleaned))],
      problem: read.find(({ problem }) => problem)?.problem ?? null,
    };
  };
}

/** `其他（电话里说的）`, as exports write a free answer. */
const OTHER_TEXT = /^(?:其他|其它|other)\s*[(（:：]\s*([\s\S]*?)\s*[)）]?$/i;

function readOne(field: FormField, typed: string, find: FindByName, meanings: Meanings): CellAnswer {
  const text = typed.trim();
  const meant = meaningOf(meanings, text);
  if (meant !== undefined) return said(meant, []);
  const found = find(text);
  if (found.kind === 'one') return said(found.value, []);
  if (found.kind === 'several') return unknown(text, { context: 'several', count: found.count });
  if (field.allowOther !== true) return unknown(text);
  const free = OTHER_TEXT.exec(text)?.[1];
  return said(OTHER_PREFIX + (free ?? text), free === undefined ? ['other'] : []);
}

function unknown(text: string, params: Readonly<Record<string, string | number>> = {}): CellAnswer {
  return {
    answer: undefined,
    cleaned: [],
    problem: { code: 'import:value_unknown', params: { text: shorten(text), ...params } },
  };
}

function said(text: string, cleaned: readonly string[]): CellAnswer {
  return { answer: text === '' ? undefined : text, cleaned, problem: null };
}
