import { parentPort, workerData } from 'node:worker_threads';
import { detectDelimiter, parseCsv } from 'hucre/csv';
import { streamXlsxRows } from 'hucre/xlsx';
import { type Archive, openArchive } from './open-archive.ts';

/** The thread that read-sheet.ts starts: bytes in, trimmed texts out, or why not. */

export interface ParseRequest {
  readonly name: string;
  readonly content: Uint8Array;
  readonly limits: {
    readonly rows: number;
    readonly columns: number;
    readonly cellLength: number;
    readonly unpackedMegabytes: number;
  };
}

export type ParsedSheet =
  | {
      readonly ok: true;
      readonly header: readonly string[];
      readonly rows: readonly { readonly number: number; readonly cells: readonly string[] }[];
    }
  | {
      readonly ok: false;
      readonly code: string;
      readonly params: Readonly<Record<string, string | number>>;
    };

type Cell = string | number | boolean | Date | null;
type Refused = Extract<ParsedSheet, { ok: false }>;

const ZIP = [0x50, 0x4b, 0x03, 0x04];
/** The container of the old .xls, and of workbooks with a password. */
const COMPOUND = [0xd0, 0xcf, 0x11, 0xe0];
const ENCRYPTED = Buffer.from('EncryptedPackage', 'utf16le');

function refuse(code: string, params: Refused['params'] = {}): Refused {
  return { ok: false, code, params };
}

async function parse({ content, limits }: ParseRequest): Promise<ParsedSheet> {
  const starts = (bytes: readonly number[]): boolean => bytes.every((byte, at) => content[at] === byte);
  if (starts(COMPOUND))
    return refuse(Buffer.from(content).includes(ENCRYPTED) ? 'sheet_encrypted' : 'sheet_old_format');
  if (!starts(ZIP)) {
    const text = decode(content);
    if (text === null) return refuse('sheet_not_read');
    return collect(numbered(parseCsv(text, { delimiter: detectDelimiter(text) })), limits);
  }
  const archive: Archive = openArchive(Buffer.from(content), limits.unpackedMegabytes * 1024 * 1024);
  if (archive.state !== 'sound') return refuse(`sheet_${archive.state}`);
  if (!archive.names.includes('xl/workbook.xml')) return refuse('sheet_not_read');
  try {
    return await collect(workbookRows(content), limits);
  } catch {
    return refuse('sheet_not_read'); // the library's words are about XML, and in English
  }
}

async function* workbookRows(content: Uint8Array): AsyncGenerator<readonly [number, readonly Cell[]]> {
  for await (const { index, values } of streamXlsxRows(content)) yield [index + 1, values];
}

function* numbered(rows: readonly (readonly Cell[])[]): Generator<readonly [number, readonly Cell[]]> {
  for (const [at, row] of rows.entries()) yield [at + 1, row];
}

async function collect(
  rows: AsyncIterable<readonly [number, readonly Cell[]]> | Iterable<readonly [number, readonly Cell[]]>,
  limits: ParseRequest['limits'],
): Promise<ParsedSheet> {
  const found: { number: number; cells: string[] }[] = [];
  for await (const [number, values] of rows) {
    const cells = values.map(asText);
    while (cells.at(-1) === '') cells.pop();
    if (cells.length === 0) continue;
    if (cells.length > limits.columns) return refuse('sheet_too_wide', { max: limits.columns, row: number });
    if (cells.some((cell) => cell.length > limits.cellLength))
      return refuse('sheet_cell_too_long', { max: limits.cellLength, row: number });
    if (found.length > limits.rows) return refuse('sheet_too_long', { max: limits.rows });
    found.push({ number, cells });
  }
  const [header, ...below] = found;
  return header ? { ok: true, header: header.cells, rows: below } : refuse('sheet_empty');
}

/** Dates without a time as a day; a number keeps all of its digits, as phone numbers need. */
function asText(value: Cell | undefined): string {
  if (value === null || value === undefined) return '';
  if (value instanceof Date) return value.toISOString().replace(/T00:00:00\.000Z$/, '');
  return String(value)
    .replace(/[\u00a0\u3000]/g, ' ')
    .trim();
}

/** Text as Excel and WPS save it in China; null when it is none. */
function decode(content: Uint8Array): string | null {
  for (const encoding of encodingsOf(content)) {
    try {
      const text = new TextDecoder(encoding, { fatal: true }).decode(content);
      return [...text.slice(0, 4096)].some(isControl) ? null : text;
    } catch {
      continue; // it is not in this encoding
    }
  }
  return null;
}

function encodingsOf(content: Uint8Array): readonly string[] {
  if (content[0] === 0xff && content[1] === 0xfe) return ['utf-16le'];
  return ['utf-8', 'gb18030'];
}

function isControl(character: string): boolean {
  const code = character.charCodeAt(0);
  return code < 32 && ![9, 10, 13].includes(code);
}

parentPort?.postMessage(await parse(workerData as ParseRequest));
