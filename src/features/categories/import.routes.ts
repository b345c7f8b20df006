import { pipeline } from 'node:stream/promises';
import { z } from 'zod';
import type { Attributes, ChangedNode } from '../../domain/category/plan-import.ts';
import { IMPORT_COLUMNS } from '../../domain/category/read-import.ts';
import { trailOf } from '../../domain/category/tree.ts';
import { problemSentence } from '../../domain/form/describe-problems.ts';
import { dayOf } from '../../domain/time/format.ts';
import { Invalid, NotFound, Refused } from '../../errors.ts';
import { SHEET_LIMITS } from '../../spreadsheet/sheet-limits.ts';
import { type Cell, SHEET_TYPES, writeSheet } from '../../spreadsheet/write-sheet.ts';
import { refusalSentence } from '../../web/error-page.ts';
import type { SignedInWeb } from '../../web/page.ts';
import { idOf, parseBody } from '../../web/parse-request.ts';
import { paths } from '../../web/paths.ts';
import { sheetOf } from '../../web/receive-sheet.ts';
import { get, post, type Route } from '../../web/routes.ts';
import { stageImport } from '../imports/stage-import.ts';
import { findStaged } from '../imports/staged-imports.query.ts';
import { findSettings } from '../settings/settings.query.ts';
import { type Choice, findAdminTree, findCategoryChoices } from './category-tree.query.ts';
import { IMPORT_KIND, importCategories } from './import-categories.ts';
import { findImportPlan, readCategorySheet } from './import-plan.query.ts';
import { levels } from './sheet-words.ts';

/** So many of each are listed; the rest is counted. */
const LISTED = 200;

/** The tree as a spreadsheet, out and in: uploaded, looked at, imported (spec 02). */
export function importRoutes(): Route[] {
  const { export: download, import: upload, preview } = paths.admin.categories;
  return [
    get(download, 'config.manage', exportTree),
    get(upload, 'config.manage', (web) => showUpload(web, null)),
    post(upload, 'config.manage', takeUpload, { takesSheet: true }),
    get(preview.pattern, 'config.manage', (web) => showPreview(web, null)),
    post(preview.pattern, 'config.manage', applyImport),
  ];
}

async function exportTree(web: SignedInWeb): Promise<void> {
  const { t } = web;
  const tree = await findAdminTree(web.ctx.db);
  const header = [
    ...levels.map((level) => t(`config.category.column.level_${level}`)),
    ...IMPORT_COLUMNS.map((column) => t(`config.category.column.${column}`)),
  ];
  const yesNo = (is: boolean): string => t(is ? 'form.yes' : 'form.no');
  function* rows(parentId: number | null): Generator<readonly Cell[]> {
    for (const node of tree.childrenOf(parentId)) {
      const names = trailOf(tree, node.id).map(({ name }) => name);
      yield [
        ...levels.map((level) => names[level - 1] ?? null),
        node.templateName,
        node.priority && t(`ticket.priority.${node.priority}`),
        node.groupName,
        node.urgeMinutes,
        yesNo(node.active),
        yesNo(node.selectable),
      ];
      yield* rows(node.id);
    }
  }
  web.res
    .attachment(`${t('config.area.categories')}-${dayOf(web.ctx.now(), web.ctx.zone)}.xlsx`)
    .set('content-type', SHEET_TYPES.xlsx)
    .set('cache-control', 'no-store');
  const sheet = {
    name: t('config.area.categories'),
    columns: header.map((name) => ({ header: name, width: 20 })),
    rows: rows(null),
  };
  await pipeline(writeSheet(sheet, 'xlsx'), web.res);
}

async function showUpload(web: SignedInWeb, problem: string | null): Promise<void> {
  const { t } = web;
  const settings = await findSettings(web.ctx.db);
  await web.page('categories/import', {
    title: t('config.category.import'),
    nav: 'categories',
    status: problem === null ? 200 : 422,
    problem,
    limits: {
      megabytes: SHEET_LIMITS.megabytes,
      children: settings.category_max_children,
      total: settings.category_max_total,
    },
    columns: [
      {
        name: levels
          .map((level) => t(`config.category.column.level_${level}`))
          .join(t('config.category.list_separator')),
        help: t('config.category.column_help.level'),
      },
      ...IMPORT_COLUMNS.map((column) => ({
        name: t(`config.category.column.${column}`),
        help: t(`config.category.column_help.${column}`),
      })),
    ],
  });
}

