import { createHash } from 'node:crypto';
import { Transform } from 'node:stream';
import type { TransformCallback } from 'node:stream';

export interface Measured {
  readonly bytes: number;
  readonly sha256: string;
  /** All of it is text in UTF-8 or GB 18030, without binary characters. */
  readonly isText: boolean;
  /** It begins as HTML or SVG do. */
  readonly isMarkup: boolean;
}

export class TooLarge extends Error {
  override readonly name = 'TooLarge';
}

/** Bytes of the beginning that are looked at for markup; browsers that guess look at no more. */
const HEAD = 1445;

/** Passes a stream on and measures it meanwhile, so that no file is ever held in memory. Fails with TooLarge. */
export function measureContent(maxBytes: number): { through: Transform; measured: () => Measured } {
  const hash = createHash('sha256');
  const texts = [textReader('utf-8'), textReader('gb18030')];
  let bytes = 0;
  let head = Buffer.alloc(0);
  const look = (chunk: Buffer): void => {
    hash.update(chunk);
    if (head.length < HEAD) head = Buffer.concat([head, chunk.subarray(0, HEAD - head.length)]);
    for (const text of texts) text.read(chunk);
  };
  const through = new Transform({
    transform(chunk: Buffer, _encoding, done: TransformCallback) {
      bytes += chunk.length;
      if (bytes > maxBytes) {
        done(new TooLarge());
        return;
      }
      look(chunk);
      done(null, chunk);
    },
  });
  const measured = (): Measured => ({
    bytes,
    sha256: hash.digest('hex'),
    isText: texts.some((text) => text.isSound()),
    isMarkup: beginsAsMarkup(head),
  });
  return { through, measured };
}

/** C0 controls that no text file has; tab, line breaks, form feed and the escape of coloured logs are fine. */
const BINARY = /[\0-\x08\x0b\x0e-\x1a\x1c-\x1f]/;

/** Reads along until something shows that this is not a text in this encoding. */
function textReader(encoding: string): { read: (chunk: Buffer) => void; isSound: () => boolean } {
  const decoder = new TextDecoder(encoding, { fatal: true });
  let sound = true;
  const decode = (chunk?: Buffer): void => {
    if (!sound) return;
    try {
      sound = !BINARY.test(chunk ? decoder.decode(chunk, { stream: true }) : decoder.decode());
    } catch {
      sound = false;
    }
  };
  return {
    read: decode,
    isSound: () => {
      decode(); // an unfinished character at the very end
      return sound;
    },
  };
}

/** Each comment ends at its first end: a pattern with a choice there would try them all, one after the other. */
const MARKUP =
  /^(\s|<!--((?!-->)[^])*-->|<\?[^>]*>)*<(!doctype\s+(html|svg)|(html|head|body|script|svg|iframe|style|title|table|div|a|img|meta|link|base|object|embed|form)[\s/>])/i;

function beginsAsMarkup(head: Buffer): boolean {
  return MARKUP.test(head.toString('latin1').replace(/^\xef\xbb\xbf/, ''));
}
