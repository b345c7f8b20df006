import * as XLSX from 'xlsx';
import { type Chance, chance } from './chance.ts';
import { partsOf, textRows } from './workbook-of.ts';
import { zipOf } from './zip.ts';

/** A spreadsheet that something has happened to. */
export interface Mutant {
  /** What it was, and what has been done to it. */
  readonly name: string;
  readonly content: Buffer;
}

type Parts = Record<string, string>;

const TABLE = [
  ['投诉标题', '投诉详情', '联系电话', '日期'],
  ['退款', '买了"手机"，\n坏了', '13812345678', '2026-11-22'],
  ['物流', '三天没到, 没人管', '010-12345678', '2026/11/21 09:30'],
  ['__proto__', 'constructor', '', '44493.5'],
];

/** The same seed makes the same mutant. */
export function mutant(seed: number): Mutant {
  const throws = chance(seed);
  const [kind, make] = throws.oneOf(KINDS);
  const { change, content } = make(throws);
  return { name: `${kind}: ${change} (seed ${seed})`, content };
}

interface Made {
  readonly change: string;
  readonly content: Buffer;
}

const KINDS: readonly (readonly [kind: string, make: (throws: Chance) => Made])[] = [
  ['xlsx', (throws) => spoilBytes(zipOf(workbook()), throws)],
  ['xlsx', mixParts],
  ['xlsx', spoilXml],
  ['xlsx', spoilXml],
  ['xls', (throws) => spoilBytes(oldWorkbook(), throws)],
  ['csv', (throws) => spoilBytes(csv(throws), throws)],
  ['csv', spoilCsv],
];

function workbook(): Parts {
  const rows = textRows(TABLE.map((row) => row.map((text) => text.replaceAll('"', '&quot;'))));
  const typed =
    '<row r="5"><c r="A5" t="s"><v>0</v></c><c r="B5" s="1"><v>44493</v></c><c r="C5" t="b"><v>1</v></c><c r="D5" t="str"><f>1</f><v>x</v></c></row>';
  return partsOf({
    sheets: [
      { name: '表', rows: rows + typed, merges: ['A2:A3', 'A5:B6'] },
      { name: 'hidden', rows, state: 'hidden' },
    ],
    strings: ['<t>共享</t>', '<r><t>两</t></r><r><t>段</t></r>'],
    formats: [0, 14, 'yyyy/m/d h:mm'],
  });
}

function oldWorkbook(): Buffer {
  const sheet = XLSX.utils.aoa_to_sheet([...TABLE, [1, 2.5, true, new Date(0)]]);
  return XLSX.write(
    { SheetNames: ['表'], Sheets: { 表: sheet } },
    { type: 'buffer', bookType: 'biff8' },
  ) as Buffer;
}

function csv(throws: Chance): Buffer {
  const delimiter = throws.oneOf([',', ';', '\t']);
  const lines = TABLE.map((row) => row.map((cell) => `"${cell.replaceAll('"', '""')}"`).join(delimiter));
  const text = lines.join(throws.oneOf(['\n', '\r\n', '\r', '\r\r\n']));
  return Buffer.from(text, throws.oneOf(['utf8', 'utf16le', 'latin1']));
}

function spoilBytes(content: Buffer, throws: Chance): Made {
  const at = throws.below(content.length);
  const length = throws.below(Math.min(200, content.length - at)) + 1;
  switch (throws.oneOf(['flip', 'cut', 'drop', 'repeat', 'blank'] as const)) {
    case 'flip': {
      const flipped = Buffer.from(content);
      const count = 1 + throws.below(20);
      for (let each = 0; each < count; each += 1) flipped[throws.below(content.length)] = throws.below(256);
      return { change: `${count} bytes changed`, content: flipped };
    }
    case 'cut':
      return { change: `cut at ${at}`, content: content.subarray(0, Math.max(1, at)) };
    case 'drop':
      return {
        change: `${length} bytes lost at ${at}`,
        content: Buffer.concat([content.subarray(0, at), content.subarray(at + length), Buffer.from(' ')]),
      };
    case 'repeat':
      return {
        change: `${length} bytes twice at ${at}`,
        content: Buffer.concat([content.subarray(0, at + length), content.subarray(at)]),
      };
    case 'blank':
      return {
        change: `${length} bytes blank at ${at}`,
        content: Buffer.from(content).fill(throws.oneOf([0, 255, 32]), at, at + length),
      };
  }
}

function mixParts(throws: Chance): Made {
  const parts = workbook();
  const names = Object.keys(parts);
  const [one, other] = [throws.oneOf(names), throws.oneOf(names)];
  if (throws.happens(0.5)) {
    const { [one]: lost = '', ...rest } = parts;
    return { change: `without ${one} (${lost.length} characters)`, content: zipOf(rest) };
  }
  return {
    change: `${one} for ${other}`,
    content: zipOf({ ...parts, [one]: parts[other] ?? '', [other]: parts[one] ?? '' }),
  };
}

const ODD_VALUES = [
  '',
  '0',
  '-1',
  '1e999',
  'NaN',
  '99999999999999999999',
  '__proto__',
  '&#0;',
  '&#xD800;',
  '&lt',
  '<',
  '"',
  '\0',
  '../../x',
  'ZZZZ9',
  'A1:XFD1048576',
  '<!--',
  '<![CDATA[',
  '<?x',
  '_x0000_',
];

function spoilXml(throws: Chance): Made {
  const parts = workbook();
  const name = throws.oneOf(Object.keys(parts));
  let xml = parts[name] ?? '';
  const changes = 1 + throws.below(3);
  for (let each = 0; each < changes; each += 1) xml = throws.oneOf(XML_CHANGES)(xml, throws);
  return { change: `${changes} changes in ${name}`, content: zipOf({ ...parts, [name]: xml }) };
}

const XML_CHANGES: readonly ((xml: string, throws: Chance) => string)[] = [
  (xml, throws) => replaceOne(xml, /"[^"]*"/g, throws, () => `"${throws.oneOf(ODD_VALUES)}"`),
  (xml, throws) => replaceOne(xml, />[^<]+</g, throws, () => `>${throws.oneOf(ODD_VALUES)}<`),
  (xml, throws) => replaceOne(xml, /<[^>]+>/g, throws, () => ''),
  (xml, throws) => replaceOne(xml, /<[^>]+>/g, throws, (tag) => tag + tag),
  (xml, throws) => replaceOne(xml, /<[^>]+>/g, throws, (tag) => tag.repeat(2000)),
  (xml, throws) => replaceOne(xml, /\d+/g, throws, (number) => number.repeat(1 + throws.below(20))),
  (xml, throws) => xml.slice(0, throws.below(xml.length + 1)),
];

function replaceOne(text: string, pattern: RegExp, throws: Chance, by: (found: string) => string): string {
  const found = [...text.matchAll(pattern)];
  if (found.length === 0) return text;
  const { 0: match, index } = throws.oneOf(found);
  return text.slice(0, index) + by(match) + text.slice(index + match.length);
}

function spoilCsv(throws: Chance): Made {
  let text = csv(throws).toString('utf8');
  const bits = [
    '"',
    '""',
    '"\n',
    ',',
    ';',
    '\t',
    '\r',
    '\n',
    '\0',
    "'=",
    '="',
    '\ufeff',
    '\ufffd',
    'x'.repeat(40_000),
  ];
  const count = 1 + throws.below(8);
  for (let each = 0; each < count; each += 1) {
    const at = throws.below(text.length);
    text = text.slice(0, at) + throws.oneOf(bits) + text.slice(at);
  }
  return { change: `${count} insertions`, content: Buffer.from(text) };
}
