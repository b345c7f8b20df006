import type { CellFormat } from './cell-formats.ts';
import { numberText } from './number-text.ts';
import type { Archive } from './open-archive.ts';
import { attribute, createXmlScanner } from './scan-xml.ts';
import { listenToText, unescape } from './shared-strings.ts';
import type { SheetLimits } from './sheet-limits.ts';
import { type MergedCells, type RawRow, unreadable } from './workbook.ts';

/** What all sheets of an .xlsx share. */
export interface XlsxContext {
  readonly archive: Archive;
  readonly formats: readonly CellFormat[];
  readonly is1904: boolean;
  /** Read when the first sheet asks for it. */
  readonly strings: () => Promise<readonly string[]>;
  readonly limits: SheetLimits;
}

interface OpenRow {
  readonly number: number;
  readonly cells: string[];
}

interface OpenCell {
  readonly column: number;
  readonly type: string;
  readonly style: number;
  readonly inline: ReturnType<typeof listenToText> | null;
  value: string;
}

/** The rows of a worksheet, as far as they have been asked for: no more than some pieces of the part are read ahead. */
export async function* readWorksheet(part: string, context: XlsxContext): AsyncGenerator<RawRow> {
  const listener = listenToRows(context, await context.strings());
  const scanner = createXmlScanner(listener);
  for await (const chunk of context.archive.text(part)) {
    scanner.push(chunk);
    yield* listener.take();
  }
  scanner.end();
}

function listenToRows({ formats, is1904, limits }: XlsxContext, strings: readonly string[]) {
  let found: OpenRow[] = [];
  let last = 0;
  let row: OpenRow | null = null;
  let cell: OpenCell | null = null;
  let isValue = false;

  const openCell = ({ cells }: OpenRow, attributes: string): OpenCell => {
    const type = attribute(attributes, 't') ?? 'n';
    return {
      column: columnOf(attribute(attributes, 'r')) ?? cells.length,
      type,
      style: Number(attribute(attributes, 's') ?? 0),
      inline: type === 'inlineStr' ? listenToText(limits.cellLength) : null,
      value: '',
    };
  };
  const textOf = ({ type, style, inline, value }: OpenCell): string => {
    if (inline) return inline.value();
    if (type === 's') return strings[Number(value)] ?? '';
    if (type === 'str') return unescape(value);
    if (type === 'b') return value === '' ? '' : String(/^(1|true)$/i.test(value.trim()));
    // A date as ISO 8601 has it, which strict writers use.
    if (type === 'd') return value.replace(/T(00:00(:00(\.0+)?)?)?Z?$/, '').replace('T', ' ');
    return type === 'e' ? value : numberText(value, formats[style], is1904);
  };
  const closeCell = (open: OpenRow, closed: OpenCell): void => {
    const text = textOf(closed);
    if (text === '') return;
    if (closed.column >= limits.columns) {
      if (text.trim() === '') return;
      throw unreadable('sheet_too_wide', { max: limits.columns, row: open.number });
    }
    while (open.cells.length < closed.column) open.cells.push('');
    open.cells[closed.column] = text;
  };
  return {
    open: (name: string, attributes: string): void => {
      if (name === 'row') {
        last = Number(attribute(attributes, 'r') ?? last + 1);
        row = { number: last, cells: [] };
      } else if (name === 'c') cell = row && openCell(row, attributes);
      else if (name === 'v') isValue = true;
      else cell?.inline?.open(name, attributes);
    },
    text: (piece: string): void => {
      if (!cell) return;
      if (isValue && cell.value.length <= limits.cellLength * 8) cell.value += piece;
      else cell.inline?.text(piece);
    },
    close: (name: string): void => {
      if (name === 'v') isValue = false;
      else if (name === 'c') {
        if (row && cell) closeCell(row, cell);
        cell = null;
      } else if (name === 'row') {
        if (row) found.push(row);
        row = null;
      } else cell?.inline?.close(name);
    },
    take: (): readonly RawRow[] => {
      const taken = found;
      found = [];
      return taken;
    },
  };
}

/** `AB12` → 27; undefined where a writer leaves it out: then cells follow each other. */
function columnOf(reference: string | undefined): number | undefined {
  let column = 0;
  let at = 0;
  for (; reference !== undefined && at < reference.length; at += 1) {
    const code = reference.charCodeAt(at) & 0xdf;
    if (code < 65 || code > 90) break;
    column = column * 26 + code - 64;
  }
  return at === 0 || at > 3 ? undefined : column - 1;
}

/** More than this no sheet made by hand has. */
const MOST_MERGES = 200_000;
const MERGE = /<(?:[\w.-]+:)?mergeCell\s[^>]*?ref\s*=\s*["']([A-Z]{1,3})(\d{1,7}):([A-Z]{1,3})(\d{1,7})["']/g;

/** They stand behind the rows that they are about, so the part is gone through once for them alone. */
export async function readMerges(part: string, { archive }: XlsxContext): Promise<readonly MergedCells[]> {
  const merges: MergedCells[] = [];
  let rest = '';
  for await (const chunk of archive.text(part)) {
    const text = rest + chunk;
    // No tag is cut in two; a `<` of its own can't be in a cell.
    rest = text.slice(Math.max(text.lastIndexOf('<'), text.length - 1000));
    if (!text.includes('mergeCell') || merges.length > MOST_MERGES) continue;
    const whole = text.slice(0, text.length - rest.length);
    for (const [, left, top, right, bottom] of whole.matchAll(MERGE))
      merges.push({
        ...{ top: Number(top), bottom: Number(bottom) },
        ...{ left: columnOf(left) ?? 0, right: columnOf(right) ?? 0 },
      });
  }
  return merges;
}
