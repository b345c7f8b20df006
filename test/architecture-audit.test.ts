import ts from 'typescript';
import { expect, test } from 'vitest';
import { wordsOfAction, wordsOfKind } from '../src/features/audit/audit-words.view.ts';
import { LANGUAGES, translator } from '../src/i18n.ts';
import { allLiterals, firstArgumentsOf, type Literal, valuesOf } from './support/literal-scan.ts';
import { filesBelow, importsOf, parseFile, placeOf } from './support/source-scan.ts';

/** Whatever is written into the audit log can be read in both languages (spec 03). */

const RECORDERS = ['record-audit', 'record-change', 'reorder'].map((name) => `src/features/audit/${name}.ts`);

const recording = filesBelow('src/features', '.ts').filter(
  (file) => !RECORDERS.includes(file) && importsOf(file).some(({ target }) => RECORDERS.includes(target)),
);

/** What is recorded is in past tense, of two words or more; a property of the same name may hold a ticket's action. */
function actionsIn(file: string): Literal[] {
  const tree = parseFile(file);
  const kinds = valuesOf(tree, /^subjectType$/).map(({ text }) => text);
  // Handed on by a function of the file, `change(…, 'field_retired')`; what is thrown is the code of a refusal.
  const handedOn = allLiterals(tree).filter(
    ({ node, text }) =>
      !ts.isNewExpression(node.parent) &&
      kinds.some((kind) => text.startsWith(`${kind}_`) && text.endsWith('ed')),
  );
  const named = [...valuesOf(tree, /^action$/), ...firstArgumentsOf(tree, ['audit'])];
  return [...named, ...handedOn].filter(({ text }) => text.includes('_'));
}

test('every file that records says what, in a text that can be found', () => {
  expect(recording.length).toBeGreaterThan(4);
  const silent = recording.filter((file) => actionsIn(file).length === 0);
  expect(silent).toEqual([]);
});

test.each(LANGUAGES)('every action and every kind has words: %s', (language) => {
  const t = translator(language);
  const actions = recording.flatMap((file) => actionsIn(file));
  const kinds = recording.flatMap((file) => valuesOf(parseFile(file), /^subjectType$/));
  expect(actions.map(({ text }) => text)).toEqual(
    expect.arrayContaining(['signed_in', 'role_changed', 'group_created']),
  );
  const naming = ({ node, text }: Literal) => `${placeOf(node)} ${text}`;
  expect(actions.filter(({ text }) => wordsOfAction(text, t) === undefined).map(naming)).toEqual([]);
  expect(kinds.filter(({ text }) => wordsOfKind(text, t) === undefined).map(naming)).toEqual([]);
});

test('an action that nobody has words for has none, rather than those of another', () => {
  const t = translator('zh-CN');
  expect(wordsOfAction('moon_eclipsed', t)).toBeUndefined();
  expect(wordsOfAction('group_changed', t)).toBe('修改');
});
