import {
  CHOICE_LABEL_MAX,
  CHOICES_MAX,
  type ChoiceKind,
  isChoiceKind,
  needOf,
} from '../../domain/choice/choice-rules.ts';
import type { FormField } from '../../domain/form/field.ts';
import { NotFound } from '../../errors.ts';
import { type Editor, saveEditor, showEditor } from '../../web/editor.ts';
import { saveOrder } from '../../web/ordered-list.ts';
import type { SignedInWeb } from '../../web/page.ts';
import { paths } from '../../web/paths.ts';
import { get, post, type Route } from '../../web/routes.ts';
import { takeEditorStep } from '../../web/take-editor-step.ts';
import { type ChoiceRow, findChoice, findChoiceRows } from './choices.query.ts';
import { orderChoices } from './order-choices.ts';
import { choiceId, choiceValues, removeChoice, saveChoice } from './save-choice.ts';

/** `/admin/settings/lists/:kind`: the lists that forms choose from, each a page of its own (spec 10). */
export function choicesRoutes(): Route[] {
  const { list, new: make, order, edit, remove } = paths.admin.choices;
  return [
    get(list.pattern, 'config.manage', (web) => showList(web, kindOf(web))),
    post(order.pattern, 'config.manage', sort),
    get(make.pattern, 'config.manage', async (web) => showEditor(web, await editorOf(web, null))),
    post(make.pattern, 'config.manage', (web) => save(web, null)),
    get(edit.pattern, 'config.manage', async (web) => showEditor(web, await editorOf(web, keyOf(web)))),
    post(edit.pattern, 'config.manage', (web) => save(web, keyOf(web))),
    post(remove.pattern, 'config.manage', removeEntry),
  ];
}

function kindOf({ req }: SignedInWeb): ChoiceKind {
  const kind = String(req.params['kind']);
  if (!isChoiceKind(kind)) throw new NotFound('list');
  return kind;
}

const keyOf = ({ req }: SignedInWeb): string => String(req.params['key']);

async function showList(web: SignedInWeb, kind: ChoiceKind, isOvertaken = false): Promise<void> {
  const { t } = web;
  const rows = await findChoiceRows(web.ctx.db, kind);
  const status = isOvertaken ? 409 : 200;
  const locals = {
    kind,
    title: t(`config.choice.kind.${kind}`),
    before: rows.map((row) => row.key).join(','),
    rows: rows.map((row) => ({ ...row, need: needOf(kind, row.key) ?? null })),
    isOvertaken,
  };
  if (web.wantsFragment) await web.fragment('settings/_choices', locals, status);
  else await web.page('settings/choices', { ...locals, max: CHOICES_MAX, nav: 'settings', status });
}

async function sort(web: SignedInWeb): Promise<void> {
  const kind = kindOf(web);
  const shown = {
    path: paths.admin.choices.list.to(kind),
    show: (_: SignedInWeb, isOvertaken: boolean) => showList(web, kind, isOvertaken),
  };
  await saveOrder(web, shown, (wish) => orderChoices(web.ctx, kind, wish));
}

async function save(web: SignedInWeb, key: string | null): Promise<void> {
  const kind = kindOf(web);
  await saveEditor(
    web,
    () => editorOf(web, key),
    async (sent) => {
      await saveChoice(web.ctx, kind, key, sent);
      return paths.admin.choices.list.to(kind);
    },
  );
}

async function removeEntry(web: SignedInWeb): Promise<void> {
  const [kind, key] = [kindOf(web), keyOf(web)];
  await takeEditorStep(
    web,
    () => editorOf(web, key),
    async (version) => {
      await removeChoice(web.ctx, kind, key, version);
      web.flash({ kind: 'done', key: 'config.choice.removed', params: {} });
      return paths.admin.choices.list.to(kind);
    },
  );
}

async function editorOf(web: SignedInWeb, key: string | null): Promise<Editor> {
  const { ctx, t } = web;
  const kind = kindOf(web);
  const { list, new: make, edit, remove } = paths.admin.choices;
  const row = key === null ? null : await findChoice(ctx.db, kind, key);
  if (row === undefined) throw new NotFound('choice');
  const need = row ? needOf(kind, row.key) : undefined;
  return {
    subject: 'choice',
    id: row && choiceId(kind, row.key),
    version: row?.version ?? null,
    title: row ? (web.language === 'en' ? row.label_en : row.label_zh) : t('config.choice.new'),
    nav: 'settings',
    back: { href: list.to(kind), label: t(`config.choice.kind.${kind}`) },
    action: row ? edit.to(kind, row.key) : make.to(kind),
    values: row ? choiceValues(row) : {},
    sections: [
      {
        title: t(`config.choice.kind.${kind}`),
        help: row ? t('config.choice.key_help', { key: row.key }) : t('config.choice.new_help'),
        fields: fieldsOf(row, need === 'system' || need === 'active'),
      },
    ],
    steps:
      row && !row.active && !need
        ? [
            {
              action: remove.to(kind, row.key),
              label: t('config.choice.remove'),
              help: t('config.choice.remove_help'),
            },
          ]
        : [],
  };
}

function fieldsOf(row: ChoiceRow | null, isDecided: boolean): FormField[] {
  const label = { type: 'text', width: 'half', maxLength: CHOICE_LABEL_MAX } as const;
  return [
    { ...label, key: 'label_zh', label: 'config.choice.field.label_zh', required: true },
    {
      ...label,
      key: 'label_en',
      label: 'config.choice.field.label_en',
      help: 'config.choice.help.label_en',
      required: false,
    },
    ...(isDecided
      ? []
      : [
          {
            key: 'active',
            type: 'switch',
            label: 'config.choice.field.active',
            help: 'config.choice.help.active',
            required: false,
            width: 'half',
            default: row === null,
          } as const,
        ]),
  ];
}
