import { describe, expect, test } from 'vitest';
import { IMPORT_LIMITS } from '../../../src/spreadsheet/sheet-limits.ts';
import { createCsvParser } from '../../../src/spreadsheet/parse-csv.ts';
import { cellsHere, readHere } from '../../support/read-here.ts';

/** Separated values as programs and people leave them. */

function rowsOf(text: string, piece = text.length, delimiter = ','): (readonly string[])[] {
  const parser = createCsvParser(delimiter, IMPORT_LIMITS);
  const rows: (readonly string[])[] = [];
  for (let at = 0; at < text.length; at += piece) rows.push(...parser.push(text.slice(at, at + piece)));
  return [...rows, ...parser.end()];
}

describe('rows and cells', () => {
  test.each<[string, string, string[][]]>([
    [
      'line feeds',
      'a,b\n1,2\n',
      [
        ['a', 'b'],
        ['1', '2'],
      ],
    ],
    [
      'no end of the last line',
      'a,b\n1,2',
      [
        ['a', 'b'],
        ['1', '2'],
      ],
    ],
    [
      'carriage returns with line feeds',
      'a,b\r\n1,2\r\n',
      [
        ['a', 'b'],
        ['1', '2'],
      ],
    ],
    [
      'lone carriage returns',
      'a,b\r1,2\r',
      [
        ['a', 'b'],
        ['1', '2'],
      ],
    ],
    [
      'doubled carriage returns',
      'a,b\r\r\n1,2\r\r\n',
      [
        ['a', 'b'],
        ['1', '2'],
      ],
    ],
    [
      'an empty cell at the end',
      'a,b,\n1,2,',
      [
        ['a', 'b', ''],
        ['1', '2', ''],
      ],
    ],
    ['blank lines', 'a\n\nb', [['a'], [''], ['b']]],
    ['quotes around a delimiter', '"a,b",c', [['a,b', 'c']]],
    ['doubled quotes', '"he said ""no""",c', [['he said "no"', 'c']]],
    ['an empty quoted cell', '"",c', [['', 'c']]],
    ['line breaks inside of quotes', '"one\r\ntwo",c\nd', [['one\r\ntwo', 'c'], ['d']]],
    ['a quote within a text', '5" pipe,c', [['5" pipe', 'c']]],
    ['quotes inside that are not doubled', '"he said "no" twice",c', [['he said "no" twice', 'c']]],
    ['blanks behind a quote', '"a"  ,c\n"b" \nd', [['a', 'c'], ['b'], ['d']]],
    [
      'a quote that nothing closes',
      '"a,b\nc,d\ne,f',
      [
        ['"a', 'b'],
        ['c', 'd'],
        ['e', 'f'],
      ],
    ],
    [
      'a quote that the next row would close',
      '"a,b\n"c",d\n',
      [
        ['"a', 'b'],
        ['c', 'd'],
      ],
    ],
    ['only a quote', '"', [['"']]],
    ['nothing', '', []],
  ])('%s', (_name, text, rows) => {
    expect(rowsOf(text)).toEqual(rows);
    // Wherever the pieces end in which it comes.
    for (const piece of [1, 2, 3, 5]) expect(rowsOf(text, piece)).toEqual(rows);
  });

  test('a quote that nothing closes costs its own cell, however long the file is', () => {
    const text = `"a,b\n${'1,2\n'.repeat(100_000)}`;
    expect(rowsOf(text, 65_536)).toHaveLength(100_001);
  });
});

describe('delimiters', () => {
  test.each<[string, string, string[][]]>([
    [
      'commas',
      'a,b\n1;2,3',
      [
        ['a', 'b'],
        ['1;2', '3'],
      ],
    ],
    [
      'semicolons with decimal commas',
      'a;b\n1,5;2,5\n',
      [
        ['a', 'b'],
        ['1,5', '2,5'],
      ],
    ],
    [
      'tabs with commas in texts',
      'a\tb\n1,2\t3,4\n',
      [
        ['a', 'b'],
        ['1,2', '3,4'],
      ],
    ],
    [
      'commas with tabs in cells',
      'a,b\n\t1,2\t\n3,4',
      [
        ['a', 'b'],
        ['1', '2'],
        ['3', '4'],
      ],
    ],
    [
      'delimiters in quotes',
      'a,b\n"1;2;3;4",5\n"6;7;8;9",10',
      [
        ['a', 'b'],
        ['1;2;3;4', '5'],
        ['6;7;8;9', '10'],
      ],
    ],
    ['a title above', '投诉表\na,b\n1,2\n3,4', [['投诉表'], ['a', 'b'], ['1', '2'], ['3', '4']]],
    [
      'the line that tells Excel',
      'sep=;\na;b\n1;2',
      [
        ['a', 'b'],
        ['1', '2'],
      ],
    ],
    ['one column', 'a\nb\nc', [['a'], ['b'], ['c']]],
  ])('%s', async (_name, text, rows) => {
    expect(await cellsHere(text)).toEqual(rows);
  });
});

