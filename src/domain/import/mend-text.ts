/** A text of a cell after repair. `lost`: it was garbled, and not all of it can be read again. */
export interface Mended {
  readonly text: string;
  readonly state: 'sound' | 'mended' | 'lost';
}

/** Where CP1252 differs from Latin-1: the characters of the bytes 0x80 to 0x9f, in their order; a dot where none is. */
const CP1252 = '€.‚ƒ„…†‡ˆ‰Š‹Œ.Ž..‘’“”•–—˜™š›œ.žŸ';
const BYTE_OF = new Map(
  Array.from(CP1252, (character, index) => [character, 0x80 + index] as const).filter(
    ([each]) => each !== '.',
  ),
);

/** A lead byte of UTF-8 shown as a letter, with what stands for the byte after it, or is left of it. */
const LATIN = /[\u00c2-\u00f4](?:[\u0080-\u00bf€‚-„†-•…‰‹›ˆ˜ƒŒœŠšŽžŸ–—™\ufffd? ]|$)/;
const HAN = /\p{Script=Han}/u;
const LETTERS = /[\u00c2-\u00f4]/g;
const LEAD_LETTERS = /[\u00e4-\u00e9]/g;
/** Characters that stand all over Chinese UTF-8 read as GBK, and hardly anywhere else. */
const GBK_TRACES = /[锛銆鐨涓鍙浜鏄鎴鍦鏈鍚绗閫璁琚閿璐娆瀹鍥涔鑰鏉鍏浠鎶鏍鏃\ue000-\uf8ff]/;
/** What is left where bytes were replaced: nothing can bring them back. */
const REPLACED = /\ufffd|锟斤拷|烫烫烫/g;
const MARKS = /\?{4,}/g;

const STRICT = new TextDecoder('utf-8', { fatal: true });
const LENIENT = new TextDecoder('utf-8');

/**
 * Repairs a text that was UTF-8 and was read as Latin-1, CP1252 or GBK (spec 06, "Cleaning on the way"). A text of
 * another language is left alone: only what makes sense as UTF-8 once more counts as garbled.
 */
export function mendText(text: string): Mended {
  // Without a trace of trouble are nearly all.
  if (!isSuspect(text)) return { text, state: 'sound' };
  return mendLatin(text) ?? mendGbk(text) ?? judgeLeftover(text);
}

/** One look at each character: this is asked of every cell of a file, and a pattern takes its time. */
function isSuspect(text: string): boolean {
  for (let index = 0; index < text.length; index += 1)
    if (SUSPECTS[text.charCodeAt(index)] === 1) return true;
  return false;
}

/** Letters that may be lead bytes, traces of GBK, and what stands for bytes that are lost. */
const SUSPECTS = Uint8Array.from({ length: 0x10000 }, (_none, code) => {
  const character = String.fromCharCode(code);
  return /[\u00c2-\u00f4?\ufffd锟烫]/.test(character) || GBK_TRACES.test(character) ? 1 : 0;
});

/** Readable, but for places where bytes were replaced: many of them, and the text is lost. */
function judgeLeftover(text: string): Mended {
  const replaced = lengthOf(REPLACED, text);
  // Somebody may well ask with four marks; a text of nothing else was one in letters that a program did not know.
  const isAsked = lengthOf(MARKS, text) * 2 < text.length;
  const isLost = (replaced > 1 && replaced * 10 >= text.length) || !isAsked;
  return { text, state: isLost && text !== '' ? 'lost' : 'sound' };
}

function lengthOf(pattern: RegExp, text: string): number {
  return text.match(pattern)?.join('').length ?? 0;
}

function mendLatin(text: string): Mended | undefined {
  if (!LATIN.test(text) || HAN.test(text)) return undefined;
  const bytes: number[] = [];
  let unreadable = 0;
  for (const character of text) {
    const code = character.codePointAt(0) ?? 0;
    const byte = code <= 0xff ? code : BYTE_OF.get(character);
    if (byte === undefined) unreadable += 1;
    else bytes.push(byte);
  }
  const letters = text.match(LETTERS)?.length ?? 0;
  const whole = unreadable === 0 ? (decode(Uint8Array.from(bytes)) ?? decodeTrimmed(bytes)) : undefined;
  if (whole !== undefined) return { text: whole, state: 'mended' };
  const partly = LENIENT.decode(Uint8Array.from(bytes)).replaceAll('\ufffd', '');
  const readable = Array.from(partly).filter((each) => each > '\u02ff').length;
  // Most of what looks like a lead byte must have been one: a sentence in French has accents, too.
  if (readable >= 2 && readable * 3 >= letters) return { text: partly, state: 'lost' };
  // No language has one of ä to é in every fifth place: the bytes between them are gone.
  const leads = lengthOf(LEAD_LETTERS, text);
  return leads >= 4 && leads * 5 >= text.length ? { text, state: 'lost' } : undefined;
}

