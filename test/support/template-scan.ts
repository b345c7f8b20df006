import path from 'node:path';
import type ts from 'typescript';
import { parseText, textOf } from './source-scan.ts';

/** Reads EJS views without running them: their code as a syntax tree, and the words that stand in the markup. */

const TAG = /<%([#=\-_%]?)([\s\S]*?)[-_]?%>/g;
const CODE = '\u0000';

const SHOWN_ATTRIBUTES =
  /\s(alt|aria-label|aria-description|aria-roledescription|placeholder|title|label)=(["'])(.*?)\2/gs;
const LONE_ATTRIBUTES =
  /\b(autofocus|checked|disabled|hidden|multiple|novalidate|open|readonly|required|reversed|selected)\b/g;

/** The code of a view as one script with the lines of the view: what is printed becomes an argument of `print`. */
export function codeOf(view: string): ts.SourceFile {
  const text = textOf(view);
  let script = '';
  let end = 0;
  for (const match of text.matchAll(TAG)) {
    const [whole, kind, code = ''] = match;
    script += newlines(text.slice(end, match.index));
    if (kind === '#' || kind === '%') script += newlines(code);
    else script += kind === '=' || kind === '-' ? `;print(${code});` : `${code} `;
    end = match.index + whole.length;
  }
  return parseText(view, script);
}

/** Words in the markup that are not printed by code: `views/x.ejs:12 "Save"`. */
export function bareWords(view: string, allowed: readonly string[]): string[] {
  const markup = textOf(view)
    .replaceAll(TAG, (whole) => CODE + newlines(whole))
    .replaceAll(/<!--[\s\S]*?-->|<(script|style)\b[\s\S]*?<\/\1>/g, newlines);
  const shown = [...markup.matchAll(SHOWN_ATTRIBUTES)].map(({ index, 3: value = '' }) => ({
    index,
    text: value,
  }));
  return [...textNodes(markup), ...shown].flatMap(({ index, text }) => {
    const words = text
      .replaceAll(/&[a-z0-9#]+;/gi, ' ')
      .split(new RegExp(`[\\s${CODE}]+`))
      // A single capital is the name of a key.
      .filter((word) => /\p{L}/u.test(word) && !/^[A-Z]$/.test(word) && !allowed.includes(word));
    const line = markup.slice(0, index).split('\n').length;
    return words.length > 0 ? [`${view}:${line} "${words.join(' ')}"`] : [];
  });
}

/** Where an include can lead: beside the view, or from the views' root. */
export function includeCandidates(view: string, target: string): string[] {
  const name = target.endsWith('.ejs') ? target : `${target}.ejs`;
  return [path.posix.join(path.posix.dirname(view), name), path.posix.join('views', name)];
}

/** Text between tags. Attributes may stand there too, in a piece that a function writes into a tag. */
function textNodes(markup: string): { index: number; text: string }[] {
  const tags = /<\/?[a-z!](?:"[^"]*"|'[^']*'|[^>"'])*>/gi;
  const nodes: { index: number; text: string }[] = [];
  let end = 0;
  for (const match of markup.matchAll(tags)) {
    nodes.push({ index: end, text: markup.slice(end, match.index) });
    end = match.index + match[0].length;
  }
  nodes.push({ index: end, text: markup.slice(end) });
  return nodes.map(({ index, text }) => ({
    index: index + (/\S/.exec(text)?.index ?? 0),
    text: text.replaceAll(/[a-z][a-z-]*="[^"]*"/g, ' ').replaceAll(LONE_ATTRIBUTES, ' '),
  }));
}

function newlines(text: string): string {
  return text.replaceAll(/[^\n]/g, '');
}
