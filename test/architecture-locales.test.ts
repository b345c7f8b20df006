import { describe, expect, test } from 'vitest';
import type { Literal } from './support/literal-scan.ts';
import { allLiterals, firstArgumentsOf, valuesOf } from './support/literal-scan.ts';
import { placeholdersOf, PLURAL, sentencesOf } from './support/locale-scan.ts';
import { filesBelow, parseFile, placeOf, textOf } from './support/source-scan.ts';
import { codeOf } from './support/template-scan.ts';

/** Everything a person reads is in the locales, in both languages, and nothing else is. */

const chinese = sentencesOf('zh-CN');
const english = sentencesOf('en');
const namespaces = new Set([...chinese.keys()].map((key) => key.split('.')[0] ?? ''));

const sources = filesBelow('src', '.ts').map(parseFile);
const views = filesBelow('views', '.ejs');
const scripts = filesBelow('public/js', '.js');
const code = [...sources, ...filesBelow('seeds', '.ts').map(parseFile), ...views.map(codeOf)];

/** Sentences that are looked up by a property of these names, e.g. the label of a field. */
const KEY_PROPERTY = /^(label|help|placeholder|title|key|\w+Key)$/;

/** Of an import of another kind: i18next takes the sentence without it where there is none of its own. */
const CONTEXT = /_(?:history|closing)$/;

const looksLikeKey = (text: string) =>
  /^[a-z][\w-]*(\.[\w-]+)+$/.test(text) && namespaces.has(text.split('.')[0] ?? '');

/** A key itself, its plural forms, or for an incomplete key anything that begins so. */
function exists({ text, complete }: Literal): boolean {
  if (!complete) return [...chinese.keys()].some((key) => key.startsWith(text));
  return chinese.has(text) || chinese.has(`${text}_other`);
}

const naming = ({ node, text, complete }: Literal) => `${placeOf(node)} ${text}${complete ? '' : '…'}`;

describe('locales', () => {
  test('both languages have the same keys; a plural form of English may be alone', () => {
    const base = (key: string) => key.replace(PLURAL, '');
    const missing = (from: Map<string, string>, other: Map<string, string>) => {
      const bases = new Set([...other.keys()].map(base));
      return [...from.keys()].filter((key) => !other.has(key) && !(PLURAL.test(key) && bases.has(base(key))));
    };
    expect({ inEnglish: missing(chinese, english), inChinese: missing(english, chinese) }).toEqual({
      inEnglish: [],
      inChinese: [],
    });
  });

  test('a sentence takes the same values in both', () => {
    const differing = [...chinese].filter(([key, sentence]) => {
      const other = english.get(key);
      return other !== undefined && placeholdersOf(sentence).join() !== placeholdersOf(other).join();
    });
    expect(differing.map(([key]) => key)).toEqual([]);
  });

  test('no sentence is empty', () => {
    const empty = (sentences: Map<string, string>) =>
      [...sentences].filter(([, text]) => text === '').map(([key]) => key);
    expect([...empty(chinese), ...empty(english)]).toEqual([]);
  });

  test('every sentence that is asked for exists', () => {
    const asked = code.flatMap((tree) => firstArgumentsOf(tree, ['t'])).filter(({ text }) => text !== '');
    const named = code
      .flatMap((tree) => valuesOf(tree, KEY_PROPERTY))
      .filter(({ text }) => looksLikeKey(text));
    expect([...asked, ...named].filter((literal) => !exists(literal)).map(naming)).toEqual([]);
  });

  test('every sentence is asked for', () => {
    const literals = code.flatMap(allLiterals).filter(({ text }) => text.includes('.'));
    const complete = new Set(literals.filter((literal) => literal.complete).map(({ text }) => text));
    const beginnings = literals.filter(
      (literal) => !literal.complete && namespaces.has(literal.text.split('.')[0] ?? ''),
    );
    const isUsed = (key: string) => {
      const steps = key.replace(PLURAL, '').replace(CONTEXT, '').split('.');
      // A literal may also be the beginning of several keys: `const key = 'ticket.left'; t(`${key}.to`)`.
      const parents = steps.map((_step, index) => steps.slice(0, index + 1).join('.')).slice(1);
      return complete.has(key) || parents.some((parent) => complete.has(parent)) || isBegun(key);
    };
    const isBegun = (key: string) => beginnings.some(({ text }) => key.startsWith(text));
    expect([...chinese.keys()].filter((key) => !isUsed(key))).toEqual([]);
  });
});

describe('no Chinese outside the locales', () => {
  // Han, and the punctuation that goes with it.
  const CHINESE = /[\p{Script=Han}\u3000-\u303f\uff00-\uffef]/u;

  test('not in the code; comments and patterns that match what people type may have it', () => {
    const trees = [...sources, ...scripts.map(parseFile)];
    const faults = trees.flatMap((tree) => allLiterals(tree).filter(({ text }) => CHINESE.test(text)));
    expect(faults.map(({ node, text }) => `${placeOf(node)} ${text.trim().slice(0, 40)}`)).toEqual([]);
  });

  test('not in the code of views', () => {
    const faults = views.flatMap((view) =>
      allLiterals(codeOf(view)).filter(({ text }) => CHINESE.test(text)),
    );
    expect(faults.map(naming)).toEqual([]);
  });

  test('not in the style sheets', () => {
    const faults = filesBelow('public/css', '.css').filter((file) => {
      return CHINESE.test(textOf(file).replaceAll(/\/\*[\s\S]*?\*\//g, ''));
    });
    expect(faults).toEqual([]);
  });
});
