import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { buffer } from 'node:stream/consumers';
import { writeXlsx } from 'hucre/xlsx';
import { describe, expect, test } from 'vitest';
import { projectRoot } from '../../../src/config.ts';
import { Invalid } from '../../../src/errors.ts';
import { readSheet } from '../../../src/spreadsheet/read-sheet.ts';
import { SHEET_LIMITS } from '../../../src/spreadsheet/sheet-limits.ts';
import { writeSheet } from '../../../src/spreadsheet/write-sheet.ts';
import { zipOf } from '../../support/zip.ts';

/** The one door for spreadsheets: what can be read comes out as trimmed texts, everything else is told in words. */

const REAL = path.resolve(projectRoot, '../shared/data/tipdm_c_fj1_categories.xlsx');

const text = (content: string) => ({ name: 'a.csv', content: Buffer.from(content) });
const book = (content: Uint8Array) => ({ name: 'a.xlsx', content: Buffer.from(content) });

async function* rowsOf(...rows: readonly (string | number | null)[][]) {
  for (const row of rows) yield await Promise.resolve(row);
}

async function problemOf(file: { name: string; content: Buffer }): Promise<string | undefined> {
  const error: unknown = await readSheet(file).catch((refused: unknown) => refused);
  if (!(error instanceof Invalid)) throw error;
  return error.problems['file']?.code;
}

describe('what can be read', () => {
  test('a workbook: texts, numbers, days, blanks, and which row it was', async () => {
    const content = await writeXlsx({
      sheets: [
        {
          name: 'Sheet1',
          rows: [
            ['姓名', '电话', '日期', '可选'],
            [' 顾 女士　', 13_800_000_000, new Date('2026-11-22T00:00:00Z'), true],
            [null, null, null],
            ['=1+1', '007', null, null],
          ],
        },
      ],
    });
    expect(await readSheet(book(content))).toEqual({
      header: ['姓名', '电话', '日期', '可选'],
      rows: [
        { number: 2, cells: ['顾 女士', '13800000000', '2026-11-22', 'true'] },
        { number: 4, cells: ['=1+1', '007'] },
      ],
    });
  });

  test('what we write ourselves comes back', async () => {
    const written = writeSheet(
      {
        name: '分类',
        columns: [{ header: '一级' }, { header: '优先级' }],
        rows: rowsOf(['=售后', 3], [null, '低']),
      },
      'xlsx',
    );
    const { rows } = await readSheet(book(await buffer(written)));
    expect(rows.map(({ cells }) => cells)).toEqual([
      ['=售后', '3'],
      ['', '低'],
    ]);
  });

  test.each([
    ['UTF-8', Buffer.from('一级,二级\n售后,"退款, 退货"\n')],
    ['UTF-8 with its mark', Buffer.from('\ufeff一级,二级\r\n售后,"退款, 退货"\r\n')],
    ['UTF-16 with tabs', Buffer.from('\ufeff一级\t二级\n售后\t退款, 退货\n', 'utf16le')],
    [
      'GB18030',
      Buffer.from([
        ...[0xd2, 0xbb, 0xbc, 0xb6, 0x2c, 0xb6, 0xfe, 0xbc, 0xb6, 0x0a],
        ...[0xca, 0xdb, 0xba, 0xf3, 0x2c, 0x22, 0xcd, 0xcb, 0xbf, 0xee, 0x2c, 0x20],
        ...[0xcd, 0xcb, 0xbb, 0xf5, 0x22, 0x0a],
      ]),
    ],
  ])('a CSV in %s', async (_name, content) => {
    expect(await readSheet({ name: 'a.csv', content })).toEqual({
      header: ['一级', '二级'],
      rows: [{ number: 2, cells: ['售后', '退款, 退货'] }],
    });
  });

  test.skipIf(!existsSync(REAL))(`a customer's list of categories (${REAL})`, async () => {
    const { header, rows } = await readSheet(book(readFileSync(REAL)));
    expect(header).toEqual(['一级分类', '二级分类', '三级分类']);
    expect(rows).toHaveLength(517);
    expect(rows[0]).toEqual({ number: 2, cells: ['城乡建设', '安全生产', '事故处理'] });
  });
});

describe('what is refused, with a sentence', () => {
  const wide = Array.from({ length: SHEET_LIMITS.columns + 1 }, () => 'x').join(',');
  const compound = Buffer.from([0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1, 0, 0, 0, 0]);
  const bomb = Buffer.alloc((SHEET_LIMITS.unpackedMegabytes + 1) * 1024 * 1024, 'A');

  test.each<[string, string, () => Buffer]>([
    ['nothing', 'sheet_empty', () => Buffer.alloc(0)],
    ['blank rows', 'sheet_empty', () => Buffer.from(',,\n , \n')],
    ['more than 5 MB', 'sheet_too_large', () => Buffer.alloc(5 * 1024 * 1024 + 1, 'a')],
    ['too many rows', 'sheet_too_long', () => Buffer.from('a\n'.repeat(SHEET_LIMITS.rows + 2))],
    ['too many columns', 'sheet_too_wide', () => Buffer.from(`a\n${wide}\n`)],
    ['a huge cell', 'sheet_cell_too_long', () => Buffer.from(`a\n${'长'.repeat(2001)}\n`)],
    ['a picture', 'sheet_not_read', () => Buffer.from('89504e470d0a1a0a0000000d49484452', 'hex')],
    ['half an old .xls', 'sheet_damaged', () => compound],
    [
      'a workbook with a password',
      'sheet_encrypted',
      () => Buffer.concat([compound, Buffer.from('EncryptedPackage', 'utf16le')]),
    ],
    ['a zip with a password', 'sheet_encrypted', () => zipOf({ 'xl/workbook.xml': 'x' }, { flags: 1 })],
    ['another zip', 'sheet_not_read', () => zipOf({ 'word/document.xml': '<x/>' })],
    ['half a zip', 'sheet_damaged', () => zipOf({ 'xl/workbook.xml': 'x' }).subarray(0, 40)],
    ['a workbook that is none', 'sheet_damaged', () => zipOf({ 'xl/workbook.xml': 'nonsense' })],
    ['a zip bomb', 'sheet_too_heavy', () => zipOf({ 'xl/workbook.xml': bomb })],
    [
      'a zip bomb that lies about its size',
      'sheet_too_heavy',
      () => zipOf({ 'xl/workbook.xml': bomb }, { size: 100 }),
    ],
  ])('%s', async (_name, code, content) => {
    expect(await problemOf({ name: 'a.xlsx', content: content() })).toBe(code);
  });

  test('several at once wait for their turn, and a bad one keeps nobody', async () => {
    const files = [text('a\n1\n'), text('\0'), text('a\n2\n')];
    const read = await Promise.allSettled(files.map(readSheet));
    expect(read.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled']);
  });
});
