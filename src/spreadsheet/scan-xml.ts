import { unreadable } from './workbook.ts';

/** What a scanner tells while it goes through XML; names come without their prefix. */
export interface XmlListener {
  readonly open: (name: string, attributes: string) => void;
  readonly close: (name: string) => void;
  /** May come in pieces. */
  readonly text?: (text: string) => void;
}

/** No tag of a workbook comes near this. */
const LONGEST_TAG = 100_000;
const COMMENT = ['<!--', '-->'] as const;
const CDATA = ['<![CDATA[', ']]>'] as const;
const ENTITIES: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" };

/**
 * Goes through XML piece by piece, in memory that does not grow with it. Knows what workbooks are made of; document types,
 * with which XML can be made to explode, are refused.
 * @throws Invalid when it is cut off, or no XML
 */
export function createXmlScanner({ open, close, text }: XmlListener): {
  push: (chunk: string) => void;
  end: () => void;
} {
  let rest = '';
  let depth = 0;
  let seen = false;

  const tag = (content: string): void => {
    if (content.startsWith('/')) {
      depth -= 1;
      if (depth < 0) throw unreadable('sheet_damaged');
      close(localName(content.slice(1).trimEnd()));
      return;
    }
    const isEmpty = content.endsWith('/');
    const inner = isEmpty ? content.slice(0, -1) : content;
    const blank = inner.search(/\s/);
    const name = localName(blank < 0 ? inner : inner.slice(0, blank));
    seen = true;
    open(name, blank < 0 ? '' : inner.slice(blank));
    if (isEmpty) close(name);
    else depth += 1;
  };

  const push = (chunk: string): void => {
    const buffer = rest + chunk;
    let at = 0;
    while (at < buffer.length) {
      const start = buffer.indexOf('<', at);
      if (start !== at) {
        const upTo = start < 0 ? endOfText(buffer, at) : start;
        if (upTo > at) text?.(decode(buffer.slice(at, upTo)));
        if (start < 0) {
          at = upTo;
          break;
        }
      }
      const end = endOfMarkup(buffer, start);
      if (end < 0) {
        if (buffer.length - start > LONGEST_TAG && !buffer.startsWith(CDATA[0], start))
          throw unreadable('sheet_damaged');
        at = start;
        break;
      }
      if (buffer.startsWith(CDATA[0], start)) text?.(buffer.slice(start + 9, end - 3));
      else if (buffer.startsWith('<!', start)) {
        if (!buffer.startsWith(COMMENT[0], start)) throw unreadable('sheet_damaged');
      } else if (buffer[start + 1] !== '?') tag(buffer.slice(start + 1, end - 1));
      at = end;
    }
    rest = buffer.slice(at);
  };
  const end = (): void => {
    if (depth !== 0 || !seen || rest.trim() !== '') throw unreadable('sheet_damaged');
  };
  return { push, end };
}

/** Goes through all of it. */
export async function scanXml(chunks: AsyncIterable<string>, listener: XmlListener): Promise<void> {
  const scanner = createXmlScanner(listener);
  for await (const chunk of chunks) scanner.push(chunk);
  scanner.end();
}

/** The value of an attribute, whatever prefix its name has; undefined when there is none. */
export function attribute(attributes: string, name: string): string | undefined {
  // The usual way to write it, which is that of nearly all cells.
  const at = attributes.indexOf(` ${name}="`);
  if (at >= 0) {
    const from = at + name.length + 3;
    return decode(attributes.slice(from, attributes.indexOf('"', from)));
  }
  if (!attributes.includes(`${name}=`) && !attributes.includes(`${name} `)) return undefined;
  const found = new RegExp(`\\s(?:[\\w.-]+:)?${name}\\s*=\\s*(?:"([^"]*)"|'([^']*)')`).exec(attributes);
  return found ? decode(found[1] ?? found[2] ?? '') : undefined;
}

/** Behind the markup that begins at `start`; below 0 when the rest of it is still to come. */
function endOfMarkup(buffer: string, start: number): number {
  for (const [begin, finish] of [COMMENT, CDATA]) {
    if (!buffer.startsWith(begin, start)) continue;
    const end = buffer.indexOf(finish, start + begin.length);
    return end < 0 ? -1 : end + finish.length;
  }
  // What begins so may still become one of these.
  if (buffer[start + 1] === '!' && buffer.length - start < CDATA[0].length) return -1;
  for (let end = buffer.indexOf('>', start); end >= 0; end = buffer.indexOf('>', end + 1)) {
    if (!isInQuotes(buffer, start, end)) return end + 1;
  }
  return -1;
}

/** A `>` may stand in the value of an attribute. */
function isInQuotes(buffer: string, start: number, end: number): boolean {
  const tag = buffer.slice(start, end);
  for (let at = 0; ;) {
    const double = tag.indexOf('"', at);
    const single = tag.indexOf("'", at);
    const quote = double < 0 || (single >= 0 && single < double) ? single : double;
    if (quote < 0) return false;
    const closing = tag.indexOf(tag.charAt(quote), quote + 1);
    if (closing < 0) return true;
    at = closing + 1;
  }
}

/** Text is passed on as far as it goes; what may be half of an entity waits for the other half. */
function endOfText(buffer: string, at: number): number {
  const ampersand = buffer.lastIndexOf('&');
  return ampersand >= at && buffer.length - ampersand < 12 && !buffer.includes(';', ampersand)
    ? ampersand
    : buffer.length;
}

function localName(name: string): string {
  return name.slice(name.indexOf(':') + 1);
}

function decode(text: string): string {
  if (!text.includes('&')) return text;
  return text.replace(/&(#x[0-9a-f]+|#[0-9]+|[a-z]+);/gi, (whole, name: string) => {
    if (!name.startsWith('#')) return Object.hasOwn(ENTITIES, name) ? (ENTITIES[name] ?? whole) : whole;
    const code = /^#x/i.test(name) ? parseInt(name.slice(2), 16) : Number(name.slice(1));
    return code <= 0x10ffff ? String.fromCodePoint(code) : whole;
  });
}
