import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';

/** A complaint as the platform's spreadsheet has it. */
export interface Complaint {
  readonly title: string;
  readonly detail: string;
  readonly target: string;
  readonly problem: string;
  readonly demand: string;
}

const root = path.resolve(import.meta.dirname, '../..');
const REAL = path.resolve(root, '../shared/data/chitian_heimao.csv');
const OWN = path.join(root, 'test/fixtures/complaints.csv');

/** The real complaints where they are at hand, else the few of the project's own, written for the purpose. */
export function readComplaints(): { complaints: Complaint[]; isReal: boolean } {
  const isReal = existsSync(REAL);
  if (!isReal) process.stdout.write(`${REAL} is not here: the project's own complaints take its place.\n`);
  return { complaints: parseComplaints(readFileSync(isReal ? REAL : OWN, 'utf8')), isReal };
}

/** Repeated headers and rows fall away, and with them the twins whose text was decoded wrongly on the way. */
export function parseComplaints(text: string): Complaint[] {
  const [header = [], ...rows] = readCsv(text);
  const unique = new Map<string, Complaint>();
  for (const row of rows) {
    const cells = row.map((cell) => cell.trim());
    if (cells.join() === header.join() || cells.length < 5 || isMojibake(cells.join(''))) continue;
    const [title = '', detail = '', target = '', problem = '', demand = ''] = cells;
    unique.set(cells.join('\u0001'), { title, detail, target, problem, demand });
  }
  return [...unique.values()];
}

/** UTF-8 that was read as Latin-1: no character is wider than a byte, and many have the high bit. */
function isMojibake(text: string): boolean {
  return /[\u0080-\u00ff]/.test(text) && !/[^\u0000-\u00ff]/.test(text);
}

/** Cells with commas, quotes and line breaks; rows end in any mixture of returns and line feeds. */
function readCsv(text: string): string[][] {
  const rows: string[][] = [];
  let row: string[] = [];
  const cell = /(?:"((?:[^"]|"")*)"|([^",\r\n]*))(,|[\r\n]+|$)/y;
  while (cell.lastIndex < text.length) {
    const match = cell.exec(text);
    if (!match) throw new Error(`no CSV at character ${cell.lastIndex}`);
    row.push(match[1]?.replaceAll('""', '"') ?? match[2] ?? '');
    if (match[3] === ',') continue;
    rows.push(row);
    row = [];
  }
  return rows;
}
