import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { projectRoot } from '../../src/config.ts';

/** A complaint as a customer wrote it on a platform. */
export interface Complaint {
  readonly title: string;
  readonly detail: string;
  readonly target: string;
  readonly problem: string;
  readonly demand: string;
}

export interface ComplaintFile {
  readonly complaints: readonly Complaint[];
  readonly isReal: boolean;
  /** Why it is not the real file; null when it is. */
  readonly standIn: string | null;
  /** What the file holds beside them. */
  readonly counts: { readonly headers: number; readonly mojibake: number; readonly repeated: number };
}

const REAL = path.resolve(projectRoot, '../shared/data/chitian_heimao.csv');
const OWN = path.join(projectRoot, 'test/fixtures/complaints.csv');
const HEADER = ['投诉标题', '投诉详情', '投诉对象', '投诉问题', '投诉要求'];

/**
 * Real complaints, where the file of the customer lies beside the project, else a dozen invented ones of the same
 * shape. The real file is three scrapes below each other, each with its header; its rows end in `\r\r\n`, and the
 * first scrape was decoded wrongly before it was saved: the same texts stand readable in the second.
 */
export function readComplaints(): ComplaintFile {
  const isReal = existsSync(REAL);
  const file = parseComplaints(readFileSync(isReal ? REAL : OWN, 'utf8'));
  const standIn = isReal ? null : `${REAL} is absent: ${path.basename(OWN)} takes its place`;
  return { ...file, isReal, standIn };
}

/** Sorts the rows of such a file: headers, mojibake twins and repetitions fall away. */
export function parseComplaints(text: string): Pick<ComplaintFile, 'complaints' | 'counts'> {
  const rows = parseCsv(text);
  const found = new Map<string, Complaint>();
  let [headers, mojibake, repeated] = [0, 0, 0];
  for (const row of rows) {
    const [title = '', detail = '', target = '', problem = '', demand = ''] = row;
    const key = JSON.stringify(row);
    if (row.join() === HEADER.join()) headers += 1;
    else if (isMojibake(row.join(''))) mojibake += 1;
    else if (found.has(key)) repeated += 1;
    else found.set(key, { title, detail, target, problem, demand });
  }
  return { complaints: [...found.values()], counts: { headers, mojibake, repeated } };
}

/** UTF-8 read as Latin-1: no ideograph anywhere, and the bytes make sense as UTF-8 once more. */
function isMojibake(text: string): boolean {
  if (/\p{Script=Han}/u.test(text) || /[^\u0000-\u00ff]/.test(text)) return false;
  const again = Buffer.from(text, 'latin1').toString('utf8');
  return /\p{Script=Han}/u.test(again) && !again.includes('\ufffd');
}

/** Rows of a CSV: quotes, doubled quotes, commas and line breaks inside of them, and any line ends outside. */
export function parseCsv(text: string): string[][] {
  const rows: string[][] = [];
  let row: string[] = [];
  const cell = /(?:"((?:[^"]|"")*)"|([^,\r\n]*))(,|\r*\n|$)/gy;
  while (cell.lastIndex < text.length) {
    const match = cell.exec(text);
    if (!match) throw new Error('the file ends inside of a quoted cell');
    row.push(match[1]?.replaceAll('""', '"') ?? match[2] ?? '');
    if (match[3] === ',') continue;
    if (row.some((value) => value !== '')) rows.push(row);
    row = [];
  }
  return rows;
}
