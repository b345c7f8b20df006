import { z } from 'zod';
import type { FieldOption } from '../../domain/form/field.ts';
import { NotFound } from '../../errors.ts';
import { type Editor, saveEditor, showEditor } from '../../web/editor.ts';
import type { SignedInWeb } from '../../web/page.ts';
import { Id, idOf, parseBody, parseQuery, SearchWords } from '../../web/parse-request.ts';
import { paths } from '../../web/paths.ts';
import { get, post, type Route } from '../../web/routes.ts';
import { takeEditorStep } from '../../web/take-editor-step.ts';
import { findPeopleOptions } from '../people/user-options.query.ts';
import { deleteDepartment } from './delete-department.ts';
import { findDepartment, findDepartments, findDepartmentTree } from './departments.query.ts';
import { moveDepartment } from './move-department.ts';
import { saveDepartment } from './save-department.ts';

/** `/admin/departments`: the tree of departments and who leads them (spec 03). */
export function departmentsRoutes(): Route[] {
  const { list, new: make, edit, step } = paths.admin.departments;
  return [
    get(list, 'config.manage', showTree),
    get(make, 'config.manage', async (web) => {
      const { parent } = parseQuery(web.req, { parent: Id.optional().catch(undefined) });
      await showEditor(web, await editorOf(web, null, parent ?? null));
    }),
    post(make, 'config.manage', (web) => save(web, null)),
    get(edit.pattern, 'config.manage', async (web) =>
      showEditor(web, await editorOf(web, idOf(web, 'department'))),
    ),
    post(edit.pattern, 'config.manage', (web) => save(web, idOf(web, 'department'))),
    post(step.pattern('move'), 'config.manage', async (web) => {
      const { direction } = parseBody(web.req, { direction: z.enum(['up', 'down']) });
      await moveDepartment(web.ctx, idOf(web, 'department'), direction);
      web.redirect(list);
    }),
    post(step.pattern('delete'), 'config.manage', async (web) => {
      const id = idOf(web, 'department');
      await takeEditorStep(
        web,
        () => editorOf(web, id),
        async (version) => {
          await deleteDepartment(web.ctx, id, version);
          web.flash({ kind: 'done', key: 'config.deleted', params: {} });
          return list;
        },
      );
    }),
  ];
}

async function showTree(web: SignedInWeb): Promise<void> {
  const { q } = parseQuery(web.req, { q: SearchWords });
  const all = await findDepartments(web.ctx.db);
  const wanted = q.toLowerCase();
  const rows = all.filter(({ name }) => name.toLowerCase().includes(wanted));
  await web.page('departments/index', {
    title: web.t('config.area.departments'),
    nav: 'departments',
    q,
    rows: rows.map((row) => {
      const order = all.filter(({ parentId }) => parentId === row.parentId);
      return { ...row, isFirst: order[0] === row, isLast: order.at(-1) === row };
    }),
  });
}

async function save(web: SignedInWeb, id: number | null): Promise<void> {
  await saveEditor(
    web,
    () => editorOf(web, id),
    async (sent) => {
      await saveDepartment(web.ctx, id, sent);
      return paths.admin.departments.list;
    },
  );
}

async function editorOf(
  { ctx, t }: SignedInWeb,
  id: number | null,
  parentId: number | null = null,
): Promise<Editor> {
  const { list, new: make, edit, step } = paths.admin.departments;
  const department = id === null ? null : await findDepartment(ctx.db, id);
  if (department === undefined) throw new NotFound('department');
  const people = await findPeopleOptions(ctx.db);
  return {
    subject: 'department',
    id,
    version: department?.version ?? null,
    title: department?.name ?? t('config.department.new'),
    nav: 'departments',
    back: { href: list, label: t('config.area.departments') },
    action: id === null ? make : edit.to(id),
    values: department?.values ?? {},
    sections: [
      {
        title: t('config.department.section.what'),
        help: t('config.department.section.what_help'),
        fields: [
          {
            key: 'name',
            type: 'text',
            label: 'config.department.field.name',
            required: true,
            width: 'half',
            maxLength: 100,
          },
          {
            key: 'parent_id',
            type: 'select',
            label: 'config.department.field.parent_id',
            help: 'config.department.help.parent_id',
            required: false,
            width: 'half',
            options: await findParents(ctx.db, id),
            ...(parentId !== null && { default: String(parentId) }),
          },
          {
            key: 'leader_id',
            type: 'select',
            label: 'config.department.field.leader_id',
            help: 'config.department.help.leader_id',
            required: false,
            width: 'half',
            options: people,
          },
        ],
      },
    ],
    steps:
      id === null
        ? []
        : [
            {
              action: step.to(id, 'delete'),
              label: t('config.delete'),
              help: t('config.department.help.delete'),
            },
          ],
  };
}

/** Every department but this one and those below it. */
async function findParents(db: SignedInWeb['ctx']['db'], id: number | null): Promise<FieldOption[]> {
  const below = new Set<number | null>(id === null ? [] : [id]);
  return (await findDepartmentTree(db)).flatMap((node) => {
    if (below.has(node.id) || (node.parentId !== null && below.has(node.parentId))) {
      below.add(node.id);
      return [];
    }
    return [{ value: String(node.id), label: '\u2003'.repeat(node.depth) + node.name }];
  });
}
