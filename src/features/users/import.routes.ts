import { text } from 'node:stream/consumers';
import { pipeline } from 'node:stream/promises';
import { z } from 'zod';
import type { FieldProblem } from '../../domain/form/field.ts';
import {
  readUserLines,
  USER_COLUMNS,
  type UserColumn,
  type UserLine,
} from '../../domain/people/user-sheet.ts';
import { Invalid } from '../../errors.ts';
import { translator } from '../../i18n.ts';
import type { SignedInWeb } from '../../web/page.ts';
import { parseBody } from '../../web/parse-request.ts';
import { paths } from '../../web/paths.ts';
import { sheetOf } from '../../web/receive-sheet.ts';
import { get, post, type Route } from '../../web/routes.ts';
import { readSheet } from '../../spreadsheet/read-sheet.ts';
import { writeSheet } from '../../spreadsheet/write-sheet.ts';
import { IMPORT_LIMIT, importUsers } from './import-users.ts';
import { planImport, type PlannedUser, type StateWords } from './plan-import.ts';

/** The rows that the preview lists; the others are counted. */
const LISTED = 200;
const LANGUAGES = ['zh-CN', 'en'] as const;

/** Users from a spreadsheet (spec 03): upload, look at what would happen, import. Nothing is kept in between. */
export function importRoutes(): Route[] {
  const { import: upload, importRun, importTemplate } = paths.admin.users;
  return [
    get(upload, 'config.manage', (web) => showUpload(web, null)),
    post(upload, 'config.manage', preview, { takesSheet: true }),
    post(importRun, 'config.manage', run),
    get(importTemplate, 'config.manage', async ({ res, t }) => {
      const columns = USER_COLUMNS.map((column) => ({
        header: t(`config.user-import.column.${column}`),
        width: 20,
      }));
      res.attachment(`${t('config.user-import.file')}.xlsx`).set('cache-control', 'no-store');
      // A header alone: an example would be imported with the rest.
      await pipeline(writeSheet({ name: t('config.area.users'), columns, rows: [] }, 'xlsx'), res);
    }),
  ];
}

async function showUpload(web: SignedInWeb, problem: FieldProblem | null): Promise<void> {
  const { t } = web;
  await web.page('users/import', {
    title: t('config.user-import.title'),
    nav: 'users',
    status: problem ? 422 : 200,
    problem: problem && t(`form.problem.${problem.code}`, problem.params),
    limit: IMPORT_LIMIT,
    columns: USER_COLUMNS.map((column) => ({
      name: t(`config.user-import.column.${column}`),
      help: t(`config.user-import.help.${column}`),
    })),
  });
}

async function preview(web: SignedInWeb): Promise<void> {
  try {
    await showPlan(web, await readLines(web), {});
  } catch (error) {
    const problem = error instanceof Invalid ? error.problems['file'] : undefined;
    if (!problem) throw error;
    await showUpload(web, problem);
  }
}

async function readLines(web: SignedInWeb): Promise<readonly UserLine[]> {
  const sheet = await readSheet(sheetOf(web.req));
  const wordsOf = (column: UserColumn): string[] =>
    LANGUAGES.map((language) => translator(language)(`config.user-import.column.${column}`));
  const words = Object.fromEntries(USER_COLUMNS.map((column) => [column, wordsOf(column)])) as Record<
    UserColumn,
    string[]
  >;
  const { lines, missing } = readUserLines(sheet.header, sheet.rows, words);
  const refuse = (code: string, params: FieldProblem['params']): never => {
    throw new Invalid({ file: { code, params } });
  };
  if (missing.length > 0)
    refuse('users_no_username', { column: web.t('config.user-import.column.username') });
  if (lines.length === 0) refuse('sheet_empty', {});
  if (lines.length > IMPORT_LIMIT) refuse('users_too_many', { max: IMPORT_LIMIT, count: lines.length });
  return lines;
}

function stateWords(): StateWords {
  const inBoth = (key: string): string[] => LANGUAGES.map((language) => translator(language)(key));
  return {
    active: [...inBoth('config.active'), 'active'],
    inactive: [...inBoth('config.inactive'), 'inactive'],
  };
}

