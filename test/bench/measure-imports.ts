import { execFile } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { promisify } from 'node:util';
import type { Knex } from 'knex';
import { projectRoot } from '../../src/config.ts';
import { connect } from '../../src/db/connection.ts';
import { runningEmbeddedPostgresUrl } from '../../src/db/embedded/start-embedded-postgres.ts';
import { startCheck } from '../../src/features/imports/start-check.ts';
import { undoImport } from '../../src/features/imports/undo-import.ts';
import { createFolderStore } from '../../src/storage/folder-store.ts';
import { prepareApp } from '../soak/app-process.ts';
import { aLine, anUpload, beRun, csvOf, stateOfImport } from '../support/imports.ts';
import { memoryOfTree } from '../support/process-memory.ts';
import { asPerson } from '../support/tickets.ts';
import { openVisitor, type Visitor } from '../support/visitor.ts';
import { spread, type Spread } from './spread.ts';

/** One phase of a large import, and what the people at work feel of it. */
export interface ImportFigures {
  readonly phase: 'check' | 'run';
  readonly rows: number;
  readonly perSecond: number;
  /** Of the process that serves the pages and all that it starts, without the database, in MB; null if unknown. */
  readonly peakMb: number | null;
  /** How late the event loop of that process was, in ms. */
  readonly loopP99: number;
  /** The list in ms, as an agent sees it who opens one after the other. */
  readonly list: Spread;
}

export interface ImportMeasurement {
  /** The list while nothing is imported. */
  readonly before: Spread;
  readonly phases: readonly ImportFigures[];
  /** Taking all of it back. */
  readonly undoSeconds: number;
}

const REAL = path.resolve(projectRoot, '../shared/data/boa_chinedu.xlsx');
const LIST = '/tickets?view=all';
const BETWEEN_PAGES_MS = 50;
const SAMPLE_MS = 200;

/** Compiled, as an installation runs it: what compiles sources on the way needs memory of its own. */
async function build(): Promise<string> {
  const folder = path.join(projectRoot, 'test/output/bench-app');
  const compiler = path.join(projectRoot, 'node_modules/typescript/bin/tsc');
  await promisify(execFile)(process.execPath, [compiler, '-p', 'tsconfig.build.json', '--outDir', folder], {
    cwd: projectRoot,
  });
  return path.join(folder, 'src/server.js');
}

/** The application in a process of its own imports a file of 62,516 rows while somebody reads lists. */
export async function measureImports(rows: number): Promise<ImportMeasurement> {
  const app = await prepareApp([await build()]);
  try {
    await app.start();
    const db = connect((await runningEmbeddedPostgresUrl(app.dataDir)) ?? '', { max: 2 });
    const visitor = openVisitor(app.origin);
    try {
      const files = createFolderStore(path.join(app.dataDir, 'attachments'));
      const manager = { ...(await asPerson(db, app.company, 'manager')), files };
      const category = String(app.company.categories.consult);
      const upload = () =>
        existsSync(REAL)
          ? anUpload(manager, readFileSync(REAL), planOfReal(category), 'boa.xlsx')
          : anUpload(manager, csvOf(Array.from({ length: rows }, () => aLine())));
      await visitor.signIn('manager');
      const id = await upload();
      // The first pages of a process are slower: its views are not compiled yet.
      await readLists(visitor, 10);
      const before = spread(await readLists(visitor, 100));
      const measure = (phase: ImportFigures['phase'], done: string) =>
        measurePhase({ db, visitor, id, pid: app.pid() ?? 0 }, phase, done);
      await startCheck(manager, { id, version: 1 });
      const check = await measure('check', 'checked');
      await beRun(manager, id);
      const run = await measure('run', 'done');
      const begun = performance.now();
      await undoImport(await asPerson(db, app.company, 'admin'), id);
      return { before, phases: [check, run], undoSeconds: (performance.now() - begun) / 1000 };
    } finally {
      visitor.close();
      await db.destroy();
    }
  } finally {
    await app.dispose();
  }
}

function planOfReal(category: string) {
  const columns = [
    'customer_name',
    null,
    null,
    null,
    null,
    null,
    null,
    'description',
    null,
    null,
    null,
    null,
  ];
  const headings = columns.map((_each, at) => `column ${at}`);
  return { headings, columns, constants: { source: 'phone', priority: 'normal', category } };
}

async function measurePhase(
  { db, visitor, id, pid }: { db: Knex; visitor: Visitor; id: number; pid: number },
  phase: ImportFigures['phase'],
  wanted: string,
): Promise<ImportFigures> {
  await loopDelay(visitor);
  const begun = performance.now();
  let peak: number | null = null;
  let isOver = false;
  const watch = async (): Promise<number> => {
    for (;;) {
      const { state, rows_done: done, failure } = await stateOfImport(db, id);
      if (failure) throw new Error(`the import failed: ${failure.code}`);
      const memory = memoryOfTree(pid);
      if (memory !== null) peak = Math.max(peak ?? 0, memory);
      if (state === wanted) return done;
      await delay(SAMPLE_MS);
    }
  };
  const read = async (): Promise<number[]> => {
    const times: number[] = [];
    while (!isOver) times.push(...(await readLists(visitor, 5)));
    return times;
  };
  const reading = read();
  const rows = await watch().finally(() => {
    isOver = true;
  });
  const seconds = (performance.now() - begun) / 1000;
  return {
    phase,
    rows,
    perSecond: rows / seconds,
    peakMb: peak === null ? null : peak / 1024 / 1024,
    loopP99: await loopDelay(visitor),
    list: spread(await reading),
  };
}

async function readLists(visitor: Visitor, count: number): Promise<number[]> {
  const times: number[] = [];
  for (let turn = 0; turn < count; turn += 1) {
    const reply = await visitor.get(LIST);
    if (reply.status !== 200) throw new Error(`the list answered ${reply.status}`);
    times.push(reply.ms);
    await delay(BETWEEN_PAGES_MS);
  }
  return times;
}

/** The 99th percentile in ms since the last time it was asked for. */
async function loopDelay(visitor: Visitor): Promise<number> {
  const { text } = await visitor.get('/metrics');
  return 1000 * Number(/^nodejs_eventloop_lag_p99_seconds ([\d.e+-]+)/m.exec(text)?.[1] ?? 0);
}
