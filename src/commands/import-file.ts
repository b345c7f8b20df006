import { createReadStream, createWriteStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import path from 'node:path';
import { pipeline } from 'node:stream/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { pino } from 'pino';
import { ConfigError, readConfig } from '../config.ts';
import type { ActorCtx } from '../context.ts';
import { connect } from '../db/connection.ts';
import { isMigrated } from '../db/migrate.ts';
import { Invalid, NotFound, Refused } from '../errors.ts';
import { writeFailedWorkbook } from '../features/imports/failed-workbook.ts';
import { findFoundRows } from '../features/imports/found-rows.query.ts';
import { findImportConfig } from '../features/imports/import-config.query.ts';
import { findImport, findImportState, type ImportRecord } from '../features/imports/imports.query.ts';
import { findPresets } from '../features/imports/presets.query.ts';
import { judgePlan } from '../features/imports/read-plan-form.ts';
import { type ColumnWords, columnOf, problemOfRow } from '../features/imports/row-problem.view.ts';
import { savePlan } from '../features/imports/save-plan.ts';
import { startCheck } from '../features/imports/start-check.ts';
import { startRun } from '../features/imports/start-run.ts';
import { storeWorkbook } from '../features/imports/store-workbook.ts';
import { presentTargets } from '../features/imports/targets.view.ts';
import { uploadImport } from '../features/imports/upload-import.ts';
import { workOffImport } from '../features/imports/work-off-imports.ts';
import { findSignedIn } from '../features/people/actor.query.ts';
import { translator } from '../i18n.ts';
import { createFolderStore } from '../storage/folder-store.ts';
import { IMPORT_USAGE, type ImportArguments, readImportArguments } from './import-arguments.ts';
import { findImporterId } from './importer.query.ts';
import { reachDatabase } from './reach-database.ts';

/** What stops the command before a row was looked at, as a sentence. */
class Stopped extends Error {
  override readonly name = 'Stopped';
}

const note = (text: string): void => void process.stderr.write(`${text}\n`);
const say = (text: string): void => void process.stdout.write(`${text}\n`);
const figure = (count: number): string => count.toLocaleString('en-US');
const language = 'en';
const t = translator(language);

/** `npx gongdan import FILE …`: the pages' own use cases, one after the other (spec 06). Answers the exit code. */
export async function importFile(args: readonly string[]): Promise<number> {
  let asked: ImportArguments;
  try {
    asked = readImportArguments(args);
  } catch (error) {
    note(`${error instanceof Error ? error.message : String(error)}\n\n${IMPORT_USAGE}`);
    return 2;
  }
  try {
    return await withContext(asked, (ctx) => importInto(ctx, asked));
  } catch (error) {
    const sentence = sentenceOf(error);
    if (sentence === null) throw error;
    note(sentence);
    return 2;
  }
}

function sentenceOf(error: unknown): string | null {
  if (error instanceof Stopped || error instanceof ConfigError) return error.message;
  if (error instanceof Refused) return t(`refusal.${error.code}`, error.details);
  if (error instanceof NotFound) return `Not found: ${error.message}`;
  if (!(error instanceof Invalid)) return null;
  const [problem] = Object.values(error.problems);
  return problem ? t(`form.problem.${problem.code}`, problem.params) : error.message;
}

async function withContext(
  asked: ImportArguments,
  work: (ctx: ActorCtx) => Promise<number>,
): Promise<number> {
  const found = await stat(asked.file).catch(() => null);
  if (!found?.isFile()) throw new Stopped(`There is no file ${asked.file}.`);
  const config = readConfig(process.env);
  const database = await reachDatabase(config, note);
  const db = connect(database.url, { max: 4 });
  try {
    if (!(await isMigrated(db)))
      throw new Stopped('The database is not ready: start gongdan once, which prepares it.');
    const id = await findImporterId(db, asked.user);
    const actor = id === undefined ? undefined : await findSignedIn(db, id);
    if (!actor)
      throw new Stopped(
        asked.user === undefined ? 'No user may import.' : `There is no active user ${asked.user}.`,
      );
    note(`As ${actor.name} (${actor.username}).`);
    return await work({
      db,
      actor,
      files: createFolderStore(path.join(config.dataDir, 'attachments')),
      now: () => new Date(),
      log: pino({ level: 'silent' }),
      zone: config.zone,
      sourceIp: null,
    });
  } finally {
    await db.destroy();
    await database.release();
  }
}

async function importInto(ctx: ActorCtx, asked: ImportArguments): Promise<number> {
  const id = await upload(ctx, asked);
  const uploaded = await findImport(ctx, id);
  const problems = Object.values(judgePlan(uploaded.plan, asked.kind));
  const [first] = problems;
  if (first) throw new Stopped(`${t(`form.problem.${first.code}`, first.params)}\nGo on at /imports/${id}.`);
  await startCheck(ctx, { id, version: uploaded.version });
  await workOff(ctx, id, 'Checked');
  const checked = await findImport(ctx, id);
  const words = await wordsOf(ctx, checked);
  if (checked.failure)
    throw new Stopped(problemOfRow({ column: null, target: null, text: '', ...checked.failure }, words, t));
  if (asked.isDryRun) return report(ctx, asked, checked, words);
  if ((checked.counts['ready'] ?? 0) > 0 || asked.duplicates === 'append') {
    try {
      await startRun(ctx, { id, version: checked.version, duplicates: asked.duplicates });
      await workOff(ctx, id, 'Imported');
    } catch (error) {
      if (!(error instanceof Refused) || error.code !== 'import_nothing') throw error;
    }
  }
  return report(ctx, asked, await findImport(ctx, id), words);
}

async function upload(ctx: ActorCtx, asked: ImportArguments): Promise<number> {
  const presets = await findPresets(ctx.db, asked.kind);
  const wanted = asked.preset?.toLowerCase();
  const preset = presets.find(({ key, name }) => key === wanted || name.toLowerCase() === wanted);
  if (wanted !== undefined && !preset) {
    const names = presets.map(({ name }) => name).join(', ') || 'none';
    throw new Stopped(`There is no preset ${asked.preset ?? ''} for ${asked.kind}. There are: ${names}.`);
  }
  const name = path.basename(asked.file);
  const received = await storeWorkbook(ctx, { name, content: createReadStream(asked.file) });
  if (!received.ok) throw new Stopped(t(`form.problem.${received.problem.code}`, received.problem.params));
  const id = await uploadImport(ctx, {
    kind: asked.kind,
    workbook: received.workbook,
    presetId: preset?.id ?? null,
  });
  if (asked.category === undefined && Object.keys(asked.constants).length === 0) return id;
  const { plan, version, presetId } = await findImport(ctx, id);
  const category = asked.category === undefined ? {} : await findCategory(ctx, asked, asked.category);
  await savePlan(ctx, {
    id,
    version,
    presetId,
    plan: { ...plan, constants: { ...plan.constants, ...asked.constants, ...category } },
  });
  return id;
}

async function findCategory(
  ctx: ActorCtx,
  { kind }: ImportArguments,
  text: string,
): Promise<{ category: string }> {
  const plain = (path: string): string => path.replace(/\s*[/>]\s*/g, '/').trim();
  const { categories } = await findImportConfig(ctx, kind);
  const found = categories.filter(
    ({ path: names }) => plain(names.join('/')) === plain(text) || names.at(-1) === text.trim(),
  );
  const [only] = found;
  if (!only || found.length > 1)
    throw new Stopped(`${found.length === 0 ? 'No' : 'More than one'} category is called ${text}.`);
  return { category: String(only.id) };
}

const PROGRESS_MS = 1000;

/** Works on this import and no other; where the application is faster, waits for it. */
async function workOff(ctx: ActorCtx, id: number, done: string): Promise<void> {
  const ended = new AbortController();
  const progress = tellProgress(ctx, id, ended.signal);
  try {
    while (await isAtWork(ctx, id))
      if (!(await workOffImport(ctx, id, ended.signal))) await sleep(PROGRESS_MS / 4);
  } finally {
    ended.abort();
    await progress;
  }
  note(`${done}.`);
}

async function isAtWork(ctx: ActorCtx, id: number): Promise<boolean> {
  const { state } = await findImportState(ctx, id);
  return state === 'checking' || state === 'running';
}

async function tellProgress(ctx: ActorCtx, id: number, signal: AbortSignal): Promise<void> {
  for (;;) {
    await sleep(PROGRESS_MS, undefined, { signal }).catch(() => undefined);
    if (signal.aborted) return;
    const { rowsDone, rowsTotal, state } = await findImportState(ctx, id);
    note(`${state}: ${figure(rowsDone)}${rowsTotal > 0 ? ` of ${figure(rowsTotal)}` : ''} rows`);
  }
}

async function wordsOf(ctx: ActorCtx, { kind, plan }: ImportRecord): Promise<ColumnWords> {
  const { fieldOf } = presentTargets(await findImportConfig(ctx, kind), { t, language });
  return { headings: plan.headings, fieldOf };
}

const ORDER = [
  'ready',
  'done',
  'appended',
  'duplicate',
  'ignored',
  'invalid',
  'refused',
  'cancelled',
] as const;

/** The figures, of a dry run what is wrong in which cell, and the workbook of what failed. */
async function report(
  ctx: ActorCtx,
  asked: ImportArguments,
  row: ImportRecord,
  words: ColumnWords,
): Promise<number> {
  const failed = (row.counts['invalid'] ?? 0) + (row.counts['refused'] ?? 0);
  if (asked.isDryRun) await listProblems(ctx, row, words);
  for (const state of ORDER) {
    const count = row.counts[state] ?? 0;
    if (count > 0) say(`${state.padEnd(10)} ${figure(count).padStart(8)}`);
  }
  say(`${asked.isDryRun ? 'Nothing was written. Go on' : 'See'} at /imports/${row.id}`);
  if (asked.errors !== undefined && failed > 0) {
    await pipeline(writeFailedWorkbook(ctx, row, words, t), createWriteStream(asked.errors));
    say(`The rows that failed: ${asked.errors}`);
  }
  return failed > 0 || row.state === 'failed' || row.state === 'cancelled' ? 1 : 0;
}

/** Page by page: a file may have as many problems as rows. */
async function listProblems(ctx: ActorCtx, { id }: ImportRecord, words: ColumnWords): Promise<void> {
  for (let after: number | null = 0; after !== null;) {
    const page = await findFoundRows(ctx.db, id, { tab: 'errors', after, before: null });
    for (const { number, problems } of page.rows)
      for (const problem of problems)
        say(
          [`row ${number}`, columnOf(problem, words), problemOfRow(problem, words, t)]
            .filter(Boolean)
            .join(' · '),
        );
    after = page.after;
  }
}
