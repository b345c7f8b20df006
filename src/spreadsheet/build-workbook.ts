import { parentPort, workerData } from 'node:worker_threads';
import { type CellStyle, colToLetter, type DataValidation, type WriteSheet, writeXlsx } from 'hucre/xlsx';
import { type Cell, NUMBER_FORMATS, sheetName, xlsxCell, xmlText } from './sheet-cell.ts';

/** The thread that write-workbook.ts starts: sheets in, the bytes of a workbook out. */

export interface WorkbookSheet {
  readonly name: string;
  readonly columns: readonly WorkbookColumn[];
  readonly rows: readonly (readonly Cell[])[];
  /** So many of the first rows are examples, and look like it. */
  readonly examples?: number;
  /** So many rows below those have the formats of their columns, ready to be filled in. */
  readonly blankRows?: number;
  readonly frozenColumns?: number;
}

export interface WorkbookColumn {
  readonly header: string;
  /** In characters. */
  readonly width: number;
  readonly format?: keyof typeof NUMBER_FORMATS;
  /** `told`: grey, not to be changed · `input`: to be filled in · `required`: that must be · none: to be read. */
  readonly tone?: 'told' | 'input' | 'required';
  readonly choices?: Choices;
}

/** What a cell of the column may hold. */
interface Choices {
  readonly labels: readonly string[];
  /** Something else may be typed: the program warns, and takes it. */
  readonly isOpen: boolean;
  /** Said when something else was typed. */
  readonly hint: string;
}

export interface WorkbookRequest {
  readonly sheets: readonly WorkbookSheet[];
  /** What the sheet is called that nobody needs to see: where the lists stand. */
  readonly listsName: string;
}

type Tone = NonNullable<WorkbookColumn['tone']> | 'plain';

const solid = (rgb: string): CellStyle => ({
  fill: { type: 'pattern', pattern: 'solid', fgColor: { rgb } },
});

/** Light enough to be printed; the words of the headings, and the sheet of instructions, say the same. */
const HEADS: Readonly<Record<Tone, CellStyle>> = {
  plain: solid('EDF0F3'),
  told: solid('D9DEE3'),
  input: solid('E3F1F2'),
  required: solid('BFE0E3'),
};
const INK = { head: '18212B', told: '5C6875', example: '7A8591' };

/** Rows that lists are offered in, whether filled or not. */
const OFFERED_ROWS = 10_000;

async function build({ sheets, listsName }: WorkbookRequest): Promise<Uint8Array> {
  const lists: string[][] = [];
  const hidden = sheetName(listsName);
  const written = sheets.map((sheet) => toSheet(sheet, { lists, hidden }));
  return writeXlsx({
    sheets: lists.length === 0 ? written : [...written, { name: hidden, hidden: true, rows: asRows(lists) }],
  });
}

function toSheet(sheet: WorkbookSheet, place: { lists: string[][]; hidden: string }): WriteSheet {
  const { columns, rows, examples = 0, blankRows = 0, frozenColumns = 0 } = sheet;
  const cells: NonNullable<WriteSheet['cells']> = new Map();
  for (const [at, { tone = 'plain' }] of columns.entries()) cells.set(`0,${at}`, { style: headStyle(tone) });
  for (let row = 1; row <= examples; row += 1) {
    for (const [at, column] of columns.entries()) cells.set(`${row},${at}`, { style: exampleStyle(column) });
  }
  const blank = columns.map(() => null);
  return {
    name: sheetName(sheet.name),
    columns: columns.map((column) => ({ width: column.width, style: bodyStyle(column) })),
    rows: [
      columns.map(({ header }) => xmlText(header)),
      ...rows.map((row) => row.map(xlsxCell)),
      ...Array.from({ length: blankRows }, () => [...blank]),
    ],
    cells,
    dataValidations: columns.flatMap((column, at) => validationOf(column, at, place) ?? []),
    freezePane: { rows: 1, ...(frozenColumns > 0 && { columns: frozenColumns }) },
  };
}

/** The labels stand in a sheet of their own: written into the rule, they could be no longer than 255 characters. */
function validationOf(
  { choices }: WorkbookColumn,
  at: number,
  { lists, hidden }: { lists: string[][]; hidden: string },
): DataValidation | null {
  if (!choices || choices.labels.length === 0) return null;
  const list = colToLetter(lists.push(choices.labels.map(xmlText)) - 1);
  const column = colToLetter(at);
  return {
    type: 'list',
    formula1: `'${hidden}'!$${list}$1:$${list}$${choices.labels.length}`,
    allowBlank: true,
    showErrorMessage: true,
    errorStyle: choices.isOpen ? 'warning' : 'stop',
    errorMessage: choices.hint.slice(0, 255),
    range: `${column}2:${column}${OFFERED_ROWS + 1}`,
  };
}

function asRows(lists: readonly (readonly string[])[]): (string | null)[][] {
  const length = Math.max(...lists.map((list) => list.length));
  return Array.from({ length }, (_each, row) => lists.map((list) => list[row] ?? null));
}

function headStyle(tone: Tone): CellStyle {
  return {
    ...HEADS[tone],
    font: { bold: true, color: { rgb: INK.head } },
    border: { bottom: { style: 'thin', color: { rgb: '84909D' } } },
    alignment: { vertical: 'center', wrapText: true },
  };
}

function bodyStyle({ tone, format }: WorkbookColumn): CellStyle {
  return {
    ...(tone === 'told' && { ...solid('EDF0F3'), font: { color: { rgb: INK.told } } }),
    ...(format && { numFmt: NUMBER_FORMATS[format] }),
    alignment: { vertical: 'top', wrapText: tone === undefined },
  };
}

function exampleStyle(column: WorkbookColumn): CellStyle {
  return { ...bodyStyle(column), font: { italic: true, color: { rgb: INK.example } } };
}

parentPort?.postMessage(await build(workerData as WorkbookRequest));