function decodeTrimmed(bytes: readonly number[]): string | undefined {
  const text = decode(restoreSpaces(bytes));
  return text !== undefined && HAN.test(text) ? text : undefined;
}

/**
 * The byte 0xa0 is a no-break space in Latin-1, and so programs trim it away or make a space of it; the byte 0x85 at
 * the end is a line end to some. Where UTF-8 must go on and doesn't, 0xa0 stood.
 */
function restoreSpaces(bytes: readonly number[]): Uint8Array {
  const restored: number[] = [];
  let missing = 0;
  for (const byte of bytes) {
    const continues = byte >= 0x80 && byte < 0xc0;
    if (missing > 0 && !continues) {
      if (missing === 1) restored.push(0xa0);
      missing = 0;
      if (byte === 0x20) continue;
    }
    restored.push(byte);
    missing = continues ? missing - 1 : byte < 0xc2 ? 0 : byte < 0xe0 ? 1 : byte < 0xf0 ? 2 : 3;
  }
  if (missing === 1) restored.push(0xa0);
  return Uint8Array.from(restored);
}

function mendGbk(text: string): Mended | undefined {
  if (!GBK_TRACES.test(text)) return undefined;
  const bytes: number[] = [];
  let [unknown, pairs] = [0, 0];
  for (const character of text) {
    const code = gbkOf(character);
    if (code === undefined) unknown += 1;
    else if (code <= 0xff) bytes.push(code);
    else {
      bytes.push(code >> 8, code & 0xff);
      pairs += 1;
    }
  }
  const whole = unknown === 0 ? decode(Uint8Array.from(bytes)) : undefined;
  if (whole !== undefined && HAN.test(whole)) return { text: whole, state: 'mended' };
  const lenient = LENIENT.decode(Uint8Array.from(bytes));
  const broken = lenient.split('\ufffd').length - 1;
  const readable = lenient.match(/\p{Script=Han}/gu)?.length ?? 0;
  // Sound Chinese read so falls apart: hardly three bytes of it in a row are a character of UTF-8.
  const isGarbled = readable >= 3 && readable * 3 >= pairs && broken + unknown <= readable;
  return isGarbled ? { text: lenient.replaceAll('\ufffd', ''), state: 'lost' } : undefined;
}

let gbk: ReadonlyMap<string, number> | undefined;

/** The bytes of a character in GBK, two of them as one number; the table is read off the platform's own decoder. */
function gbkOf(character: string): number | undefined {
  const code = character.codePointAt(0) ?? 0;
  if (code < 0x80) return code;
  gbk ??= readGbk();
  return gbk.get(character);
}

function readGbk(): ReadonlyMap<string, number> {
  const decoder = new TextDecoder('gb18030');
  const table = new Map<string, number>([['€', 0x80]]);
  for (let lead = 0x81; lead <= 0xfe; lead += 1) {
    for (let trail = 0x40; trail <= 0xfe; trail += 1) {
      const character = decoder.decode(Uint8Array.of(lead, trail));
      if (Array.from(character).length === 1 && character !== '\ufffd')
        table.set(character, lead * 256 + trail);
    }
  }
  return table;
}

function decode(bytes: Uint8Array): string | undefined {
  try {
    return STRICT.decode(bytes);
  } catch {
    return undefined;
  }
}

/**
 * What survives every garbling of a Chinese text: the lead bytes of its ideographs, as digits. Read as Latin-1 they
 * are the letters ä to é, which nothing trims, replaces or drops; the bytes between them may be gone.
 */
export function survivorsOf(text: string): string {
  let leads = '';
  for (let index = 0; index < text.length; index += 1) {
    const code = text.charCodeAt(index);
    if (code >= 0x4000 && code <= 0x9fff) leads += LEADS[code >> 12];
  }
  return leads;
}
const LEADS = '0123456789';

/** The same of a text that is garbled still. */
export function survivorsOfLost(text: string): string {
  if (HAN.test(text)) return leadsOfGbk(text);
  return Array.from(text.match(LEAD_LETTERS) ?? [], (letter) => letter.charCodeAt(0) - 0xe0).join('');
}

function leadsOfGbk(text: string): string {
  let leads = '';
  for (const character of text) {
    const code = gbkOf(character) ?? 0;
    for (const byte of [code >> 8, code & 0xff]) if (byte >= 0xe4 && byte <= 0xe9) leads += byte - 0xe0;
  }
  return leads;
}
