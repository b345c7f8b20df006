import { Conflict, NotFound, Refused } from '../../errors.ts';
import { saveEditor, showEditor } from '../../web/editor.ts';
import { refusalSentence } from '../../web/error-page.ts';
import type { SignedInWeb } from '../../web/page.ts';
import { idOf, OptionalId, parseBody, parseQuery, Version } from '../../web/parse-request.ts';
import { paths } from '../../web/paths.ts';
import { get, post, type Route } from '../../web/routes.ts';
import { categoryEditor, type NewPlace } from './category-form.routes.ts';
import { findAdminTree } from './category-tree.query.ts';
import { deleteCategory } from './delete-category.ts';
import { importRoutes } from './import.routes.ts';
import { mergeRoutes } from './merge.routes.ts';
import { saveCategory } from './save-category.ts';
import { setCategoryActive } from './set-category-active.ts';
import { treePageRoutes } from './tree-page.routes.ts';

/** `/admin/categories`: the tree of categories, and what each of them brings along (spec 02). */
export function categoriesRoutes(): Route[] {
  const { new: make, edit, step } = paths.admin.categories;
  return [
    ...treePageRoutes(),
    get(make, 'config.manage', async (web) => showEditor(web, await newEditor(web))),
    post(make, 'config.manage', (web) => save(web, null)),
    ...importRoutes(),
    get(edit.pattern, 'config.manage', async (web) =>
      showEditor(web, await categoryEditor(web, { id: idOf(web, 'category') })),
    ),
    post(edit.pattern, 'config.manage', (web) => save(web, idOf(web, 'category'))),
    post(step.pattern('activate'), 'config.manage', (web) => setActive(web, true)),
    post(step.pattern('deactivate'), 'config.manage', (web) => setActive(web, false)),
    post(step.pattern('delete'), 'config.manage', remove),
    ...mergeRoutes(),
  ];
}

async function newEditor(web: SignedInWeb): ReturnType<typeof categoryEditor> {
  const { parent, after } = parseQuery(web.req, {
    parent: OptionalId.catch(undefined),
    after: OptionalId.catch(undefined),
  });
  return categoryEditor(web, { place: await placeOf(web, parent, after) });
}

async function placeOf(web: SignedInWeb, parent?: number, after?: number): Promise<NewPlace> {
  if (after === undefined) return { parentId: parent ?? null, position: null };
  const tree = await findAdminTree(web.ctx.db);
  const sibling = tree.byId.get(after);
  if (!sibling) throw new NotFound('category');
  return {
    parentId: sibling.parentId,
    position: tree.childrenOf(sibling.parentId).indexOf(sibling) + 2,
  };
}

async function save(web: SignedInWeb, id: number | null): Promise<void> {
  await saveEditor(
    web,
    () => (id === null ? newEditor(web) : categoryEditor(web, { id })),
    async (sent) => paths.admin.categories.edit.to(await saveCategory(web.ctx, id, sent)),
  );
}

async function setActive(web: SignedInWeb, active: boolean): Promise<void> {
  const { version } = parseBody(web.req, { version: Version });
  await onPage(web, async (id) => {
    await setCategoryActive(web.ctx, { id, version, active });
    web.flash({ kind: 'done', key: 'config.saved', params: {} });
    return paths.admin.categories.edit.to(id);
  });
}

async function remove(web: SignedInWeb): Promise<void> {
  const { version } = parseBody(web.req, { version: Version });
  await onPage(web, async (id) => {
    const gone = await deleteCategory(web.ctx, { id, version });
    web.flash({
      kind: 'done',
      key: 'config.category.deleted',
      params: { name: gone.name, count: String(gone.count) },
    });
    return paths.admin.categories.list;
  });
}

/** Why it can't be done is told on the page of the category, beside what can be. */
async function onPage(web: SignedInWeb, act: (id: number) => Promise<string>): Promise<void> {
  const id = idOf(web, 'category');
  try {
    web.redirect(await act(id));
  } catch (error) {
    if (!(error instanceof Refused || error instanceof Conflict)) throw error;
    const refusal =
      error instanceof Refused ? refusalSentence(error, web.t) : web.t('refusal.category_changed');
    await showEditor(web, await categoryEditor(web, { id }), { refusal, status: 409 });
  }
}
