import { describe, expect, test } from 'vitest';
import { firstArgumentsOf, allLiterals } from './support/literal-scan.ts';
import { filesBelow, parseFile, placeOf } from './support/source-scan.ts';
import { bareWords, codeOf, includeCandidates } from './support/template-scan.ts';

/** Every view is shown by someone, everything shown exists, and no words stand in the markup. */

const sources = filesBelow('src', '.ts');
const views = filesBelow('views', '.ejs');
const known = new Set(views);

/** Names that are the same in every language. */
const SAME_EVERYWHERE = [
  'gongdan',
  'GD',
  'Esc',
  'Ctrl',
  'Alt',
  'Shift',
  'Enter',
  'API',
  'CSV',
  'English',
  '简体中文',
];

const asView = (name: string) => `views/${name}.ejs`;
const looksLikeView = (text: string) => /^[a-z0-9-]+(\/_?[a-z0-9-]+)*$/.test(text);

const includes = views.flatMap((view) =>
  firstArgumentsOf(codeOf(view), ['include']).map((literal) => ({ view, ...literal })),
);

describe('views', () => {
  test('whatever is rendered exists', () => {
    const rendered = sources.flatMap((file) =>
      firstArgumentsOf(parseFile(file), ['page', 'fragment', 'render']),
    );
    const missing = rendered.filter(
      ({ text, complete }) => complete && looksLikeView(text) && !known.has(asView(text)),
    );
    expect(missing.map(({ node, text }) => `${placeOf(node)} renders ${text}`)).toEqual([]);
  });

  test('whatever is included exists', () => {
    const missing = includes.filter(({ view, text, complete }) => {
      return complete && !includeCandidates(view, text).some((candidate) => known.has(candidate));
    });
    expect(missing.map(({ node, text }) => `${placeOf(node)} includes ${text}`)).toEqual([]);
  });

  test('none is dead', () => {
    const named = sources.flatMap((file) => allLiterals(parseFile(file)).map(({ text }) => asView(text)));
    const included = includes.filter(({ complete }) => complete);
    const alive = new Set([...named, ...included.flatMap(({ view, text }) => includeCandidates(view, text))]);
    const beginnings = includes
      .filter(({ complete, text }) => !complete && text !== '')
      .flatMap(({ view, text }) =>
        includeCandidates(view, text).map((candidate) => candidate.replace(/\.ejs$/, '')),
      );
    const dead = views.filter(
      (view) => !alive.has(view) && !beginnings.some((start) => view.startsWith(start)),
    );
    expect(dead, 'nobody renders or includes these').toEqual([]);
  });

  test('no words stand in the markup', () => {
    const words = views.flatMap((view) => bareWords(view, SAME_EVERYWHERE));
    expect(words, 'words belong in src/locales').toEqual([]);
  });
});
