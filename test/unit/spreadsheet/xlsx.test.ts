import { describe, expect, test } from 'vitest';
import { formatOf } from '../../../src/spreadsheet/cell-formats.ts';
import { numberText } from '../../../src/spreadsheet/number-text.ts';
import { SHEET_LIMITS } from '../../../src/spreadsheet/sheet-limits.ts';
import { cellsHere, readHere } from '../../support/read-here.ts';
import { partsOf, textRows, workbookOf } from '../../support/workbook-of.ts';
import { zipOf } from '../../support/zip.ts';

/** Workbooks made here by hand, with what no library would write. */

const oneSheet = (
  rows: string,
  more: Partial<Parameters<typeof workbookOf>[0]> = {},
  merges: string[] = [],
) => workbookOf({ ...more, sheets: [{ name: 'Sheet1', rows, merges }] });

describe('numbers', () => {
  test.each<[string, string, string, boolean, string]>([
    ['a phone number', '13812345678', 'General', false, '13812345678'],
    ['a phone number as a double', '1.3812345678E10', 'General', false, '13812345678'],
    ['an order number with all its digits', '123456789012345678901', '0', false, '123456789012345678901'],
    ['an order number that Excel has rounded', '1.23456789012346E+17', '0', false, '123456789012346000'],
    ['what a double makes of 19.99', '19.989999999999998', '0.00', false, '19.99'],
    ['a longitude', '-73.88182509', 'General', false, '-73.88182509'],
    ['something very small', '1E-7', 'General', false, '0.0000001'],
    ['nought', '0', 'General', false, '0'],
    ['leading noughts', '123', '000000', false, '000123'],
    ['a percentage', '0.15', '0%', false, '0.15'],
    ['an amount with its sign', '12.5', '"¥"#,##0.00;[Red]-"¥"#,##0.00', false, '12.5'],
    ['a day', '44493', 'yyyy\\-mm\\-dd;@', false, '2021-10-24'],
    ['a day in Chinese', '44493', 'yyyy"年"m"月"d"日";@', false, '2021-10-24'],
    ['a day with its locale', '44493', '[$-804]yyyy/m/d aaaa', false, '2021-10-24'],
    ['a moment', '44493.5625', 'yyyy/m/d h:mm', false, '2021-10-24 13:30'],
    ['a moment with seconds', '44493.562511574', 'm/d/yy h:mm AM/PM', false, '2021-10-24 13:30:01'],
    ['a moment just before midnight', '44493.999999999', 'yyyy-mm-dd', false, '2021-10-25'],
    ['a time', '0.75', 'h:mm:ss', false, '18:00'],
    ['a duration', '1.25', '[h]:mm', false, '30:00'],
    ['the first day', '1', 'yyyy-mm-dd', false, '1900-01-01'],
    ['a day behind the one that never was', '61', 'yyyy-mm-dd', false, '1900-03-01'],
    ['a day as Macs counted', '43031', 'yyyy-mm-dd', true, '2021-10-24'],
    ['a day that is none', '-5', 'yyyy-mm-dd', false, '-5'],
    ['a day beyond all', '99999999', 'yyyy-mm-dd', false, '99999999'],
    ['no number', 'nonsense', 'yyyy-mm-dd', false, 'nonsense'],
    ['a scientific format', '12345', '0.00E+00', false, '12345'],
    ['a red number', '5', '[Red]0', false, '5'],
  ])('%s', (_name, written, format, is1904, text) => {
    expect(numberText(written, formatOf(format), is1904)).toBe(text);
  });
});

