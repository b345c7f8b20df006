import { z } from 'zod';
import { type Destination, MAX_DEPTH, STEPS } from '../../domain/category/tree.ts';
import { Conflict, Invalid, NotFound, Refused } from '../../errors.ts';
import { problemSentence } from '../../domain/form/describe-problems.ts';
import { refusalSentence } from '../../web/error-page.ts';
import type { SignedInWeb } from '../../web/page.ts';
import { Id, idOf, parseBody, parseQuery, SearchWords, Version } from '../../web/parse-request.ts';
import { paths } from '../../web/paths.ts';
import { get, post, type Route } from '../../web/routes.ts';
import { findSettings } from '../settings/settings.query.ts';
import { type AdminTree, findAdminTree } from './category-tree.query.ts';
import { openFor, presentBranch, presentHits } from './category-tree.view.ts';
import { type Moved, moveCategory } from './move-category.ts';
import { renameCategory } from './save-category.ts';

const HITS = 50;
/** More branches than this are not kept unfolded: a page stays a page. */
const MAX_OPEN = 300;

const OpenIds = z
  .string()
  .regex(/^[\d,]*$/)
  .max(6000)
  .catch('')
  .default('')
  .transform((text) => text.split(',').slice(0, MAX_OPEN).map(Number));
const OptionalId = z.preprocess((value) => (value === '' ? null : value), Id.nullish());

/** The tree itself: the page around it, its parts as they are unfolded, and what is done in place. */
export function treePageRoutes(): Route[] {
  const { list, tree, step } = paths.admin.categories;
  return [
    get(list, 'config.manage', showTree),
    get(tree, 'config.manage', showPart),
    post(step.pattern('move'), 'config.manage', move),
    post(step.pattern('rename'), 'config.manage', rename),
  ];
}

/** What the tree of a page is drawn from. */
export async function treeLocals(
  web: SignedInWeb,
  tree: AdminTree,
  { at, q, open = [] }: { at: number | null; q: string; open?: readonly number[] },
): Promise<Record<string, unknown>> {
  const settings = await findSettings(web.ctx.db);
  return {
    q,
    hits: q === '' ? null : presentHits(tree, tree.nodes, q, HITS),
    at,
    items: presentBranch(tree, null, { open: new Set([...openFor(tree, at), ...open]), at }),
    total: tree.nodes.length,
    limits: {
      depth: MAX_DEPTH,
      children: settings.category_max_children,
      total: settings.category_max_total,
    },
    said: null,
    failed: false,
  };
}

async function showTree(web: SignedInWeb): Promise<void> {
  const { q } = parseQuery(web.req, { q: SearchWords });
  const tree = await findAdminTree(web.ctx.db);
  const locals = await treeLocals(web, tree, { at: null, q });
  if (web.wantsFragment) {
    await web.fragment('categories/_tree', locals);
    return;
  }
  await web.page('categories/index', {
    title: web.t('config.area.categories'),
    nav: 'categories',
    ...locals,
  });
}

/** The children of one category that is being unfolded. */
async function showPart(web: SignedInWeb): Promise<void> {
  const { under, at } = parseQuery(web.req, { under: Id, at: OptionalId });
  const tree = await findAdminTree(web.ctx.db);
  const items = presentBranch(tree, under, { open: new Set(), at: at ?? null });
  await web.fragment('categories/_branch', { items });
}

const Place = {
  version: Version,
  open: OpenIds,
  at: OptionalId,
  to: z.enum(STEPS).optional(),
  parent_id: OptionalId,
  before_id: OptionalId,
};

async function move(web: SignedInWeb): Promise<void> {
  const {
    version,
    open,
    at,
    to,
    parent_id: parentId = null,
    before_id: beforeId = null,
  } = parseBody(web.req, Place);
  const destination: Destination = { parentId, beforeId };
  await inPlace(web, { open, at: at ?? null }, async () =>
    movedSentence(
      await moveCategory(web.ctx, { id: idOf(web, 'category'), version, to: to ?? destination }),
      web,
    ),
  );
}

async function rename(web: SignedInWeb): Promise<void> {
  const { version, open, at, name } = parseBody(web.req, {
    version: Version,
    open: OpenIds,
    at: OptionalId,
    name: z.string().max(1000),
  });
  await inPlace(web, { open, at: at ?? null }, async () => {
    await renameCategory(web.ctx, { id: idOf(web, 'category'), version, name });
    return web.t('config.category.renamed', { name: name.trim() });
  });
}

const movedSentence = ({ name, parent, place, of }: Moved, { t }: SignedInWeb): string =>
  t(parent === '' ? 'config.category.moved_top' : 'config.category.moved', { name, parent, place, of });

/** Does it and answers with the tree as it is then, and what to say; without scripts with the page of the category. */
async function inPlace(
  web: SignedInWeb,
  shown: { open: readonly number[]; at: number | null },
  act: () => Promise<string>,
): Promise<void> {
  const done = await act().then(
    (said) => ({ said, status: 200 }),
    (error: unknown) => ({ said: sentenceOf(error, web), status: 409 }),
  );
  if (!web.wantsFragment) {
    if (done.status === 409) throw new Refused(409, 'category_changed');
    web.redirect(paths.admin.categories.edit.to(idOf(web, 'category')));
    return;
  }
  const tree = await findAdminTree(web.ctx.db);
  const locals = await treeLocals(web, tree, { ...shown, q: '' });
  await web.fragment(
    'categories/_tree',
    { ...locals, said: done.said, failed: done.status !== 200 },
    done.status,
  );
}

function sentenceOf(error: unknown, { t }: SignedInWeb): string {
  if (error instanceof Refused) return refusalSentence(error, t);
  if (error instanceof Conflict || error instanceof NotFound) return t('refusal.category_changed');
  if (error instanceof Invalid) {
    const [problem] = Object.values(error.problems);
    if (problem) return problemSentence(undefined, problem, t);
  }
  throw error;
}
