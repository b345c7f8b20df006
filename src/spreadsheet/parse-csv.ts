import type { SheetLimits } from './sheet-limits.ts';
import { unreadable } from './workbook.ts';

/** Takes text piece by piece and gives the rows that are complete. */
export interface CsvParser {
  readonly push: (text: string) => Iterable<readonly string[]>;
  /** What is left when the text has ended. */
  readonly end: () => Iterable<readonly string[]>;
}

/** Where something ends that begins at a place: known, or not before more text has come. */
type Found = { readonly text: string; readonly next: number } | 'more';

/**
 * Parses separated values as people's programs write them: quotes around cells, doubled inside, also not doubled; line
 * breaks inside of quotes; rows that end in any of `\n`, `\r\n`, `\r`, `\r\r\n`. A quote that nothing closes is a
 * character like others, and does not swallow what follows.
 */
export function createCsvParser(
  delimiter: string,
  limits: Pick<SheetLimits, 'cellLength' | 'columns'>,
): CsvParser {
  /** How far the end of a quoted cell is looked for: further than any that is allowed, so that those are told of. */
  const reach = limits.cellLength * 4;
  let text = '';
  let row: string[] = [];
  let rows = 0;

  function* run(isEnd: boolean): Generator<readonly string[]> {
    let at = 0;
    while (at < text.length || (isEnd && row.length > 0)) {
      const cell = readCell(text, at, delimiter, isEnd, reach);
      if (cell === 'more') break;
      // What is beyond the limits is not kept, only counted: the row will be refused.
      if (row.length <= limits.columns * 2) row.push(cell.text);
      if (text.startsWith(delimiter, cell.next)) {
        at = cell.next + delimiter.length;
        // A delimiter at the very end has an empty cell behind it.
        if (isEnd && at === text.length) row.push('');
        if (at < text.length || !isEnd) continue;
      } else {
        const lineEnd = readLineEnd(text, cell.next, isEnd);
        if (lineEnd === 'more') {
          row.pop();
          break;
        }
        at = lineEnd.next;
      }
      rows += 1;
      yield row;
      row = [];
    }
    text = text.slice(at);
    if (text.length > reach * 4)
      throw unreadable('sheet_cell_too_long', { max: limits.cellLength, row: rows + 1 });
  }

  return {
    push: (more) => {
      text += more;
      return run(false);
    },
    end: () => run(true),
  };
}

function readCell(text: string, at: number, delimiter: string, isEnd: boolean, reach: number): Found {
  if (text[at] === '"') {
    const quoted = readQuoted(text, at, delimiter, isEnd, reach);
    if (quoted !== 'broken') return quoted;
  }
  return readPlain(text, at, delimiter, isEnd);
}

function readPlain(text: string, at: number, delimiter: string, isEnd: boolean): Found {
  let next = at;
  for (; next < text.length; next += 1) {
    const code = text.charCodeAt(next);
    if (code === 10 || code === 13 || code === delimiter.charCodeAt(0)) break;
  }
  return next === text.length && !isEnd ? 'more' : { text: text.slice(at, next), next };
}

/**
 * A quote inside that is not doubled, as in `"he said "yes", loudly"`, belongs to the text as long as the line lasts;
 * behind a line break it tells that the first one was no opening quote.
 */
function readQuoted(
  text: string,
  at: number,
  delimiter: string,
  isEnd: boolean,
  reach: number,
): Found | 'broken' {
  let value = '';
  let from = at + 1;
  let seen = at + 1;
  let isBeyondLine = false;
  for (;;) {
    const quote = text.indexOf('"', seen);
    if (quote < 0 || quote - at > reach) return isEnd || text.length - at > reach ? 'broken' : 'more';
    isBeyondLine ||= /[\r\n]/.test(text.slice(seen, quote));
    if (text[quote + 1] === '"') {
      value += text.slice(from, quote + 1);
      from = seen = quote + 2;
      continue;
    }
    if (quote + 1 === text.length && !isEnd) return 'more';
    const after = /^[ \t]*/.exec(text.slice(quote + 1, quote + 20))?.[0].length ?? 0;
    const next = quote + 1 + (text.startsWith(delimiter, quote + 1) ? 0 : after);
    if (next === text.length && !isEnd) return 'more';
    if (next === text.length || text.startsWith(delimiter, next) || /[\r\n]/.test(text.charAt(next)))
      return { text: value + text.slice(from, quote), next };
    if (isBeyondLine) return 'broken';
    seen = quote + 1;
  }
}

/** `\r\r\n` is one: some programs write `\r\n` for the `\n` of a `\r\n`. */
function readLineEnd(text: string, at: number, isEnd: boolean): Found {
  let next = at;
  while (text[next] === '\r' && next - at < 8) next += 1;
  // Whether a line feed follows decides if these were one end or several.
  if (next === text.length && !isEnd) return 'more';
  if (text[next] === '\n') return { text: '', next: next + 1 };
  return { text: '', next: Math.min(at + 1, text.length) };
}
