import { z } from 'zod';
import {
  CHOICE_LABEL_MAX,
  CHOICES_MAX,
  type ChoiceKind,
  isChoiceKind,
  needOf,
} from '../../domain/choice/choice-rules.ts';
import type { FormField } from '../../domain/form/field.ts';
import { Conflict, NotFound, Refused } from '../../errors.ts';
import { type Editor, saveEditor, showEditor } from '../../web/editor.ts';
import { refusalSentence } from '../../web/error-page.ts';
import type { SignedInWeb } from '../../web/page.ts';
import { parseBody, Version } from '../../web/parse-request.ts';
import { paths } from '../../web/paths.ts';
import { get, post, type Route } from '../../web/routes.ts';
import { findChangesSince } from '../audit/config-changes.query.ts';
import { type ChoiceRow, findChoice, findChoiceRows } from './choices.query.ts';
import { orderChoices } from './order-choices.ts';
import { choiceId, choiceValues, removeChoice, saveChoice } from './save-choice.ts';

/** `/admin/settings/lists/:kind`: the lists that forms choose from, each a page of its own (spec 10). */
export function choicesRoutes(): Route[] {
  const { list, new: make, order, edit, remove } = paths.admin.choices;
  return [
    get(list.pattern, 'config.manage', (web) => showList(web, kindOf(web))),
    post(order.pattern, 'config.manage', saveOrder),
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

/** All keys in their order, as `a,b,c`; or one entry and where it goes, as `b:up`. */
const Order = {
  before: z.string().max(20_000),
  order: z.string().max(20_000).default(''),
  move: z
    .string()
    .regex(/^.{1,60}:(up|down)$/)
    .optional(),
};

async function saveOrder(web: SignedInWeb): Promise<void> {
  const kind = kindOf(web);
  const { before: sent, order, move } = parseBody(web.req, Order);
  const before = sent.split(',').filter(Boolean);
  const wanted = move ? moved(before, move) : order.split(',').filter(Boolean);
  const isDone = await orderChoices(web.ctx, kind, { before, order: wanted });
  if (isDone && !web.wantsFragment) web.redirect(paths.admin.choices.list.to(kind));
  else await showList(web, kind, !isDone);
}

function moved(keys: readonly string[], move: string): string[] {
  const at = move.lastIndexOf(':');
  const from = keys.indexOf(move.slice(0, at));
  const to = from + (move.slice(at + 1) === 'up' ? -1 : 1);
  const [key, other] = [keys[from], keys[to]];
  if (key === undefined || other === undefined) return [...keys];
  return keys.map((each, index) => (index === from ? other : index === to ? key : each));
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
  const { version } = parseBody(web.req, { version: Version });
  try {
    await removeChoice(web.ctx, kind, key, version);
  } catch (error) {
    if (error instanceof Refused) {
      const refusal = refusalSentence(error, web.t);
      await showEditor(web, await editorOf(web, key), { refusal, status: error.status });
    } else if (error instanceof Conflict) {
      const since = await findChangesSince(web.ctx.db, 'choice', choiceId(kind, key), version);
      await showEditor(web, await editorOf(web, key), { since, status: 409 });
    } else throw error;
    return;
  }
  web.flash({ kind: 'done', key: 'config.choice.removed', params: {} });
  web.redirect(paths.admin.choices.list.to(kind));
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
