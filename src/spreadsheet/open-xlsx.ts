import { readFormats } from './cell-formats.ts';
import type { Archive } from './open-archive.ts';
import { readMerges, readWorksheet, type XlsxContext } from './read-worksheet.ts';
import { attribute, scanXml } from './scan-xml.ts';
import { readSharedStrings } from './shared-strings.ts';
import type { SheetLimits } from './sheet-limits.ts';
import { unreadable, type Workbook } from './workbook.ts';

interface FoundSheet {
  readonly name: string;
  readonly relation: string;
  readonly isHidden: boolean;
}

/** Of sheets; Excel stops before, for want of memory. */
const MOST_SHEETS = 1000;

/**
 * Opens a workbook of the .xlsx kind (ECMA-376, transitional or strict). hucre, which writes ours, is not used here: its
 * reader runs ahead of whoever reads, and knows neither merged cells nor hidden sheets (decision 0022).
 */
export async function openXlsx(archive: Archive, limits: SheetLimits): Promise<Workbook> {
  const root = await findRoot(archive);
  const { sheets, is1904 } = await readSheets(archive, root);
  const relations = await readRelations(archive, root);
  const parts = sheets.flatMap((sheet) => {
    const relation = relations.get(sheet.relation);
    // Sheets that are nothing but a chart have a relation of another type.
    return relation?.type === 'worksheet' ? [{ ...sheet, part: relation.target }] : [];
  });
  if (parts.length === 0) throw unreadable('sheet_damaged');
  const ordered = [...parts.filter((part) => !part.isHidden), ...parts.filter((part) => part.isHidden)];
  const ofType = (type: string): string | undefined =>
    [...relations.values()].find((relation) => relation.type === type && archive.names.has(relation.target))
      ?.target;
  const styles = ofType('styles');
  const strings = ofType('sharedStrings');
  let shared: Promise<readonly string[]> | undefined;
  const context: XlsxContext = {
    archive,
    is1904,
    limits,
    formats: styles === undefined ? [] : await readFormats(archive.text(styles)),
    strings: () =>
      (shared ??=
        strings === undefined ? Promise.resolve([]) : readSharedStrings(archive.text(strings), limits)),
  };
  const partOf = (sheet: number): string => {
    const part = ordered[sheet]?.part;
    if (part === undefined || !archive.names.has(part)) throw unreadable('sheet_damaged');
    return part;
  };
  return {
    sheets: ordered.map(({ name }) => ({ name })),
    rows: (sheet) => readWorksheet(partOf(sheet), context),
    merges: (sheet) => readMerges(partOf(sheet), context),
  };
}

/** The part that is the workbook. @throws Invalid about what else the zip file may be */
async function findRoot({ names, text }: Archive): Promise<string> {
  const has = (pattern: RegExp): boolean => [...names].some((name) => pattern.test(name));
  if (has(/(^|\/)vbaproject\.bin$/)) throw unreadable('sheet_macros');
  if (has(/^xl\/workbook\.bin$/) || (has(/^content\.xml$/) && has(/^mimetype$/)))
    throw unreadable('sheet_other_workbook');
  let root: string | undefined = names.has('xl/workbook.xml') ? 'xl/workbook.xml' : undefined;
  if (root === undefined && names.has('_rels/.rels')) {
    const relations = await readRelationsOf(text('_rels/.rels'), '');
    root = [...relations.values()].find(({ type }) => type === 'officeDocument')?.target;
  }
  if (root !== undefined && names.has(root) && /(^|\/)workbook\d*\.xml$/.test(root)) return root;
  throw unreadable(has(/\.(xlsx?|csv)$/) ? 'sheet_zipped' : 'sheet_not_read');
}

interface Relation {
  /** The last word of the type, which strict and transitional files have in common. */
  readonly type: string;
  /** Its part, as the archive names it. */
  readonly target: string;
}

async function readRelations({ names, text }: Archive, root: string): Promise<Map<string, Relation>> {
  const slash = root.lastIndexOf('/') + 1;
  const part = `${root.slice(0, slash)}_rels/${root.slice(slash)}.rels`;
  if (!names.has(part)) throw unreadable('sheet_damaged');
  return readRelationsOf(text(part), root.slice(0, slash));
}

async function readRelationsOf(xml: AsyncIterable<string>, folder: string): Promise<Map<string, Relation>> {
  const relations = new Map<string, Relation>();
  await scanXml(xml, {
    open: (name, attributes) => {
      if (name !== 'Relationship' || relations.size > 10 * MOST_SHEETS) return;
      const target = attribute(attributes, 'Target') ?? '';
      relations.set(attribute(attributes, 'Id') ?? '', {
        type: (attribute(attributes, 'Type') ?? '').split('/').at(-1) ?? '',
        target: new URL(target.replaceAll('\\', '/'), `part:/${folder}`).pathname.slice(1).toLowerCase(),
      });
    },
    close: () => undefined,
  });
  return relations;
}

async function readSheets(
  { text }: Archive,
  root: string,
): Promise<{ sheets: readonly FoundSheet[]; is1904: boolean }> {
  const sheets: FoundSheet[] = [];
  let is1904 = false;
  await scanXml(text(root), {
    open: (name, attributes) => {
      if (name === 'workbookPr') is1904 = /^(1|true|on)$/.test(attribute(attributes, 'date1904') ?? '');
      if (name !== 'sheet' || sheets.length >= MOST_SHEETS) return;
      sheets.push({
        name: attribute(attributes, 'name') ?? '',
        relation: attribute(attributes, 'id') ?? '',
        isHidden: /hidden/i.test(attribute(attributes, 'state') ?? ''),
      });
    },
    close: () => undefined,
  });
  return { sheets, is1904 };
}
