import { chunksOf, type FileBytes } from './file-bytes.ts';

export interface Encoding {
  /** As TextDecoder knows it. */
  readonly name: string;
  /** Bytes of the mark in front of the text. */
  readonly skip: number;
}

const MARKS: readonly (readonly [name: string, mark: Buffer])[] = [
  ['utf-8', Buffer.from([0xef, 0xbb, 0xbf])],
  ['utf-16le', Buffer.from([0xff, 0xfe])],
  ['utf-16be', Buffer.from([0xfe, 0xff])],
];

/** One wrong in so many, as a cut or a scrape leaves them, does not make it another encoding. */
const RARE = 20;
const isRare = (wrong: number, all: number): boolean => wrong * RARE <= all;

/**
 * The encoding of a text, by its mark or by all of its bytes: the first kilobytes of a table are often plain ASCII. Null
 * when it is no text.
 */
export function detectEncoding(file: FileBytes): Encoding | null {
  const head = file.read(0, Math.min(file.size, 3));
  const marked = MARKS.find(([, mark]) => head.subarray(0, mark.length).equals(mark));
  if (marked) return check(file, { name: marked[0], skip: marked[1].length });
  const bytes = countBytes(file);
  if (bytes.zeros[0] + bytes.zeros[1] > 0) {
    // Digits, commas and line ends have a zero beside them, on the same side; of ideographs few have one at all.
    const name = bytes.zeros[0] < bytes.zeros[1] ? 'utf-16le' : 'utf-16be';
    const looksLikeTable = /[\n\r\t,;]/.test(
      new TextDecoder(name).decode(file.read(0, Math.min(file.size, 4096))),
    );
    return looksLikeTable && Math.min(...bytes.zeros) * 3 <= Math.max(...bytes.zeros)
      ? check(file, { name, skip: 0 })
      : null;
  }
  if (!isRare(bytes.controls, file.size)) return null;
  if (isMostly(file, 'utf-8')) return { name: 'utf-8', skip: 0 };
  // A Chinese character has two bytes beyond ASCII; an accent or a curly quote of the West stands alone.
  if (bytes.alone * 10 > bytes.runs * 9) return { name: 'windows-1252', skip: 0 };
  return isMostly(file, 'gb18030') ? { name: 'gb18030', skip: 0 } : null;
}

function check(file: FileBytes, encoding: Encoding): Encoding | null {
  return isMostly(file, encoding.name, encoding.skip) ? encoding : null;
}

interface ByteCounts {
  /** At even and at odd places. */
  readonly zeros: [even: number, odd: number];
  readonly controls: number;
  /** Of bytes beyond ASCII next to each other, and those of a single one. */
  readonly runs: number;
  readonly alone: number;
}

function countBytes(file: FileBytes): ByteCounts {
  const zeros: [number, number] = [0, 0];
  let [controls, runs, alone, run, at] = [0, 0, 0, 0, 0];
  const endRun = (): void => {
    if (run > 0) runs += 1;
    if (run === 1) alone += 1;
    run = 0;
  };
  for (const chunk of chunksOf(file, 0, file.size)) {
    for (const byte of chunk) {
      if (byte >= 0x80) run += 1;
      else {
        endRun();
        if (byte === 0) zeros[(at & 1) as 0 | 1] += 1;
        else if (byte < 32 && byte !== 9 && byte !== 10 && byte !== 13) controls += 1;
      }
      at += 1;
    }
  }
  endRun();
  return { zeros, controls, runs, alone };
}

/** Whether what is not ASCII makes sense in an encoding, nearly everywhere. */
function isMostly(file: FileBytes, name: string, skip = 0): boolean {
  const decoder = new TextDecoder(name);
  let [beyond, wrong] = [0, 0];
  const count = (text: string): void => {
    beyond += text.length - text.replace(/[^\0-\x7f]+/g, '').length;
    wrong += text.split('\ufffd').length - 1 + (text.split('\0').length - 1) * RARE;
  };
  for (const chunk of chunksOf(file, skip, file.size)) count(decoder.decode(chunk, { stream: true }));
  count(decoder.decode());
  return isRare(wrong, beyond);
}
