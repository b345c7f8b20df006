import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import type { Knex } from 'knex';
import type { ActorCtx } from '../../src/context.ts';
import { connect } from '../../src/db/connection.ts';
import { runningEmbeddedPostgresUrl } from '../../src/db/embedded/start-embedded-postgres.ts';
import { startCheck } from '../../src/features/imports/start-check.ts';
import { createFolderStore } from '../../src/storage/folder-store.ts';
import { aLine, anUpload, beRun, csvOf, stateOfImport } from '../support/imports.ts';
import { findBrokenInvariants } from '../support/ticket-invariants.ts';
import { asPerson } from '../support/tickets.ts';
import { type AppProcess, prepareApp } from './app-process.ts';

/** `kill -9` of the application during one import (spec 06): exactly one ticket of each row, whenever it dies. */

export interface ImportKillReport {
  readonly rows: number;
  readonly kills: number;
  readonly lost: readonly string[];
}

/** At least so many rows are imported between two kills; some more while the process starts and dies. */
const ROWS_BETWEEN = 600;
const WORK_WITHIN_MS = 120_000;

export async function surviveImportKills({
  kills,
  say = () => undefined,
}: {
  kills: number;
  say?: (message: string) => void;
}): Promise<ImportKillReport> {
  const app = await prepareApp();
  try {
    await app.start();
    const rows = (kills + 2) * ROWS_BETWEEN;
    const sheet = Array.from({ length: rows }, () => aLine());
    const id = await on(app, async (db) => {
      const manager = await managerOf(app, db);
      const made = await anUpload(manager, csvOf(sheet));
      await startCheck(manager, { id: made, version: 1 });
      return made;
    });
    let killed = 0;
    // One of them while the rows are read: a check begins again from the start.
    for (const phase of ['checking', 'running'] as const) {
      const most = phase === 'checking' ? 1 : kills;
      const more = () => Math.random() * ROWS_BETWEEN;
      while (killed < most && (await on(app, (db) => reached(db, id, phase, more())))) {
        await delay(Math.random() * 100);
        await app.killApp();
        await app.start();
        killed += 1;
        const { rows_done: done } = await on(app, (db) => stateOfImport(db, id));
        say(`${String(killed).padStart(3)}. kill -9 while ${phase}, ${done} rows done`);
      }
      await on(app, (db) => until(app, db, id, phase === 'checking' ? 'checked' : 'done'));
      if (phase === 'checking') await on(app, async (db) => beRun(await managerOf(app, db), id));
    }
    return { rows, kills: killed, lost: await on(app, (db) => findLost(db, id, rows)) };
  } finally {
    await app.dispose();
  }
}

/** The application that starts again finds its database at another address. */
async function on<T>(app: AppProcess, work: (db: Knex) => Promise<T>): Promise<T> {
  const db = connect((await runningEmbeddedPostgresUrl(app.dataDir)) ?? '', { max: 2 });
  try {
    return await work(db);
  } finally {
    await db.destroy();
  }
}

async function managerOf(app: AppProcess, db: Knex): Promise<ActorCtx> {
  const files = createFolderStore(path.join(app.dataDir, 'attachments'));
  return { ...(await asPerson(db, app.company, 'manager')), files };
}

/** Waits until so many more rows are done; false when the phase is over before. */
async function reached(db: Knex, id: number, phase: string, more: number): Promise<boolean> {
  const { rows_done: from } = await stateOfImport(db, id);
  for (const giveUpAt = Date.now() + WORK_WITHIN_MS; Date.now() < giveUpAt;) {
    const { state, rows_done: done } = await stateOfImport(db, id);
    if (state !== phase) return false;
    if (done < from || done >= from + more) return true;
    await delay(5);
  }
  throw new Error(`${phase}: no work got done within ${WORK_WITHIN_MS / 1000} s`);
}

async function until(app: AppProcess, db: Knex, id: number, wanted: string): Promise<void> {
  for (const giveUpAt = Date.now() + WORK_WITHIN_MS; Date.now() < giveUpAt;) {
    const { state, failure } = await stateOfImport(db, id);
    if (state === wanted) return;
    if (failure) throw new Error(`the import failed: ${failure.code}\n${app.output().slice(-4000)}`);
    await delay(20);
  }
  throw new Error(`not ${wanted} within ${WORK_WITHIN_MS / 1000} s\n${app.output().slice(-4000)}`);
}

/** Rows, tickets and log entries, one of each for every row of the sheet. */
async function findLost(db: Knex, id: number, rows: number): Promise<string[]> {
  const { rows: counted } = (await db.raw(
    `select
       (select count(*) from import_rows where import_id = :id and state = 'done') as "rows done",
       (select count(distinct ticket_id) from import_rows where import_id = :id) as "tickets of rows",
       (select count(*) from tickets where import_id = :id) as "tickets",
       (select count(distinct data ->> 'row') from ticket_events where type = 'ticket_created'
          and (data ->> 'importId')::bigint = :id) as "rows told by the log",
       (select count(*) from ticket_events) as "log entries",
       (select count(*) from assignments) as "hops",
       (select count(*) from customers) as "customers",
       (select rows_done from imports where id = :id) as "rows counted",
       (select count(*) from tickets t join import_rows r on r.ticket_id = t.id join ticket_events e on e.ticket_id = t.id
          where (e.data ->> 'row')::int = r.row_number and t.description = r.cells ->> 3) as "rows that became their ticket"`,
    { id },
  )) as { rows: [Readonly<Record<string, number>>] };
  const wrong = Object.entries(counted[0]).filter(([, count]) => count !== rows);
  return [
    ...wrong.map(([what, count]) => `${what}: ${count} instead of ${rows}`),
    ...(await findBrokenInvariants(db)),
  ];
}
