import { attribute, scanXml } from './scan-xml.ts';

/** What the format of a cell says about its number: nothing, when it is; how many digits it is filled up to. */
export type CellFormat = 'number' | 'moment' | 'duration' | { readonly digits: number };

/** By the numbers under which no format is written down: days and times everywhere, and those of East Asia. */
function builtIn(id: number): CellFormat {
  if (id === 46) return 'duration';
  const isMoment =
    (id >= 14 && id <= 22) || (id >= 27 && id <= 36) || (id >= 45 && id <= 47) || (id >= 50 && id <= 58);
  return isMoment ? 'moment' : 'number';
}

/** The formats of a workbook's cells, by the number that a cell has for its style. */
export async function readFormats(xml: AsyncIterable<string>): Promise<readonly CellFormat[]> {
  const written = new Map<number, CellFormat>();
  const formats: CellFormat[] = [];
  let isOfCells = false;
  await scanXml(xml, {
    open: (name, attributes) => {
      if (name === 'cellXfs') isOfCells = true;
      else if (name === 'numFmt')
        written.set(
          Number(attribute(attributes, 'numFmtId')),
          formatOf(attribute(attributes, 'formatCode') ?? ''),
        );
      else if (name === 'xf' && isOfCells) {
        const id = Number(attribute(attributes, 'numFmtId') ?? 0);
        formats.push(written.get(id) ?? builtIn(id));
      }
    },
    close: (name) => {
      if (name === 'cellXfs') isOfCells = false;
    },
  });
  return formats;
}

/** What a format such as `yyyy"年"m"月"d"日";@` or `[h]:mm` or `000000` is for. */
export function formatOf(code: string): CellFormat {
  const plain = code
    .replace(/"[^"]*"?|\\.|_.|\*./g, '')
    .split(';', 1)
    .join('');
  if (/\[(h+|m+|s+)\]/i.test(plain)) return 'duration';
  const bare = plain.replace(/\[[^\]]*\]?/g, '').trim();
  if (/^0{2,}$/.test(bare)) return { digits: Math.min(bare.length, 30) };
  if (/^general$/i.test(bare)) return 'number';
  // `e` is a year in East Asia, and in 0.00E+00 an exponent.
  return /[ymdhs]|a\/p|am\/pm|\be/i.test(bare.replace(/[0#?]E[+-]/gi, '')) ? 'moment' : 'number';
}
