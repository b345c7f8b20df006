import { scanXml, type XmlListener } from './scan-xml.ts';
import type { SheetLimits } from './sheet-limits.ts';
import { unreadable } from './workbook.ts';

/** The texts that cells refer to by number. */
export async function readSharedStrings(
  xml: AsyncIterable<string>,
  limits: SheetLimits,
): Promise<readonly string[]> {
  const strings: string[] = [];
  let text: ReturnType<typeof listenToText> | null = null;
  await scanXml(xml, {
    open: (name) => {
      if (name === 'si') text = listenToText(limits.cellLength);
      else text?.open(name, '');
    },
    text: (piece) => text?.text(piece),
    close: (name) => {
      if (name !== 'si') text?.close(name);
      else if (text) {
        strings.push(text.value());
        text = null;
        if (strings.length > limits.rows * limits.columns) throw unreadable('sheet_too_heavy');
      }
    },
  });
  return strings;
}

/**
 * Gathers a text of a workbook: plain, or in runs of different looks. How it is pronounced, which sheets from Japan have
 * beside it, is no part of it. Of what is longer than `most`, so much is kept that it shows.
 */
export function listenToText(most: number): Required<XmlListener> & { value: () => string } {
  let value = '';
  let isText = false;
  let isPhonetic = false;
  return {
    open: (name) => {
      if (name === 't') isText = true;
      else if (name === 'rPh') isPhonetic = true;
    },
    text: (piece) => {
      if (isText && !isPhonetic && value.length <= most * 8) value += piece;
    },
    close: (name) => {
      if (name === 't') isText = false;
      else if (name === 'rPh') isPhonetic = false;
    },
    value: () => unescape(value),
  };
}

/** Characters that XML can't hold are written `_x000D_`, and what looks like it `_x005F_x000D_`. */
export function unescape(text: string): string {
  if (!text.includes('_x')) return text;
  return text.replace(/_x([0-9a-f]{4})_/gi, (_whole, code: string) =>
    String.fromCharCode(parseInt(code, 16)),
  );
}
