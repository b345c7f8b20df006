import { z } from 'zod';
import type { FormField } from '../../domain/form/field.ts';
import { NotFound } from '../../errors.ts';
import { type Editor, saveEditor, showEditor } from '../../web/editor.ts';
import type { SignedInWeb } from '../../web/page.ts';
import { parseBody } from '../../web/parse-request.ts';
import { paths } from '../../web/paths.ts';
import { get, post, type Route } from '../../web/routes.ts';
import { takeEditorStep } from '../../web/take-editor-step.ts';
import { deleteStage, moveStage, saveStage } from './change-stages.ts';
import { findStage, findStages, type StageRecord } from './stages.query.ts';

/** `/admin/groups/stages`: the kinds of groups, what time per stage is measured by (spec 03). */
export function stagesRoutes(): Route[] {
  const { list, new: make, edit, step } = paths.admin.stages;
  return [
    get(list, 'config.manage', async (web) => {
      const rows = await findStages(web.ctx.db);
      await web.page('stages/index', { title: web.t('config.stage.title'), nav: 'groups', rows });
    }),
    get(make, 'config.manage', async (web) => showEditor(web, await editorOf(web, null))),
    post(make, 'config.manage', (web) => save(web, null)),
    get(edit.pattern, 'config.manage', async (web) => showEditor(web, await editorOf(web, keyOf(web)))),
    post(edit.pattern, 'config.manage', (web) => save(web, keyOf(web))),
    post(step.pattern('move'), 'config.manage', async (web) => {
      const { direction } = parseBody(web.req, { direction: z.enum(['up', 'down']) });
      await moveStage(web.ctx, keyOf(web), direction);
      web.redirect(list);
    }),
    post(step.pattern('delete'), 'config.manage', async (web) => {
      const key = keyOf(web);
      await takeEditorStep(
        web,
        () => editorOf(web, key),
        async (version) => {
          await deleteStage(web.ctx, key, version);
          web.flash({ kind: 'done', key: 'config.deleted', params: {} });
          return list;
        },
      );
    }),
  ];
}

function keyOf({ req }: SignedInWeb): string {
  const key = String(req.params['key']);
  if (!/^[a-z][a-z0-9_]*$/.test(key)) throw new NotFound('stage');
  return key;
}

async function save(web: SignedInWeb, key: string | null): Promise<void> {
  await saveEditor(
    web,
    () => editorOf(web, key),
    async (sent) => {
      await saveStage(web.ctx, key, sent);
      return paths.admin.stages.list;
    },
  );
}

async function editorOf({ ctx, t, language }: SignedInWeb, key: string | null): Promise<Editor> {
  const { list, new: make, edit, step } = paths.admin.stages;
  const stage: StageRecord | null | undefined = key === null ? null : await findStage(ctx.db, key);
  if (stage === undefined) throw new NotFound('stage');
  const name = language === 'en' ? stage?.nameEn : stage?.nameZh;
  return {
    subject: 'stage',
    id: key,
    version: stage?.version ?? null,
    title: name ?? t('config.stage.new'),
    nav: 'groups',
    back: { href: list, label: t('config.stage.title') },
    action: key === null ? make : edit.to(key),
    values: stage?.values ?? {},
    sections: [
      {
        title: t('config.stage.section.what'),
        help: t('config.stage.section.what_help'),
        fields: [text('name_zh', 20), text('name_en', 40), text('mark', 1), depth],
      },
    ],
    steps:
      stage && !stage.isBuiltIn
        ? [
            {
              action: step.to(stage.key, 'delete'),
              label: t('config.delete'),
              help: t('config.stage.help.delete'),
            },
          ]
        : [],
  };
}

function text(key: 'name_zh' | 'name_en' | 'mark', maxLength: number): FormField {
  return {
    key,
    type: 'text',
    label: `config.stage.field.${key}`,
    ...(key === 'mark' && { help: 'config.stage.help.mark' }),
    required: true,
    width: 'half',
    maxLength,
  };
}

const depth: FormField = {
  key: 'depth',
  type: 'select',
  label: 'config.stage.field.depth',
  help: 'config.stage.help.depth',
  required: true,
  width: 'half',
  options: ['1', '2', '3', '4', '5'].map((value) => ({ value, label: value })),
};
