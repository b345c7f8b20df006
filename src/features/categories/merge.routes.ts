import { z } from 'zod';
import { trailOf } from '../../domain/category/tree.ts';
import { problemSentence } from '../../domain/form/describe-problems.ts';
import { matchCategories } from '../../domain/search/match-category.ts';
import { Conflict, Invalid, NotFound, Refused } from '../../errors.ts';
import { refusalSentence } from '../../web/error-page.ts';
import type { SignedInWeb } from '../../web/page.ts';
import { Id, idOf, parseBody, parseQuery, SearchWords, Version } from '../../web/parse-request.ts';
import { paths } from '../../web/paths.ts';
import { get, post, type Route } from '../../web/routes.ts';
import { type CategoryNode, findCategoryTree } from './categories.query.ts';
import { countTicketsIn, findAdminTree } from './category-tree.query.ts';
import { mergeCategories } from './merge-categories.ts';

const TARGETS = 30;

/** Merging a category into another one: which, and what becomes of this one (spec 02). */
export function mergeRoutes(): Route[] {
  const merge = paths.admin.categories.step.pattern('merge');
  return [get(merge, 'config.manage', (web) => showMerge(web, {})), post(merge, 'config.manage', mergeAway)];
}

interface Shown {
  readonly refusal?: string;
  readonly status?: number;
  readonly targetId?: number | undefined;
  readonly rest?: 'deactivate' | 'delete';
}

async function showMerge(web: SignedInWeb, shown: Shown): Promise<void> {
  const { db } = web.ctx;
  const { q } = parseQuery(web.req, { q: SearchWords });
  const [admin, tree] = await Promise.all([findAdminTree(db), findCategoryTree(db)]);
  const node = admin.byId.get(idOf(web, 'category'));
  if (!node) throw new NotFound('category');
  const targets = targetsFor(tree, node, q, shown.targetId);
  const locals = {
    title: web.t('config.category.merge_title', { name: node.name }),
    nav: 'categories',
    q,
    targets,
    node: {
      id: node.id,
      version: node.version,
      name: node.name,
      path: trailOf(admin, node.id)
        .map(({ name }) => name)
        .join(' / '),
      children: admin.childrenOf(node.id).length,
      tickets: await countTicketsIn(db, [node.id]),
    },
    refusal: shown.refusal ?? null,
    targetId: shown.targetId ?? null,
    rest: shown.rest ?? 'deactivate',
  };
  if (web.wantsFragment) await web.fragment('categories/_targets', locals);
  else await web.page('categories/merge', { ...locals, status: shown.status ?? 200 });
}

/** Those that were searched for, else the siblings; what is chosen stays in sight. */
function targetsFor(
  tree: readonly CategoryNode[],
  node: { id: number; parentId: number | null },
  q: string,
  chosen: number | undefined,
): { id: number; path: string }[] {
  const others = tree.filter(({ id, pickable }) => pickable && id !== node.id);
  const found =
    q === ''
      ? others.filter(({ parentId }) => parentId === node.parentId)
      : matchCategories(others, q, TARGETS).map((hit) => hit.node);
  const isChosen = others.filter(({ id }) => id === chosen);
  return [...new Set([...isChosen, ...found])]
    .slice(0, TARGETS)
    .map(({ id, path }) => ({ id, path: path.join(' / ') }));
}

async function mergeAway(web: SignedInWeb): Promise<void> {
  const sent = parseBody(web.req, {
    version: Version,
    target_id: Id.optional(),
    rest: z.enum(['deactivate', 'delete']),
  });
  const { target_id: targetId, rest } = sent;
  const refuse = (refusal: string, status: number) => showMerge(web, { refusal, status, targetId, rest });
  if (targetId === undefined) {
    await refuse(web.t('form.problem.merge_target_unusable'), 422);
    return;
  }
  try {
    const merge = { id: idOf(web, 'category'), version: sent.version, targetId, rest };
    const merged = await mergeCategories(web.ctx, merge);
    web.flash({
      kind: 'done',
      key: 'config.category.merged',
      params: { ...merged, count: String(merged.count) },
    });
    web.redirect(paths.admin.categories.edit.to(targetId));
  } catch (error) {
    if (error instanceof Refused) await refuse(refusalSentence(error, web.t), 409);
    else if (error instanceof Conflict) await refuse(web.t('refusal.category_changed'), 409);
    else if (error instanceof Invalid) {
      const [problem] = Object.values(error.problems);
      await refuse(problem ? problemSentence(undefined, problem, web.t) : '', 422);
    } else throw error;
  }
}
