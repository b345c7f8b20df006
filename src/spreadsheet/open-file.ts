import { COMPOUND, fileBytes } from './file-bytes.ts';
import { openArchive } from './open-archive.ts';
import { openCsv } from './open-csv.ts';
import { openOldWorkbook } from './open-old-workbook.ts';
import { openXlsx } from './open-xlsx.ts';
import type { SheetLimits } from './sheet-limits.ts';
import { unreadable, type Workbook } from './workbook.ts';

const ZIP = Buffer.from([0x50, 0x4b, 0x03, 0x04]);
/** Of what people take for a spreadsheet, or rename to one; told apart by how it begins. */
const MARKUP: readonly (readonly [code: string, pattern: RegExp])[] = [
  [
    'sheet_xml_2003',
    /<\?mso-application[^>]+Excel\.Sheet|urn:schemas-microsoft-com:office:spreadsheet["'][^>]*>/i,
  ],
  ['sheet_web_page', /^\s*<(!doctype html|html|head|body|table|meta|div|script|style)\b/i],
  ['sheet_web_page', /^\s*mime-version:/i],
  ['sheet_not_read', /^(%PDF-|\{\\rtf|\s*<(\?xml|svg)\b)/i],
];

/**
 * Opens a file by what it is, not by what it is called.
 * @throws Invalid about `file` when it is nothing that can be read
 */
export async function openFile(fd: number, limits: SheetLimits): Promise<Workbook> {
  const file = fileBytes(fd);
  const head = file.read(0, Math.min(file.size, 4096));
  if (begins(head, ZIP)) return openXlsx(openArchive(file, limits), limits);
  if (begins(head, COMPOUND)) return openOldWorkbook(file);
  const code = MARKUP.find(([, pattern]) => pattern.test(textOf(head)))?.[0];
  if (code !== undefined) throw unreadable(code);
  return openCsv(file, limits);
}

function begins(head: Buffer, bytes: Buffer): boolean {
  return head.subarray(0, bytes.length).equals(bytes);
}

/** Markup is told by ASCII, whichever way it is spread out. */
function textOf(head: Buffer): string {
  return head
    .toString('latin1')
    .replace(/^(\u00ef\u00bb\u00bf|\u00ff\u00fe|\u00fe\u00ff)/, '')
    .replaceAll('\0', '');
}
