import type { CellObject, WorkBook } from 'xlsx';
import { formatOf } from './cell-formats.ts';
import type { FileBytes } from './file-bytes.ts';
import { numberText } from './number-text.ts';
import { type MergedCells, type RawRow, unreadable, type Workbook } from './workbook.ts';

/** What an .xlsx with a password holds instead of a workbook. */
const ENCRYPTED = Buffer.from('EncryptedPackage', 'utf16le');

/**
 * Opens a workbook of the old kind (.xls, Excel 95–2003) by SheetJS, which holds all of it in memory; the heap of this
 * process has its limit.
 * @throws Invalid when it has a password or macros, is cut off, or no workbook
 */
export async function openOldWorkbook(file: FileBytes): Promise<Workbook> {
  const XLSX = await import('xlsx');
  // Texts of Excel 95 and before are in the encoding of their country.
  XLSX.set_cptable(await import('xlsx/dist/cpexcel.full.mjs'));
  const content = file.read(0, file.size);
  if (content.includes(ENCRYPTED)) throw unreadable('sheet_encrypted');
  const stream = workbookStream(attempt(() => (XLSX.CFB as Compound).read(content, { type: 'buffer' })));
  dropFormulas(stream);
  const workbook = attempt(() =>
    XLSX.read(stream, {
      ...{ type: 'buffer', dense: true, cellNF: true, cellText: false, cellHTML: false, cellFormula: false },
    }),
  );
  return asWorkbook(workbook);
}

/** A compound file, which is like a folder of files; SheetJS gives it no type. */
interface Container {
  readonly FullPaths: readonly string[];
  readonly FileIndex: readonly { readonly size: number; readonly content: Uint8Array }[];
}

interface Compound {
  readonly read: (content: Buffer, options: { readonly type: 'buffer' }) => Container;
}

/** The records of the workbook, all of them, or the file has been cut off. */
function workbookStream({ FullPaths, FileIndex }: Container): Buffer {
  const has = (name: RegExp): boolean => FullPaths.some((path) => name.test(path));
  if (has(/\/_VBA_PROJECT_CUR\/?$/i)) throw unreadable('sheet_macros');
  const at = FullPaths.findIndex((path) => /^[^/]*\/(Workbook|Book)$/i.test(path));
  const stream = FileIndex[at];
  if (!stream) throw unreadable('sheet_not_read');
  const { content, size } = stream;
  if (content.length < size || content[0] !== 0x09 || content[1] !== 0x08) throw unreadable('sheet_damaged');
  return Buffer.from(content);
}

const FORMULA = 0x0006;
/** Records of other formulas: of names, arrays, shared ones, drop-downs, formats with conditions. */
const FORMULAS = new Set([0x0018, 0x0023, 0x01b1, 0x01be, 0x0221, 0x04bc]);
/** A record that says nothing of the cells. */
const IDLE = 0x00ab;

/** Values are beside their formulas; a broken formula, of which we want nothing, keeps SheetJS busy for ever. */
function dropFormulas(stream: Buffer): void {
  for (let at = 0; at + 4 <= stream.length; at += 4 + stream.readUInt16LE(at + 2)) {
    const record = stream.readUInt16LE(at);
    if (FORMULAS.has(record)) stream.writeUInt16LE(IDLE, at);
    // Its length stands behind the place, the look and the value of its cell.
    else if (record === FORMULA && at + 26 <= stream.length) stream.writeUInt16LE(0, at + 24);
  }
}

/** The library's words are about records, and in English. */
function attempt<T>(read: () => T): T {
  try {
    return read();
  } catch (error) {
    const isLocked = error instanceof Error && /password|encrypt/i.test(error.message);
    throw unreadable(isLocked ? 'sheet_encrypted' : 'sheet_damaged');
  }
}

function asWorkbook({ SheetNames, Sheets, Workbook: properties }: WorkBook): Workbook {
  const isHidden = (at: number): boolean => (properties?.Sheets?.[at]?.Hidden ?? 0) !== 0;
  const places = [...SheetNames.keys()].filter((at) => Sheets[SheetNames[at] ?? '']?.['!type'] !== 'chart');
  const ordered = [...places.filter((at) => !isHidden(at)), ...places.filter(isHidden)];
  const names = ordered.map((at) => SheetNames[at] ?? '');
  const is1904 = properties?.WBProps?.date1904 === true;
  return {
    sheets: names.map((name) => ({ name })),
    rows: (sheet) => rowsOf(Sheets[names[sheet] ?? '']?.['!data'] ?? [], is1904),
    merges: (sheet) => Promise.resolve(mergesOf(Sheets[names[sheet] ?? '']?.['!merges'] ?? [])),
  };
}

function* rowsOf(rows: readonly (readonly CellObject[])[], is1904: boolean): Generator<RawRow> {
  for (const [at, cells] of rows.entries()) {
    // Rows and cells that are not there are holes.
    if (Array.isArray(cells))
      yield {
        number: at + 1,
        cells: Array.from(cells as readonly (CellObject | undefined)[], (cell) => textOf(cell, is1904)),
      };
  }
}

function textOf(cell: CellObject | undefined, is1904: boolean): string {
  if (cell?.v === undefined) return '';
  if (cell.t === 'n') return numberText(String(cell.v), formatOf(String(cell.z ?? '')), is1904);
  if (cell.t === 'e') return cell.w ?? '';
  return String(cell.v);
}

function mergesOf(
  merges: readonly { s: { r: number; c: number }; e: { r: number; c: number } }[],
): MergedCells[] {
  return merges.map(({ s, e }) => ({ top: s.r + 1, bottom: e.r + 1, left: s.c, right: e.c }));
}