describe('cells', () => {
  test('of every type', async () => {
    const cells = [
      '<c r="A1" t="s"><v>0</v></c><c r="B1" t="s"><v>1</v></c><c r="C1" t="s"><v>9</v></c><c r="D1" t="s"><v>2</v></c>',
      '<c r="A2" t="inlineStr"><is><t>内联</t></is></c><c r="B2" t="inlineStr"><is><r><t>两</t></r><r><t xml:space="preserve">段 </t></r></is></c>',
      '<c r="A3"><f>1+1</f><v>2</v></c><c r="B3" t="str"><f>A1&amp;""</f><v>公式</v></c><c r="C3" t="e"><f>1/0</f><v>#DIV/0!</v></c><c r="D3"><f>B9</f></c>',
      '<c r="A4" t="b"><v>1</v></c><c r="B4" t="b"><v>0</v></c><c r="C4" s="1"><v>44493</v></c><c r="D4" s="2"><v>44493.5</v></c><c r="E4" t="d"><v>2021-10-24T13:30:00</v></c><c r="F4" t="d"><v>2021-10-24T00:00:00.000Z</v></c>',
      "<c r='A5' s = '0' t='n'><v>13800000000</v></c><c><v>7</v></c><c r=\"D5\" t=\"str\"><v>a&lt;b&amp;&#x4e2d;_x000D_&#10;c</v></c>",
      '<c r="A6" t="inlineStr"><is><t><![CDATA[<b>&amp;]]></t></is></c>',
    ];
    const content = oneSheet(
      cells.map((row, at) => `<row r="${at + 1}">${row}</row>`).join('<!-- <row> -->'),
      {
        strings: [
          '<t>共享</t>',
          '<r><rPr><b/></rPr><t>富</t></r><r><t>文本</t></r>',
          '<t>東京</t><rPh sb="0" eb="2"><t>トウキョウ</t></rPh>',
        ],
        formats: [0, 14, 'yyyy/m/d h:mm'],
      },
    );
    expect(await cellsHere(content)).toEqual([
      ['共享', '富文本', '', '東京'],
      ['内联', '两段'],
      ['2', '公式', '#DIV/0!'],
      ['true', 'false', '2021-10-24', '2021-10-24 12:00', '2021-10-24 13:30:00', '2021-10-24'],
      ['13800000000', '7', '', 'a<b&中\nc'],
      ['<b>&amp;'],
    ]);
  });

  test('with names and prefixes that other programs give', async () => {
    const parts = partsOf({
      sheets: [{ name: 'x', rows: '<row r="1"><c r="A1" t="inlineStr"><is><t>a</t></is></c></row>' }],
    });
    const renamed = Object.entries(parts).map(([name, xml]) => [
      name.replaceAll('/', '\\'),
      name.includes('sheet1')
        ? xml.replace(/<(\/?)(?=[a-z])/g, '<$1x:').replaceAll('xmlns=', 'xmlns:x=')
        : xml,
    ]);
    expect(await cellsHere(zipOf(Object.fromEntries(renamed) as Record<string, string>))).toEqual([['a']]);
  });

  test('rows without a number follow each other, and a number that goes back makes no row twice', async () => {
    const read = await readHere(
      oneSheet(
        '<row><c><v>1</v></c></row><row/><row><c><v>2</v></c></row><row r="2"><c r="A2"><v>3</v></c></row>',
      ),
    );
    expect(typeof read === 'string' ? read : read.sheets[0]).toEqual([
      { number: 1, cells: ['1'] },
      { number: 3, cells: ['2'] },
      { number: 4, cells: ['3'] },
    ]);
  });
});

describe('sheets', () => {
  test('hidden ones come last, and keep their place for whoever reads', async () => {
    const sheet = (name: string, state?: 'hidden' | 'veryHidden') => ({
      name,
      rows: textRows([[name]]),
      ...(state && { state }),
    });
    const read = await readHere(
      workbookOf({
        sheets: [sheet('a', 'hidden'), sheet('b'), sheet('c', 'veryHidden'), sheet('__proto__')],
      }),
    );
    expect(typeof read === 'string' ? read : read.outlines.map(({ name, rows }) => [name, rows])).toEqual([
      ['b', 1],
      ['__proto__', 1],
      ['a', 1],
      ['c', 1],
    ]);
    expect(typeof read === 'string' ? read : read.sheets.map((rows) => rows[0]?.cells[0])).toEqual([
      'b',
      '__proto__',
      'a',
      'c',
    ]);
  });

  test('one that breaks the limits does not keep the others from being read', async () => {
    const wide = textRows([['ok'], Array.from({ length: 20 }, () => 'x')]);
    const limits = { ...SHEET_LIMITS, columns: 10 };
    const sheets = [
      { name: 'wide', rows: wide },
      { name: 'good', rows: textRows([['a'], ['b']]) },
    ];
    expect(await readHere(workbookOf({ sheets: sheets.slice(0, 1) }), { limits })).toBe('sheet_too_wide');
    expect(await readHere(workbookOf({ sheets }), { limits })).toBe('sheet_too_wide');
    const outlines = await readHere(workbookOf({ sheets: [...sheets].reverse() }), {
      limits: { ...limits, columns: 30 },
    });
    expect(typeof outlines === 'string' ? outlines : outlines.outlines.map(({ rows }) => rows)).toEqual([
      2, 2,
    ]);
  });

  test('headings may be called what objects are called inside', async () => {
    expect(
      await cellsHere(
        oneSheet(
          textRows([
            ['__proto__', 'constructor', 'toString'],
            ['1', '2', '3'],
          ]),
        ),
      ),
    ).toEqual([
      ['__proto__', 'constructor', 'toString'],
      ['1', '2', '3'],
    ]);
  });
});