async function showPlan(
  web: SignedInWeb,
  lines: readonly UserLine[],
  shown: { readonly passwordProblem?: FieldProblem; readonly how?: string },
): Promise<void> {
  const { t, ctx } = web;
  const plan = await planImport(ctx, lines, stateWords());
  const kinds = ['new', 'change', 'same', 'error'] as const;
  const counts = kinds.map((kind) => ({ kind, count: plan.filter((each) => each.kind === kind).length }));
  // What needs attention comes first.
  const order = ['error', 'new', 'change', 'same'];
  const rows = [...plan].sort((a, b) => order.indexOf(a.kind) - order.indexOf(b.kind)).slice(0, LISTED);
  const { passwordProblem } = shown;
  await web.page('users/import-preview', {
    title: t('config.user-import.preview'),
    nav: 'users',
    status: passwordProblem ? 422 : 200,
    counts,
    rows: rows.map((row) => presentRow(row, web)),
    unlisted: plan.length - rows.length,
    lines: JSON.stringify(lines),
    canImport: plan.some(({ kind }) => kind === 'new' || kind === 'change'),
    makesUsers: plan.some(({ kind }) => kind === 'new'),
    how: shown.how ?? 'each',
    passwordProblem: passwordProblem
      ? t(`form.problem.${passwordProblem.code}`, passwordProblem.params)
      : null,
  });
}

function presentRow({ number, kind, line, problems }: PlannedUser, { t }: SignedInWeb) {
  return {
    number,
    kind,
    cells: USER_COLUMNS.map((column) => ({
      text: line.cells[column] ?? '',
      isBad: problems.some((each) => each.column === column),
    })),
    problems: problems.map(({ column, problem }) => {
      const label = t(`config.user-import.column.${column}`);
      return t(`form.problem.${problem.code}`, { ...problem.params, label });
    }),
  };
}

const Cell = z.string().max(2000);
const Lines = z
  .array(
    z.strictObject({
      number: z.number().int().positive(),
      cells: z.strictObject(
        Object.fromEntries(USER_COLUMNS.map((column) => [column, Cell.optional()])) as Record<
          UserColumn,
          z.ZodOptional<typeof Cell>
        >,
      ),
    }),
  )
  .min(1)
  .max(IMPORT_LIMIT);

/** The rows come back with the form of the preview; they are judged as strictly as those of a file. */
function linesIn(text: string): readonly UserLine[] {
  try {
    const lines = Lines.parse(JSON.parse(text));
    return lines.map(({ number, cells }) => ({
      number,
      cells: Object.fromEntries(Object.entries(cells).filter(([, cell]) => cell !== '')),
    }));
  } catch {
    throw new Invalid({ lines: { code: 'unusable', params: { key: 'lines' } } });
  }
}

async function run(web: SignedInWeb): Promise<void> {
  const { t } = web;
  const {
    lines: sent,
    how,
    password,
  } = parseBody(web.req, {
    lines: z.string().max(6_000_000),
    how: z.enum(['each', 'common']).default('each'),
    password: z.string().max(1000).default(''),
  });
  const lines = linesIn(sent);
  try {
    const common = how === 'common' ? password : null;
    const result = await importUsers(web.ctx, lines, { states: stateWords(), password: common });
    await web.page('users/import-result', {
      title: t('config.user-import.done'),
      nav: 'users',
      result,
      download: await csvAddress(result.created, web),
    });
  } catch (error) {
    const problem = error instanceof Invalid ? error.problems['password'] : undefined;
    if (!problem) throw error;
    await showPlan(web, lines, { passwordProblem: problem, how });
  }
}

/** The new accounts as an address that is itself the file: passwords are kept nowhere to be fetched later. */
async function csvAddress(
  users: readonly { readonly username: string; readonly name: string; readonly password: string }[],
  { t }: SignedInWeb,
): Promise<string> {
  const sheet = {
    name: '',
    columns: ['username', 'name', 'password'].map((key) => ({ header: t(`config.user.field.${key}`) })),
    rows: users.map(({ username, name, password }) => [username, name, password]),
  };
  return `data:text/csv;charset=utf-8,${encodeURIComponent(await text(writeSheet(sheet, 'csv')))}`;
}
