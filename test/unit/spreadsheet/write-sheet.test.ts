import { buffer, text } from 'node:stream/consumers';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import * as XLSX from 'xlsx';
import { type Cell, writeSheet } from '../../../src/spreadsheet/write-sheet.ts';
import { writeWorkbook } from '../../../src/spreadsheet/write-workbook.ts';

/** What is written is opened again by another library: never a formula, numbers are numbers, texts are the same. */

const sheetOf = (cells: readonly Cell[]) => ({
  name: '工单',
  columns: [{ header: '内容' }],
  rows: cells.map((cell) => [cell]),
});

const csvOf = async (...cells: readonly Cell[]): Promise<string> =>
  (await text(writeSheet(sheetOf(cells), 'csv'))).replace(/^\ufeff?"内容"\r\n/, '');

/** Sheets by name: rows of cells, as another library sees them. */
function readBook(bytes: Buffer): Map<string, (XLSX.CellObject | undefined)[][]> {
  const book = XLSX.read(bytes, { cellStyles: true, cellNF: true, cellFormula: true });
  return new Map(
    book.SheetNames.map((name) => {
      const sheet = book.Sheets[name] ?? {};
      const { e: end } = XLSX.utils.decode_range(sheet['!ref'] ?? 'A1');
      const at = (r: number, c: number) =>
        sheet[XLSX.utils.encode_cell({ r, c })] as XLSX.CellObject | undefined;
      const rows = Array.from({ length: end.r + 1 }, (_row, r) =>
        Array.from({ length: end.c + 1 }, (_cell, c) => at(r, c)),
      );
      return [name, rows];
    }),
  );
}

/** What a spreadsheet program may take for the beginning of a formula, and what may come before and after it. */
const begins = fc.constantFrom(
  '=',
  '+',
  '-',
  '@',
  '\t',
  '\r',
  '\n',
  '＝',
  '＋',
  '－',
  '＠',
  "'=",
  ' =',
  '\u0000=',
  '"=',
);
const hostile = fc
  .tuple(begins, fc.string({ unit: 'grapheme', maxLength: 30 }))
  .map(([begin, rest]) => begin + rest);
const said = (cell: XLSX.CellObject | undefined) =>
  cell === undefined ? undefined : (String(cell.v) as string | undefined);
/** Line ends are all one to XML, and controls can't be written in it. */
const asXml = (value: string) => value.replace(/(?![\t\n\r])[\p{Cc}\p{Surrogate}\ufffe\uffff]/gu, '');

describe('a text file', () => {
  test('no text in it is a formula', async () => {
    await fc.assert(
      fc.asyncProperty(hostile, async (cell) => {
        const [, inside = ''] = /^"([^]*)"\r\n$/.exec(await csvOf(cell)) ?? [];
        expect(inside).toMatch(/^([^=+\-@\t\r\n＝＋－＠]|-\d+(\.\d+)?$)/);
      }),
      { numRuns: 300 },
    );
  });

  test.each([
    ['-73.98', '"-73.98"'],
    ['-5', '"-5"'],
    ['-1+2', `"'-1+2"`],
    ['-cmd|/c calc', `"'-cmd|/c calc"`],
    ['--1', `"'--1"`],
    ['-', `"'-"`],
    ['-1e5', `"'-1e5"`],
    ['－5', `"'－5"`],
    ['+86 138', `"'+86 138"`],
    ['73.98', '"73.98"'],
    ['\r=1', `"'\r=1"`],
    ['a "b"', '"a ""b"""'],
  ])('the text %j is written %s', async (cell, expected) => {
    expect(await csvOf(cell)).toBe(`${expected}\r\n`);
  });

  test('numbers are numbers, below zero too', async () => {
    expect(await csvOf(-73.98, 40.7, 0)).toBe('-73.98\r\n40.7\r\n0\r\n');
  });
});

describe('a workbook', () => {
  test('no text in it is a formula, and each is the same again', async () => {
    const texts = fc.sample(hostile, 2000);
    const [sheet = []] = readBook(await buffer(writeSheet(sheetOf(texts), 'xlsx'))).values();
    for (const [at, written] of texts.entries()) {
      const cell = sheet[at + 1]?.[0];
      expect([cell?.t, cell?.f]).toEqual(['s', undefined]);
      expect(said(cell)?.replaceAll(/\r\n?/g, '\n')).toBe(asXml(written).replaceAll(/\r\n?/g, '\n'));
    }
  });

  test('negative numbers are numbers; a text of digits stays a text', async () => {
    const [sheet = []] = readBook(
      await buffer(writeSheet(sheetOf([-73.98, '-73.98', '007']), 'xlsx')),
    ).values();
    expect(sheet.slice(1).map(([cell]) => [cell?.t, cell?.v])).toEqual([
      ['n', -73.98],
      ['s', '-73.98'],
      ['s', '007'],
    ]);
  });

  test('of several sheets has its lists, its formats, and no formula either', async () => {
    const choices = { labels: ['=1+1', '是, 也许', 'x'.repeat(300)], isOpen: false, hint: '请选择' };
    const bytes = await writeWorkbook({
      sheets: [
        {
          name: '关闭/工单',
          columns: [
            { header: '编号', width: 12, tone: 'told', format: 'text' },
            { header: '是否解决', width: 12, tone: 'required', choices },
            { header: '=1', width: 12, format: 'date' },
          ],
          rows: [['=1+1', '@x', { moment: '2026-11-22' }]],
          examples: 1,
          blankRows: 2,
        },
        { name: '说明', columns: [{ header: '列', width: 20 }], rows: [['-1+2']] },
      ],
      listsName: '选项',
    });
    const book = readBook(bytes);
    expect([...book.keys()]).toEqual(['关闭 工单', '说明', '选项']);
    const cells = [...book.values()].flat(2).filter((cell) => cell !== undefined);
    expect(cells.filter((cell) => cell.f !== undefined)).toEqual([]);
    expect(book.get('选项')?.map(([cell]) => cell?.v)).toEqual(choices.labels);
    const date = book.get('关闭 工单')?.[1]?.[2];
    expect([date?.t, date?.z]).toEqual(['n', 'yyyy-mm-dd']);
    const xml = XLSX.CFB.read(bytes, { type: 'buffer' });
    const sheet = Buffer.from(
      (XLSX.CFB.find(xml, '/xl/worksheets/sheet1.xml')?.content ?? []) as Uint8Array,
    ).toString();
    expect(sheet).toMatch(/<dataValidation [^>]*type="list"[^>]*sqref="B2:B10001"/);
    expect(sheet).toContain(`<formula1>'选项'!$A$1:$A$3</formula1>`);
    expect(sheet).toMatch(/<pane [^>]*ySplit="1"/);
  });
});