describe('merged cells', () => {
  const rows = textRows([
    ['投诉汇总表', null, null],
    [null, null, null],
    ['分类', '联系', null],
    [null, '姓名', '电话'],
    ['售后', '张三', '1'],
    [null, '李四', '2'],
    [null, null, null],
    [null, '王五', '3'],
    ['物流', '赵六', '4'],
    ['其他', null, null],
    [null, null, null],
  ]);
  const merges = ['A1:C2', 'A3:A4', 'B3:C3', 'A5:A8', 'A10:A11'];

  test('give their value to each row below, not to rows that have nothing else', async () => {
    const read = await readHere(oneSheet(rows, {}, merges), { fromRow: 5 });
    expect(typeof read === 'string' ? read : read.sheets[0]).toEqual([
      { number: 5, cells: ['售后', '张三', '1'] },
      { number: 6, cells: ['售后', '李四', '2'] },
      { number: 8, cells: ['售后', '王五', '3'] },
      { number: 9, cells: ['物流', '赵六', '4'] },
      { number: 10, cells: ['其他'] },
    ]);
  });

  test('titles stay in their one cell; a heading over two rows names its column in both', async () => {
    const read = await readHere(oneSheet(rows, {}, merges));
    expect(typeof read === 'string' ? read : read.outlines[0]?.head.slice(0, 3)).toEqual([
      { number: 1, cells: ['投诉汇总表'] },
      { number: 3, cells: ['分类', '联系'] },
      { number: 4, cells: ['分类', '姓名', '电话'] },
    ]);
  });

  test('over several columns are filled below the headings', async () => {
    const wide = textRows([
      ['a', 'b', 'c'],
      ['x', null, '1'],
      [null, null, '2'],
    ]);
    expect(await cellsHere(oneSheet(wide, {}, ['A2:B3']), { fromRow: 2 })).toEqual([
      ['x', '', '1'],
      ['x', '', '2'],
    ]);
  });
});

describe('what is refused', () => {
  const sound = partsOf({ sheets: [{ name: 'a', rows: textRows([['a']]) }] });
  const sheet = 'xl/worksheets/sheet1.xml';
  const filled = (parts: Record<string, string | Buffer>) => zipOf({ ...sound, ...parts });
  const without = (name: string) =>
    zipOf(Object.fromEntries(Object.entries(sound).filter(([each]) => each !== name)));
  const flat = `<worksheet><sheetData>${' '.repeat(20_000_000)}</sheetData></worksheet>`;

  test.each<[string, string, () => Buffer | string]>([
    ['a sheet that unpacks to more than it may', 'sheet_too_heavy', () => filled({ [sheet]: flat })],
    ['sizes that lie', 'sheet_too_heavy', () => zipOf({ ...sound, [sheet]: flat }, { size: 10 })],
    [
      'too many parts',
      'sheet_too_heavy',
      () =>
        zipOf({
          ...sound,
          ...Object.fromEntries(Array.from({ length: 10_001 }, (_each, at) => [`m${at}`, ''])),
        }),
    ],
    ['macros', 'sheet_macros', () => filled({ 'xl/vbaProject.bin': 'x' })],
    ['a binary workbook', 'sheet_other_workbook', () => zipOf({ 'xl/workbook.bin': 'x' })],
    ['an open document', 'sheet_other_workbook', () => zipOf({ mimetype: 'x', 'content.xml': '<x/>' })],
    ['a text document', 'sheet_not_read', () => zipOf({ 'word/document.xml': '<x/>' })],
    ['a packed spreadsheet', 'sheet_zipped', () => zipOf({ '投诉/八月.xlsx': 'x' })],
    ['a checksum that is not true', 'sheet_damaged', () => zipOf(sound, { checksum: 7 })],
    ['a workbook without its sheet', 'sheet_damaged', () => without(sheet)],
    ['a workbook without its relations', 'sheet_damaged', () => without('xl/_rels/workbook.xml.rels')],
    [
      'a sheet that ends in between',
      'sheet_damaged',
      () => filled({ [sheet]: (sound[sheet] ?? '').slice(0, -60) }),
    ],
    [
      'entities that explode',
      'sheet_damaged',
      () => filled({ [sheet]: `<!DOCTYPE x [<!ENTITY a "aaaa">]>${sound[sheet] ?? ''}` }),
    ],
    ['a row beyond all rows', 'sheet_too_long', () => oneSheet('<row r="99999999999"><c><v>1</v></c></row>')],
    [
      'a column beyond all columns',
      'sheet_too_wide',
      () => oneSheet('<row r="1"><c r="XFD1"><v>1</v></c></row>'),
    ],
    ['a cell that is too long', 'sheet_cell_too_long', () => oneSheet(textRows([['长'.repeat(32_768)]]))],
    ['a web page', 'sheet_web_page', () => '<html><table><tr><td>a</td></tr></table></html>'],
    ['a web page in its archive', 'sheet_web_page', () => 'MIME-Version: 1.0\nX-Document-Type: Workbook\n'],
    [
      'a spreadsheet in XML',
      'sheet_xml_2003',
      () => '<?xml version="1.0"?>\n<?mso-application progid="Excel.Sheet"?><Workbook/>',
    ],
    ['a PDF', 'sheet_not_read', () => '%PDF-1.7\n'],
    ['a picture', 'sheet_not_read', () => Buffer.from('89504e470d0a1a0a0000000d49484452', 'hex')],
    ['sheets without anything', 'sheet_empty', () => oneSheet('<row r="1"><c r="A1"/></row>')],
  ])('%s', async (_name, code, content) => {
    expect(await readHere(content())).toBe(code);
  });
});
