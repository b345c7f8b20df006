import { bareHeading, belongsBelow, isCounter, targetsNamed } from './heading-words.ts';
import type { SheetRow } from './import-row.ts';
import { mendText } from './mend-text.ts';
import { readSheetMoment } from './read-moment.ts';

/** Headings stand near the top: below them a row that looks like one is a row like the others. */
const DEEPEST = 30;

/**
 * The number of the row that has the headings (spec 06: title rows above the header, merged cells and blank lines are
 * usual). A row of short, different words counts, the more the better, above all where they name what columns of
 * complaints are called; and what comes below it looks different. Answers the first row where nothing speaks for any.
 */
export function guessHeader(rows: readonly SheetRow[]): number {
  const filled = rows.filter(({ cells }) => cells.some((cell) => cell.trim() !== '')).slice(0, DEEPEST);
  const widest = Math.max(1, ...filled.map(countFilled));
  let best: { readonly number: number; readonly score: number } | null = null;
  for (const [index, row] of filled.entries()) {
    // Headings that come twice: what is below them is below both.
    const below = filled.slice(index + 1).find((each) => each.cells.join('\n') !== row.cells.join('\n'));
    const score = scoreOf(row, below, widest) - index * 0.5;
    if (score > (best?.score ?? 0)) best = { number: row.number, score };
  }
  return best?.number ?? filled[0]?.number ?? 1;
}

function scoreOf(row: SheetRow, next: SheetRow | undefined, widest: number): number {
  const texts = row.cells.map((cell) => mendText(cell.trim()).text).filter((text) => text !== '');
  const known = texts.filter(isKnown).length;
  const wordlike = texts.filter(isWordlike).length;
  const distinct = new Set(texts.map(bareHeading)).size;
  const fullness = texts.length / widest;
  // One cell alone above many others is a title, however well it names something.
  if (texts.length === 1 && widest > 1) return 0;
  const different = next === undefined ? 0 : countDifferent(row, next) / texts.length;
  return (
    known * 6 +
    (wordlike / texts.length) * 10 +
    fullness * 10 +
    different * 6 -
    (texts.length - distinct) * 4 -
    (texts.length - wordlike) * 4
  );
}

function countFilled({ cells }: SheetRow): number {
  return cells.filter((cell) => cell.trim() !== '').length;
}

function isKnown(text: string): boolean {
  return targetsNamed(text, 'history').size > 0 || belongsBelow(text) || isCounter(text);
}

/** Short, no number, no day, no sentence. */
function isWordlike(text: string): boolean {
  const isSentence = /[。！？!?；;]|，.*，/.test(text);
  return (
    text.length <= 30 &&
    !isSentence &&
    !/^[-+¥￥$\d.,%*\s]+$/.test(text) &&
    readSheetMoment(text) === undefined
  );
}

/** Cells below which something of another kind stands: a number, a day, a longer text, nothing. */
function countDifferent(row: SheetRow, next: SheetRow): number {
  return row.cells.filter((cell, index) => {
    if (cell.trim() === '') return false;
    const below = (next.cells[index] ?? '').trim();
    return below !== '' && (!isWordlike(below) || below.length > cell.length * 2);
  }).length;
}
