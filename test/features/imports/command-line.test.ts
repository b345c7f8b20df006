import { execFile } from 'node:child_process';
import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { existsSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { readImportArguments } from '../../../src/commands/import-arguments.ts';
import { projectRoot } from '../../../src/config.ts';
import { aCompany, type Company } from '../../support/company.ts';
import { openTestDatabase, type TestDatabase } from '../../support/database.ts';
import { csvOf } from '../../support/import-files.ts';
import { findBrokenInvariants } from '../../support/ticket-invariants.ts';

/** Spec 06: `npx gongdan import FILE`, the same import as on the pages. */

let it: TestDatabase;
let company: Company;
let folder: string;

beforeAll(async () => {
  it = await openTestDatabase();
  company = await aCompany(it.db);
  folder = await mkdtemp(path.join(tmpdir(), 'gongdan-command-'));
});
afterAll(async () => {
  await it.close();
  await rm(folder, { recursive: true, force: true });
});

interface Ended {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

async function gongdan(...args: string[]): Promise<Ended> {
  const main = path.join(projectRoot, 'src/commands/gongdan.ts');
  const env = {
    PATH: process.env['PATH'],
    DATABASE_URL: it.url,
    SESSION_SECRET: 'a secret of the tests, long enough',
    DATA_DIR: folder,
  };
  try {
    const { stdout, stderr } = await promisify(execFile)(
      process.execPath,
      ['--import', 'tsx', main, ...args],
      {
        env,
        cwd: projectRoot,
        maxBuffer: 256 * 1024 * 1024,
      },
    );
    return { code: 0, out: stdout, err: stderr };
  } catch (error) {
    const { code, stdout, stderr } = error as { code: number; stdout: string; stderr: string };
    return { code, out: stdout, err: stderr };
  }
}

const HEADINGS = ['投诉人', '手机号', '投诉详情', '来源'];

async function aFile(name: string, rows: readonly (readonly string[])[]): Promise<string> {
  const file = path.join(folder, name);
  await writeFile(file, csvOf([HEADINGS, ...rows]));
  return file;
}

async function categoryName(): Promise<string> {
  const row = (await it.db('categories').where('id', company.categories.refund).first('name')) as {
    name: string;
  };
  return row.name;
}

describe('arguments', () => {
  test.each([
    [[], 'Name one file'],
    [['a', 'b'], 'Name one file'],
    [['a', '--kind', 'other'], '--kind takes'],
    [['a', '--duplicates', 'twice'], '--duplicates takes'],
    [['a', '--set', 'source'], '--set takes'],
    [['a', '--nonsense'], 'nonsense'],
  ])('%j are refused', (args, sentence) => {
    expect(() => readImportArguments(args)).toThrow(sentence);
  });

  test('are read', () => {
    expect(
      readImportArguments(['a.csv', '--preset', '黑猫投诉', '--dry-run', '--set', 'a=b=c']),
    ).toMatchObject({
      file: 'a.csv',
      kind: 'tickets',
      preset: '黑猫投诉',
      constants: { a: 'b=c' },
      isDryRun: true,
      duplicates: 'skip',
    });
  });
});

test('a dry run says what is wrong in which cell, and writes nothing; the import writes it', async () => {
  const file = await aFile('投诉.csv', [
    ['王女士', '13812345601', '一直没有退款', '电话'],
    ['李先生', '13812345602', '', '电话'],
  ]);
  const category = ['--category', await categoryName()];
  const dry = await gongdan('import', file, '--dry-run', ...category);
  expect(dry).toMatchObject({ code: 1 });
  expect(dry.out).toMatch(/row 3 · 投诉详情 · /);
  expect(dry.out).toMatch(/ready +1/);
  expect(await count()).toBe(0);

  const errors = path.join(folder, 'errors.xlsx');
  const run = await gongdan('import', file, '--errors', errors, ...category);
  expect([run.code, run.err]).toEqual([1, expect.stringContaining('Imported.')]);
  expect(run.out).toMatch(/done +1/);
  expect(existsSync(errors)).toBe(true);
  expect(await count()).toBe(1);
  expect(await findBrokenInvariants(it.db)).toEqual([]);
});

test.each([
  ['no such file', ['import', '/nowhere.csv'], 'There is no file'],
  ['no such command', ['bake'], 'Usage'],
  ['no such person', ['import', 'package.json', '--user', 'nobody'], 'no active user'],
  ['no such preset', ['import', 'package.json', '--preset', 'nothing'], 'There is no preset'],
  ['no spreadsheet', ['import', 'src/i18n.ts', '--user', 'tier1'], ''],
])('%s: exit code 2, in words', async (_name, args, sentence) => {
  const { code, err } = await gongdan(...args);
  expect([code, err]).toEqual([2, expect.stringContaining(sentence)]);
  expect(err).not.toContain('    at ');
});

const REAL = path.resolve(projectRoot, '../shared/data');

test.skipIf(!existsSync(REAL))('every real file is checked to its end', async () => {
  for (const name of (await readdir(REAL)).filter((each) => /\.(csv|xlsx?)$/.test(each))) {
    const { code, err } = await gongdan(
      'import',
      path.join(REAL, name),
      '--dry-run',
      '--category',
      await categoryName(),
    );
    expect([name, code <= 1, err.includes('Checked.')]).toEqual([name, true, true]);
  }
});

async function count(): Promise<number> {
  const row = (await it.db('tickets').count('* as count').first()) as { count: number };
  return row.count;
}
