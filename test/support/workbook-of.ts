import { zipOf } from './zip.ts';

/** A sheet as its XML has it: what no library writes can be in it. */
export interface RawSheet {
  readonly name: string;
  /** What is inside of `sheetData`. */
  readonly rows: string;
  readonly merges?: readonly string[];
  readonly state?: 'hidden' | 'veryHidden';
}

export interface RawWorkbook {
  readonly sheets: readonly RawSheet[];
  /** What is inside of each `si`. */
  readonly strings?: readonly string[];
  /** By the number of the style: a format, or the number of one that is built in. */
  readonly formats?: readonly (string | number)[];
  readonly is1904?: boolean;
}

const MAIN = 'http://schemas.openxmlformats.org/spreadsheetml/2006/main';
const OFFICE = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships';
const PACKAGE = 'http://schemas.openxmlformats.org/package/2006/relationships';

/** The parts of an .xlsx by their names. */
export function partsOf({ sheets, strings = [], formats = [], is1904 = false }: RawWorkbook) {
  const relation = (id: string, type: string, target: string): string =>
    `<Relationship Id="${id}" Type="${OFFICE}/${type}" Target="${target}"/>`;
  const relations = (inside: string): string => `<Relationships xmlns="${PACKAGE}">${inside}</Relationships>`;
  const parts: Record<string, string> = {
    '[Content_Types].xml': '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"/>',
    '_rels/.rels': relations(relation('rId1', 'officeDocument', 'xl/workbook.xml')),
    'xl/workbook.xml': `<workbook xmlns="${MAIN}" xmlns:r="${OFFICE}"><workbookPr date1904="${is1904 ? 1 : 0}"/><sheets>${sheets
      .map(
        ({ name, state }, at) =>
          `<sheet name="${name}" sheetId="${at + 1}" ${state ? `state="${state}" ` : ''}r:id="rId${at + 1}"/>`,
      )
      .join('')}</sheets></workbook>`,
    'xl/_rels/workbook.xml.rels': relations(
      [
        ...sheets.map((_sheet, at) => relation(`rId${at + 1}`, 'worksheet', `worksheets/sheet${at + 1}.xml`)),
        relation('rIdT', 'sharedStrings', 'sharedStrings.xml'),
        relation('rIdS', 'styles', '/xl/styles.xml'),
      ].join(''),
    ),
    'xl/sharedStrings.xml': `<sst xmlns="${MAIN}">${strings.map((text) => `<si>${text}</si>`).join('')}</sst>`,
    'xl/styles.xml': stylesOf(formats),
  };
  for (const [at, { rows, merges = [] }] of sheets.entries()) {
    const cells = merges.map((ref) => `<mergeCell ref="${ref}"/>`).join('');
    parts[`xl/worksheets/sheet${at + 1}.xml`] =
      `<?xml version="1.0" encoding="UTF-8"?>\n<worksheet xmlns="${MAIN}"><sheetData>${rows}</sheetData>${cells && `<mergeCells>${cells}</mergeCells>`}</worksheet>`;
  }
  return parts;
}

export const workbookOf = (workbook: RawWorkbook): Buffer => zipOf(partsOf(workbook));

/** Rows of texts, each at its place; null leaves a cell out. */
export function textRows(rows: readonly (readonly (string | null)[])[], first = 1): string {
  return rows
    .map((cells, at) => {
      const inside = cells.map((text, column) =>
        text === null
          ? ''
          : `<c r="${String.fromCharCode(65 + column)}${first + at}" t="inlineStr"><is><t>${text}</t></is></c>`,
      );
      return `<row r="${first + at}">${inside.join('')}</row>`;
    })
    .join('');
}

function stylesOf(formats: readonly (string | number)[]): string {
  const written = formats.map((format, at) =>
    typeof format === 'string'
      ? `<numFmt numFmtId="${200 + at}" formatCode="${format.replaceAll('"', '&quot;')}"/>`
      : '',
  );
  const styles = formats.map(
    (format, at) => `<xf numFmtId="${typeof format === 'string' ? 200 + at : format}"/>`,
  );
  return `<styleSheet xmlns="${MAIN}"><numFmts>${written.join('')}</numFmts><cellStyleXfs><xf numFmtId="14"/></cellStyleXfs><cellXfs>${styles.join('')}</cellXfs></styleSheet>`;
}
