import { readdirSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { translator } from './support.ts';

const source = new URL('../../../src/domain/form/', import.meta.url);
// What is wrong with a placement has its words among those of templates.
const code = readdirSync(source)
  .filter((file) => file !== 'judge-placements.ts')
  .map((file) => readFileSync(new URL(file, source), 'utf8'))
  .join('\n');
const types = ['date', 'datetime', 'time'].map((type) => `${type}_invalid`);
const refusals = [
  ...code.matchAll(/(?:refused|readEmpty)\((?:field, )?'(\w+)'/g),
  ...code.matchAll(/code: '(\w+)'/g),
];
const codes = [...new Set([...types, ...refusals.flatMap((match) => match[1] ?? [])])].filter(
  (name) => name !== 'custom',
);

test.each(['zh-CN', 'en'] as const)('every refusal has a sentence in %s', async (language) => {
  const t = await translator(language);
  expect(codes.length).toBeGreaterThan(25);
  for (const name of codes) expect(t(`form.problem.${name}`)).not.toBe(`form.problem.${name}`);
});

test('both languages have the same keys and parameters', () => {
  const shape = (language: string) =>
    readFileSync(new URL(`../../../src/locales/${language}/form.json`, import.meta.url), 'utf8')
      .split('\n')
      .map((line) =>
        [/^\s*"(\w+)"/.exec(line)?.[1], ...(line.match(/\{\{\w+\}\}/g) ?? []).toSorted()].join(' '),
      );
  const english = shape('en');
  // A sentence may leave the label out where the other language needs it.
  const bare = (lines: string[]) => lines.map((line) => line.replace(' {{label}}', ''));
  expect(bare(english)).toEqual(bare(shape('zh-CN')));
});
