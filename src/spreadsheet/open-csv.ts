import { chunksOf, type FileBytes } from './file-bytes.ts';
import { createCsvParser } from './parse-csv.ts';
import { detectEncoding } from './detect-encoding.ts';
import type { SheetLimits } from './sheet-limits.ts';
import { type RawRow, unreadable, type Workbook } from './workbook.ts';

const DELIMITERS = [',', ';', '\t', '|'];
/** Characters from which the delimiter is guessed. */
const SAMPLE = 128 * 1024;

/** Opens a text of separated values, in whatever encoding and with whatever delimiter programs in China write them. */
export function openCsv(file: FileBytes, limits: SheetLimits): Workbook {
  const encoding = detectEncoding(file);
  if (!encoding) throw unreadable('sheet_not_read');
  const text = (): Generator<string> => decoded(file, encoding.name, encoding.skip);
  let sample = '';
  for (const chunk of text()) {
    sample += chunk;
    if (sample.length >= SAMPLE) break;
  }
  const isWhole = sample.length < SAMPLE;
  const { delimiter, declared } = findDelimiter(sample, isWhole, limits);
  return {
    sheets: [{ name: '' }],
    rows: () => csvRows(text(), delimiter, declared, limits),
    merges: () => Promise.resolve([]),
  };
}

function* decoded(file: FileBytes, encoding: string, skip: number): Generator<string> {
  const decoder = new TextDecoder(encoding);
  for (const chunk of chunksOf(file, skip, file.size)) yield decoder.decode(chunk, { stream: true });
  yield decoder.decode();
}

function* csvRows(
  text: Iterable<string>,
  delimiter: string,
  declared: number,
  limits: SheetLimits,
): Generator<RawRow> {
  const parser = createCsvParser(delimiter, limits);
  let number = 0;
  let left = declared;
  for (const chunk of text) {
    const piece = chunk.slice(left);
    left -= chunk.length - piece.length;
    for (const cells of parser.push(piece)) yield { number: (number += 1), cells: cells.map(plainCell) };
  }
  for (const cells of parser.end()) yield { number: (number += 1), cells: cells.map(plainCell) };
}

/**
 * What programs write around a text so that Excel takes it for one: `="0123"` of shops' exports, and the apostrophe of
 * our own before what would be a formula.
 */
function plainCell(cell: string): string {
  const quoted = /^\s*="([^"]*)"\s*$/.exec(cell);
  return quoted?.[1] ?? cell.replace(/^'(?=[=+\-@\t\r\uff1d\uff0b\uff0d\uff20])/, '');
}

/** `declared`: the characters of a first line `sep=;`, by which Excel is told. */
function findDelimiter(
  sample: string,
  isWhole: boolean,
  limits: SheetLimits,
): { delimiter: string; declared: number } {
  const said = /^sep=(.)\r*\n/i.exec(sample);
  if (said) return { delimiter: said[1] ?? ',', declared: said[0].length };
  let best = { delimiter: ',', rows: 0, columns: 0 };
  for (const delimiter of DELIMITERS) {
    const parser = createCsvParser(delimiter, limits);
    const widths = [...parser.push(sample), ...(isWhole ? parser.end() : [])].map((cells) => cells.length);
    const counts = new Map<number, number>();
    for (const width of widths) if (width > 1) counts.set(width, (counts.get(width) ?? 0) + 1);
    for (const [columns, rows] of counts) {
      if (rows > best.rows || (rows === best.rows && columns > best.columns))
        best = { delimiter, rows, columns };
    }
  }
  return { delimiter: best.delimiter, declared: 0 };
}