async function takeUpload(web: SignedInWeb): Promise<void> {
  try {
    const file = sheetOf(web.req);
    const id = await stageImport(web.ctx, { kind: IMPORT_KIND, file }, (sheet) => {
      if (!readCategorySheet(sheet).hasLevels)
        throw new Invalid({
          file: {
            code: 'sheet_no_levels',
            params: { column: web.t('config.category.column.level_1') },
          },
        });
    });
    web.redirect(paths.admin.categories.preview.to(id));
  } catch (error) {
    if (!(error instanceof Invalid)) throw error;
    const [problem] = Object.values(error.problems);
    await showUpload(web, problem ? problemSentence(undefined, problem, web.t) : '');
  }
}

async function showPreview(web: SignedInWeb, refusal: string | null): Promise<void> {
  const { t, ctx } = web;
  const staged = await findStaged(ctx.db, {
    id: idOf(web, 'import'),
    userId: web.user.id,
    kind: IMPORT_KIND,
  });
  if (!staged) throw new NotFound('import');
  const settings = await findSettings(ctx.db);
  const limits = { children: settings.category_max_children, total: settings.category_max_total };
  const [plan, choices] = await Promise.all([
    findImportPlan(ctx.db, staged.sheet, limits),
    findCategoryChoices(ctx.db),
  ]);
  const some = <T, V>(list: readonly T[], show: (each: T) => V) => ({
    count: list.length,
    rest: Math.max(0, list.length - LISTED),
    rows: list.slice(0, LISTED).map(show),
  });
  const pathOf = ({ path }: { path: readonly string[] }): string => path.join(' / ');
  await web.page('categories/preview', {
    title: t('config.category.preview_title'),
    nav: 'categories',
    status: refusal === null ? 200 : 409,
    refusal,
    fileName: staged.fileName,
    action: paths.admin.categories.preview.to(staged.id),
    digest: plan.digest,
    rowCount: staged.sheet.rows.length,
    unchanged: plan.unchanged,
    unknown: plan.unknownColumns,
    problems: some(plan.problems, ({ row, code, params }) => ({
      row,
      sentence: t(`config.category.row.${code}`, { ...params }),
    })),
    created: some(plan.created, (each) => ({ path: pathOf(each), row: each.row })),
    changed: some(plan.changed, (each) => ({
      path: pathOf(each),
      row: each.row,
      changes: differences(each, choices, web),
    })),
    missing: some(plan.missing, (each) => ({ path: pathOf(each) })),
    nothing: plan.created.length + plan.changed.length === 0,
  });
}

type Choices = { readonly templates: readonly Choice[]; readonly groups: readonly Choice[] };

/** What changes in a category, in words. */
function differences({ before, after }: ChangedNode, known: Choices, { t }: SignedInWeb) {
  const nameIn = (list: readonly Choice[], id: number | null): string =>
    list.find((each) => each.id === id)?.name ?? t('config.empty');
  const shown = (of: Attributes): Record<(typeof IMPORT_COLUMNS)[number], string> => ({
    template: nameIn(known.templates, of.templateId),
    priority: of.priority ? t(`ticket.priority.${of.priority}`) : t('config.empty'),
    group: nameIn(known.groups, of.groupId),
    urge: of.urgeMinutes === null ? t('config.empty') : String(of.urgeMinutes),
    active: t(of.active ? 'form.yes' : 'form.no'),
    selectable: t(of.selectable ? 'form.yes' : 'form.no'),
  });
  const [was, is] = [shown(before), shown(after)];
  return IMPORT_COLUMNS.filter((column) => was[column] !== is[column]).map((column) => ({
    label: t(`config.category.column.${column}`),
    from: was[column],
    to: is[column],
  }));
}

async function applyImport(web: SignedInWeb): Promise<void> {
  const { digest, deactivate } = parseBody(web.req, {
    digest: z.string().max(100),
    deactivate: z.literal('on').optional(),
  });
  try {
    const done = await importCategories(web.ctx, {
      id: idOf(web, 'import'),
      digest,
      deactivates: deactivate === 'on',
    });
    const params = Object.fromEntries(Object.entries(done).map(([key, count]) => [key, String(count)]));
    web.flash({ kind: 'done', key: 'config.category.imported', params });
    web.redirect(paths.admin.categories.list);
  } catch (error) {
    if (!(error instanceof Refused)) throw error;
    await showPreview(web, refusalSentence(error, web.t));
  }
}
