import type { Knex } from 'knex';
import type { ActorCtx } from '../../context.ts';
import type { ImportKind, ImportPlan } from '../../domain/import/import-plan.ts';
import { type Actor, holds } from '../../domain/people/permissions.ts';
import { NotFound } from '../../errors.ts';
import type { SheetOutline } from '../../spreadsheet/reader-messages.ts';

export type ImportState =
  'uploaded' | 'checking' | 'checked' | 'running' | 'done' | 'cancelled' | 'failed' | 'undone';

export type ImportCounts = Readonly<Record<string, number>>;

export interface ImportRecord {
  readonly id: number;
  readonly kind: ImportKind;
  readonly userId: number;
  readonly userName: string;
  readonly fileName: string;
  readonly fileBytes: number;
  readonly sha256: string;
  /** Null once the file was removed: it can't be read anew. */
  readonly storedName: string | null;
  readonly state: ImportState;
  readonly outline: readonly SheetOutline[];
  readonly presetId: number | null;
  readonly presetName: string | null;
  readonly plan: ImportPlan;
  /** Of the phase that goes on: while nobody has counted, what the sheet has below its headings. */
  readonly rowsTotal: number;
  readonly rowsDone: number;
  readonly phaseStartedAt: Date | null;
  readonly counts: ImportCounts;
  readonly failure: ImportFailure | null;
  readonly version: number;
  readonly createdAt: Date;
  readonly checkedAt: Date | null;
  readonly startedAt: Date | null;
  readonly finishedAt: Date | null;
  readonly undoneAt: Date | null;
  readonly undoneByName: string | null;
}

/** Why it stopped: a code like those of rows, with what its sentence needs. */
export interface ImportFailure {
  readonly code: string;
  readonly params: Readonly<Record<string, string | number>>;
}

/** Everything of an import but what only its own page needs. */
export type ImportSummary = Omit<ImportRecord, 'outline' | 'plan'>;

const SUMMARY = {
  id: 'i.id',
  kind: 'i.kind',
  userId: 'i.user_id',
  userName: 'u.name',
  fileName: 'i.file_name',
  fileBytes: 'i.file_bytes',
  sha256: 'i.sha256',
  storedName: 'i.stored_name',
  state: 'i.state',
  presetId: 'i.preset_id',
  presetName: 'p.name',
  rowsDone: 'i.rows_done',
  phaseStartedAt: 'i.phase_started_at',
  counts: 'i.counts',
  failure: 'i.failure',
  version: 'i.version',
  createdAt: 'i.created_at',
  checkedAt: 'i.checked_at',
  startedAt: 'i.started_at',
  finishedAt: 'i.finished_at',
  undoneAt: 'i.undone_at',
  undoneByName: 'b.name',
} as const;

/** The rows that the sheet has, title rows and headings included. */
const summary = (db: Knex): Record<string, string | Knex.Raw> => ({
  ...SUMMARY,
  rowsTotal: db.raw(
    `case when i.rows_total > 0 or i.state <> 'checking' then i.rows_total
       else coalesce((i.outline -> (i.plan ->> 'sheet')::int ->> 'rows')::int - 1, 0) end`,
  ),
});

function imports(db: Knex): Knex.QueryBuilder {
  return db('imports as i')
    .join('users as u', 'u.id', 'i.user_id')
    .leftJoin('users as b', 'b.id', 'i.undone_by_id')
    .leftJoin('import_presets as p', 'p.id', 'i.preset_id');
}

/** One's own; those who configure see all (spec 06). */
function visibleTo(query: Knex.QueryBuilder, actor: Actor): Knex.QueryBuilder {
  return holds(actor, 'config.manage') ? query : query.where('i.user_id', actor.id);
}

/** An import with its plan. @throws NotFound, also for another's */
export async function findImport({ db, actor }: ActorCtx, id: number): Promise<ImportRecord> {
  const row = (await visibleTo(imports(db), actor)
    .where('i.id', id)
    .first({ ...summary(db), outline: 'i.outline', plan: 'i.plan' })) as ImportRecord | undefined;
  if (!row) throw new NotFound('import');
  return row;
}

/** The same without its plan: how it stands. @throws NotFound, also for another's */
export async function findImportState({ db, actor }: ActorCtx, id: number): Promise<ImportSummary> {
  const row = (await visibleTo(imports(db), actor).where('i.id', id).first(summary(db))) as
    ImportSummary | undefined;
  if (!row) throw new NotFound('import');
  return row;
}

export interface ImportPage {
  readonly rows: readonly ImportSummary[];
  /** The id to go on from towards newer and towards older ones; null where there are none. */
  readonly newer: number | null;
  readonly older: number | null;
}

const PAGE_SIZE = 50;

/** One page of the imports, newest first, by key. */
export async function findImports(
  { db, actor }: ActorCtx,
  { before, after }: { readonly before: number | null; readonly after: number | null },
): Promise<ImportPage> {
  const query = visibleTo(imports(db), actor)
    .orderBy('i.id', after === null ? 'desc' : 'asc')
    .limit(PAGE_SIZE + 1)
    .select(summary(db));
  if (after !== null) void query.where('i.id', '>', after);
  else if (before !== null) void query.where('i.id', '<', before);
  const found = (await query) as ImportSummary[];
  const hasMore = found.length > PAGE_SIZE;
  const rows = after === null ? found.slice(0, PAGE_SIZE) : found.slice(0, PAGE_SIZE).reverse();
  const [first, last] = [rows[0]?.id ?? null, rows.at(-1)?.id ?? null];
  if (after !== null) return { rows, newer: hasMore ? first : null, older: last };
  return { rows, newer: before === null ? null : first, older: hasMore ? last : null };
}

export interface EarlierImport {
  readonly id: number;
  readonly userId: number;
  readonly userName: string;
  readonly at: Date;
  readonly made: number;
}

/**
 * The last time the very same file was imported, by whomever (spec 06: a re-upload is recognised and told). What was
 * undone doesn't count.
 */
export async function findSameFile(
  db: Knex,
  { sha256, id, kind }: { readonly sha256: string; readonly id: number; readonly kind: ImportKind },
): Promise<EarlierImport | null> {
  const row = (await db('imports as i')
    .join('users as u', 'u.id', 'i.user_id')
    .where({ 'i.sha256': sha256, 'i.kind': kind })
    .where('i.id', '<', id)
    .whereIn('i.state', ['running', 'done', 'cancelled', 'failed'])
    .whereNotNull('i.started_at')
    .orderBy('i.id', 'desc')
    .first('i.id', {
      userId: 'i.user_id',
      userName: 'u.name',
      at: 'i.started_at',
      made: db('import_rows')
        .where('import_id', db.ref('i.id'))
        .whereIn('state', ['done', 'appended'])
        .select(db.raw('count(*)::int')),
    })) as EarlierImport | undefined;
  return row ?? null;
}