/** 投诉内容 in GBK. */
const GBK = Buffer.from([0xcd, 0xb6, 0xcb, 0xdf, 0xc4, 0xda, 0xc8, 0xdd]);
const ascii = 'id,text\n'.repeat(20_000);

describe('encodings, chosen by all of the file', () => {
  const text = '标题,内容\n1,退款';
  const bigEndian = Buffer.from(text, 'utf16le').swap16();
  test.each<[string, Buffer, string]>([
    ['UTF-8', Buffer.from(text), '退款'],
    ['UTF-8 with its mark', Buffer.from(`\ufeff${text}`), '退款'],
    ['UTF-16LE with its mark', Buffer.from(`\ufeff${text}`, 'utf16le'), '退款'],
    ['UTF-16LE without', Buffer.from(text, 'utf16le'), '退款'],
    ['UTF-16BE with its mark', Buffer.concat([Buffer.from([0xfe, 0xff]), bigEndian]), '退款'],
    ['UTF-16BE without', bigEndian, '退款'],
    ['GBK', Buffer.concat([Buffer.from('a,b\n1,'), GBK]), '投诉内容'],
    ['GBK behind much ASCII', Buffer.concat([Buffer.from(`${ascii}1,`), GBK]), '投诉内容'],
    ['UTF-8 behind much ASCII', Buffer.from(`${ascii}1,投诉内容`), '投诉内容'],
    [
      'UTF-8 with one broken byte',
      Buffer.concat([Buffer.from(`${text.repeat(30)}\n`), Buffer.from([0xe9]), Buffer.from('\n1,退款')]),
      '退款',
    ],
    ['four bytes of GB18030', Buffer.concat([GBK, Buffer.from([0x2c, 0x81, 0x39, 0xee, 0x39])]), '㐀'],
    ['quotes of the West', Buffer.from('a,b\n1,don\x92t say \x93caf\xe9', 'latin1'), 'don’t say “café'],
  ])('%s', async (_name, content, last) => {
    const rows = await cellsHere(content);
    expect((rows as string[][]).at(-1)?.at(-1)).toBe(last);
  });

  test('what is no text is no table', async () => {
    expect(await cellsHere(Buffer.from('a,b\0\n1,\x012\0'))).toBe('sheet_not_read');
    expect(await cellsHere(Buffer.from(Array.from({ length: 999 }, (_each, at) => (at * 7919) % 256)))).toBe(
      'sheet_not_read',
    );
  });
});

test('numbers of rows are those that a spreadsheet program shows', async () => {
  const read = await readHere('title\n\nname,text\na,"one\ntwo"\nb,three\n');
  expect(typeof read === 'string' ? read : read.sheets[0]?.map(({ number }) => number)).toEqual([1, 3, 4, 5]);
});

test('cells are tidy: trimmed, without what is no text (bytes of a wrong encoding are), freed of what makes them texts to Excel', async () => {
  expect(
    await cellsHere('  a　,\u00a0b\n="0123456789012345678",\'=1+1\n"x\r\ny",1\t\na\u0007b\u0085\r\u007f,c'),
  ).toEqual([['a', 'b'], ['0123456789012345678', '=1+1'], ['x\ny', '1'], ['ab\u0085'], ['', 'c']]);
});

test('as many rows as there may be, below the headings; one more is told', async () => {
  const limits = { ...IMPORT_LIMITS, rows: 100 };
  const lines = (count: number): string => `a,b\n${'1,2\n'.repeat(count)}`;
  expect(await cellsHere(lines(100), { limits, fromRow: 1 })).toHaveLength(101);
  expect(await cellsHere(lines(100), { limits, fromRow: 2 })).toHaveLength(100);
  expect(await cellsHere(lines(101), { limits, fromRow: 1 })).toBe('sheet_too_long');
  expect(await cellsHere(lines(101), { limits, fromRow: 2 })).toBe('sheet_too_long');
  expect(await cellsHere(lines(200), { limits })).toBe('sheet_too_long');
});
