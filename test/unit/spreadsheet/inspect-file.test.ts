import { createReadStream, existsSync, readdirSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { Readable } from 'node:stream';
import { describe, expect, test, vi } from 'vitest';
import * as XLSX from 'xlsx';
import { projectRoot } from '../../../src/config.ts';
import type { SheetRow } from '../../../src/domain/import/import-row.ts';
import { Invalid } from '../../../src/errors.ts';
import { inspectFile, inTurn } from '../../../src/spreadsheet/inspect-file.ts';
import { readRows } from '../../../src/spreadsheet/read-rows.ts';
import { openReader, type SheetSource } from '../../../src/spreadsheet/open-reader.ts';
import { IMPORT_LIMITS } from '../../../src/spreadsheet/sheet-limits.ts';
import { textRows, workbookOf } from '../../support/workbook-of.ts';

/** Files as people have them, read in the process that the product reads them in. */

const REAL = path.resolve(projectRoot, '../shared/data');
const present = (name: string) => existsSync(path.join(REAL, name));

const onDisk = (name: string) => ({
  name,
  open: () => Promise.resolve(createReadStream(path.join(REAL, name))),
});
const inMemory = (content: Buffer | string) => ({
  name: 'file',
  open: () => Promise.resolve(Readable.from([Buffer.from(content)])),
});

async function rowsOf(source: SheetSource): Promise<SheetRow[]> {
  const rows: SheetRow[] = [];
  for await (const batch of readRows(source, { sheet: 0, fromRow: 2 })) rows.push(...batch);
  return rows;
}

async function problemOf(work: Promise<unknown>): Promise<string | undefined> {
  const error: unknown = await work.catch((refused: unknown) => refused);
  if (!(error instanceof Invalid)) throw error;
  return error.problems['file']?.code;
}

/** Processes of ours that read, and what they left on the disk. */
const children = (): number =>
  readFileSync(`/proc/${process.pid}/task/${process.pid}/children`, 'utf8').split(' ').filter(Boolean).length;
const leftovers = (): string[] => readdirSync(tmpdir()).filter((name) => name.startsWith('gongdan-sheet-'));

describe('real files, as their description says they are', () => {
  const files = [
    { name: 'chitian_heimao.csv', rows: 300, columns: 5, cell: [2, 0, /^æ/] },
    { name: 'chitian_heimao_site.xls', rows: 5, columns: 5, cell: [0, 0, /^退货不退款$/] },
    { name: 'heimao_example.csv', rows: 3, columns: 6, cell: [0, 0, /^2025-11-23$/] },
    { name: 'lucky_car_complain.xls', rows: 600, columns: 9, cell: [0, 7, /^2020-08-28$/] },
    {
      name: 'david_car_complain.csv',
      rows: 600,
      columns: 8,
      cell: [0, 4, /^一汽马自达阿特兹B柱异响 车内异响严重$/],
    },
    { name: 'svw_car_complain.xlsx', rows: 300, columns: 8, cell: [0, 1, /^一汽-大众奥迪$/] },
    { name: 'tipdm_c_fj1_categories.xlsx', rows: 517, columns: 3, cell: [0, 2, /^事故处理$/] },
    { name: 'boa_chinedu.xlsx', rows: 62_516, columns: 12, cell: [0, 2, /^2021-10-24$/] },
    { name: 'plotly_311_animals.csv', rows: 4969, columns: 31, cell: [0, 29, /^-73\.88182509$/] },
  ] as const;

  for (const { name, rows, columns, cell } of files) {
    test.skipIf(!present(name))(`${name} (in ${REAL})`, async () => {
      const [outline] = await inspectFile(onDisk(name));
      expect(outline).toMatchObject({ columns, rows: rows + 1 });
      const read = await rowsOf(onDisk(name));
      expect(read).toHaveLength(rows);
      const [row, column, pattern] = cell;
      expect(read[row]?.cells[column]).toMatch(pattern);
      expect(read.every(({ cells }) => cells.every((text) => text === text.trim()))).toBe(true);
    });
  }

  test.skipIf(!present('boa_chinedu.xlsx'))(
    `every date of boa_chinedu.xlsx, as another program reads it (in ${REAL})`,
    async () => {
      const rows = await rowsOf(onDisk('boa_chinedu.xlsx'));
      const book = XLSX.read(readFileSync(path.join(REAL, 'boa_chinedu.xlsx')), { dense: true });
      const data = book.Sheets[book.SheetNames[0] ?? '']?.['!data'] ?? [];
      const day = (serial: unknown) => {
        const { y, m, d } = XLSX.SSF.parse_date_code(Number(serial)) as { y: number; m: number; d: number };
        return [y, m, d].map((part) => String(part).padStart(2, '0')).join('-');
      };
      const other = data.slice(1).map((cells) => [day(cells[2]?.v), day(cells[3]?.v)]);
      expect(rows.map(({ cells }) => cells.slice(2, 4))).toEqual(other);
      // Cells that are blank in between stay blank.
      const blanks = rows.reduce(
        (sum, { cells }) => sum + 12 - cells.filter((text) => text !== '').length,
        0,
      );
      expect(blanks).toBe(14_534);
    },
  );
});

describe('an old .xls', () => {
  const old = (sheets: Record<string, XLSX.WorkSheet>, type: 'biff8' | 'biff5' = 'biff8'): Buffer =>
    XLSX.write(
      { SheetNames: Object.keys(sheets), Sheets: sheets },
      { type: 'buffer', bookType: type },
    ) as Buffer;

  test('days, long numbers, merged cells and hidden sheets', async () => {
    const sheet = XLSX.utils.aoa_to_sheet([
      ['分类', '日期', '电话'],
      ['售后', 44_493.5, 13_812_345_678],
      [null, 44_494, '0123'],
      [true, null, 1.5],
    ]);
    for (const cell of ['B2', 'B3']) (sheet[cell] as XLSX.CellObject).z = 'yyyy-mm-dd hh:mm';
    sheet['!merges'] = [XLSX.utils.decode_range('A2:A3')];
    const content = old({ 表: sheet });
    expect(await rowsOf(inMemory(content))).toEqual([
      { number: 2, cells: ['售后', '2021-10-24 12:00', '13812345678'] },
      { number: 3, cells: ['售后', '2021-10-25', '0123'] },
      { number: 4, cells: ['true', '', '1.5'] },
    ]);
    expect(await problemOf(inspectFile(inMemory(content.subarray(0, content.length / 2))))).toBe(
      'sheet_damaged',
    );
  });

  test('values of formulas', async () => {
    const sheet: XLSX.WorkSheet = {
      '!ref': 'A1:B2',
      A1: { t: 's', v: 'a' },
      A2: { t: 'n', v: 7, f: 'SUM(B1:B2)' },
    };
    const content = old({ 表: sheet });
    expect(await rowsOf(inMemory(content))).toEqual([{ number: 2, cells: ['7'] }]);
  });

  const container = (files: Record<string, string>): Buffer => {
    const CFB = XLSX.CFB as {
      utils: { cfb_new: () => object; cfb_add: (to: object, name: string, content: Buffer) => void };
      write: (from: object, options: object) => Buffer;
    };
    const made = CFB.utils.cfb_new();
    for (const [name, content] of Object.entries(files)) CFB.utils.cfb_add(made, name, Buffer.from(content));
    return CFB.write(made, { type: 'buffer' });
  };
  test.each([
    [
      'with a password, a new workbook',
      { '/EncryptedPackage': 'x', '/EncryptionInfo': 'x' },
      'sheet_encrypted',
    ],
    ['with macros', { '/Workbook': 'x', '/_VBA_PROJECT_CUR/VBA/dir': 'x' }, 'sheet_macros'],
    ['of letters', { '/WordDocument': 'x' }, 'sheet_not_read'],
    ['of nonsense', { '/Workbook': 'nonsense' }, 'sheet_damaged'],
  ])('%s', async (_name, files, code) => {
    expect(await problemOf(inspectFile(inMemory(container(files))))).toBe(code);
  });
});

describe('beyond the limits', () => {
  test('more than 50 MB are not even copied', async () => {
    let sent = 0;
    const endless = Readable.from(
      (function* () {
        for (;;) {
          sent += 1024 * 1024;
          yield Buffer.alloc(1024 * 1024, 'a');
        }
      })(),
    );
    expect(await problemOf(inspectFile({ name: 'a', open: () => Promise.resolve(endless) }))).toBe(
      'sheet_too_large',
    );
    expect(sent).toBeLessThan(60 * 1024 * 1024);
    expect(endless.destroyed).toBe(true);
  });

  test('a sheet that is not there', async () => {
    const reading = readRows(inMemory('a\n1'), { sheet: 7, fromRow: 1 });
    expect(await problemOf(reading.next())).toBe('sheet_gone');
  });
});

describe.skipIf(!existsSync('/proc/self/task'))('the process that reads (told by /proc)', () => {
  const long = Buffer.from(`a,b\n${'1,2\n'.repeat(90_000)}`);

  test('reads no further than it is asked', async () => {
    const reading = readRows(inMemory(long), { sheet: 0, fromRow: 2 }, 100);
    const first = await reading.next();
    expect(first.value).toHaveLength(100);
    const [pid = ''] = readFileSync(`/proc/${process.pid}/task/${process.pid}/children`, 'utf8')
      .trim()
      .split(' ')
      .slice(-1);
    // It has come to rest: what it has read does not grow until it is asked again.
    const bytesRead = (): number =>
      Number(/^rchar: (\d+)/m.exec(readFileSync(`/proc/${pid}/io`, 'utf8'))?.[1]);
    const state = (): string =>
      / ([A-Z]) /.exec(readFileSync(`/proc/${pid}/stat`, 'utf8').replace(/.*\)/, ''))?.[1] ?? '';
    await expect.poll(state).toBe('S');
    const before = bytesRead();
    for (let batch = 0; batch < 3; batch += 1) expect((await reading.next()).value).toHaveLength(100);
    expect(bytesRead() - before).toBeLessThan(200_000);
    await reading.return();
  });

  test('ends when whoever reads stops early, or fails, and leaves nothing behind', async () => {
    const before = children();
    for await (const batch of readRows(inMemory(long), { sheet: 0, fromRow: 2 }, 10)) {
      expect(batch).toHaveLength(10);
      expect(children()).toBe(before + 1);
      break;
    }
    expect(children()).toBe(before);
    expect(await problemOf(rowsOf(inMemory('\0\0')))).toBe('sheet_not_read');
    expect(children()).toBe(before);
    expect(leftovers()).toEqual([]);
  });

  test('its full heap is a sentence, and nothing to the process that asked', async () => {
    const strings = Array.from({ length: 500_000 }, (_each, at) => `<si><t>${at}-${'x'.repeat(90)}</t></si>`);
    const sheets = [{ name: 'a', rows: textRows([['a']]) }];
    const content = workbookOf({ sheets, strings: [strings.join('').slice(4, -5)] });
    const reader = await openReader(inMemory(content), { ...IMPORT_LIMITS, heapMegabytes: 24 });
    expect(await problemOf(reader.ask({ ask: 'outlines' }))).toBe('sheet_too_heavy');
    await reader.close();
  });
});

test('a file that takes its time does not keep the next one waiting, and no more than two are read at once', async () => {
  const begun: string[] = [];
  const ends = new Map<string, () => void>();
  const read = (name: string): Promise<void> =>
    inTurn(() => {
      begun.push(name);
      return new Promise<void>((resolve) => {
        ends.set(name, resolve);
      });
    });
  const [slow, quick, third] = [read('slow'), read('quick'), read('third')];
  await vi.waitFor(() => {
    expect(begun).toEqual(['slow', 'quick']);
  });
  ends.get('quick')?.();
  await quick;
  await vi.waitFor(() => {
    expect(begun).toEqual(['slow', 'quick', 'third']);
  });
  ends.get('slow')?.();
  ends.get('third')?.();
  await Promise.all([slow, third]);
});
