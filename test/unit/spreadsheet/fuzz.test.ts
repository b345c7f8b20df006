import { readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test, vi } from 'vitest';
import { projectRoot } from '../../../src/config.ts';
import { mutant } from '../../support/mutate-sheets.ts';
import { readHere } from '../../support/read-here.ts';
import { fuzzSheets } from '../../soak/fuzz-sheets.ts';

/** The short form of `npm run soak -- fuzz`. */

const SEED = 20_261_122;
const locale = JSON.parse(readFileSync(path.join(projectRoot, 'src/locales/en/form.json'), 'utf8')) as {
  problem: Record<string, string>;
};

test('400 spoilt spreadsheets: each gives rows, or a sentence', async () => {
  // SheetJS tells the console of records that it does not know.
  vi.spyOn(console, 'error').mockImplementation(() => undefined);
  const answers = new Map<string, number>();
  for (let at = 0; at < 400; at += 1) {
    const { name, content } = mutant(SEED + at);
    const read = await readHere(content).catch((error: unknown) => {
      throw new Error(name, { cause: error });
    });
    const answer = typeof read === 'string' ? read : 'rows';
    answers.set(answer, (answers.get(answer) ?? 0) + 1);
    if (answer !== 'rows') expect(locale.problem, name).toHaveProperty(answer);
  }
  // They are spoilt enough to be refused, and sound enough to be read.
  expect(answers.get('rows')).toBeGreaterThan(100);
  expect(answers.get('sheet_damaged')).toBeGreaterThan(50);
});

test('some of them in the process that reads', async () => {
  expect(await fuzzSheets({ count: 10, seed: SEED })).toMatchObject({ problems: [] });
});
