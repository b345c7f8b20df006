import type { FieldOption, FormField } from '../../domain/form/field.ts';
import { ACCEPT_ROUNDS, FALLBACKS, STRATEGIES } from '../../domain/routing/rule.ts';
import { NotFound } from '../../errors.ts';
import type { Translate } from '../../i18n.ts';
import { type Editor, saveEditor, showEditor } from '../../web/editor.ts';
import type { SignedInWeb } from '../../web/page.ts';
import { idOf, parseBody, parseQuery, SearchWords } from '../../web/parse-request.ts';
import { paths } from '../../web/paths.ts';
import { get, post, type Route } from '../../web/routes.ts';
import { takeEditorStep } from '../../web/take-editor-step.ts';
import { z } from 'zod';
import { findGroupOptions } from './group-options.query.ts';
import { deleteGroup } from './delete-group.ts';
import { findGroup, findGroups, type GroupRecord, type GroupRow } from './groups.query.ts';
import { moveGroup } from './move-group.ts';
import { saveGroup } from './save-group.ts';

/** `/admin/groups`: the groups that tickets are handed to, what each stands for, and who is in it (spec 03). */
export function groupsRoutes(): Route[] {
  const { list, new: make, edit, step } = paths.admin.groups;
  return [
    get(list, 'config.manage', showList),
    get(make, 'config.manage', async (web) => showEditor(web, await editorOf(web, null))),
    post(make, 'config.manage', (web) => save(web, null)),
    get(edit.pattern, 'config.manage', async (web) =>
      showEditor(web, await editorOf(web, idOf(web, 'group'))),
    ),
    post(edit.pattern, 'config.manage', (web) => save(web, idOf(web, 'group'))),
    post(step.pattern('move'), 'config.manage', async (web) => {
      const { direction } = parseBody(web.req, { direction: z.enum(['up', 'down']) });
      await moveGroup(web.ctx, idOf(web, 'group'), direction);
      web.redirect(list);
    }),
    post(step.pattern('delete'), 'config.manage', async (web) => {
      const id = idOf(web, 'group');
      await takeEditorStep(
        web,
        () => editorOf(web, id),
        async (version) => {
          await deleteGroup(web.ctx, id, version);
          web.flash({ kind: 'done', key: 'config.deleted', params: {} });
          return list;
        },
      );
    }),
  ];
}

async function showList(web: SignedInWeb): Promise<void> {
  const { q } = parseQuery(web.req, { q: SearchWords });
  const rows = await findGroups(web.ctx.db, q, web.language);
  await web.page('groups/index', {
    title: web.t('config.area.groups'),
    nav: 'groups',
    q,
    rows: rows.map((row, index) => ({
      ...row,
      isFirst: !isBeside(row, rows[index - 1]),
      isLast: !isBeside(row, rows[index + 1]),
    })),
  });
}

/** Groups change places within their stage. */
function isBeside(row: GroupRow, other: GroupRow | undefined): boolean {
  return other?.stageKey === row.stageKey && other.active === row.active;
}

async function save(web: SignedInWeb, id: number | null): Promise<void> {
  await saveEditor(
    web,
    () => editorOf(web, id),
    async (sent) => {
      await saveGroup(web.ctx, id, sent);
      return paths.admin.groups.list;
    },
  );
}

async function editorOf({ ctx, t, language }: SignedInWeb, id: number | null): Promise<Editor> {
  const group = id === null ? null : await findGroup(ctx.db, id);
  if (group === undefined) throw new NotFound('group');
  const options = await findGroupOptions(ctx.db, group, language);
  return {
    subject: 'group',
    id,
    version: group?.version ?? null,
    title: group?.name ?? t('config.group.new'),
    nav: 'groups',
    back: { href: paths.admin.groups.list, label: t('config.area.groups') },
    action: id === null ? paths.admin.groups.new : paths.admin.groups.edit.to(id),
    values: group?.values ?? {},
    sections: [
      {
        title: t('config.group.section.what'),
        help: t('config.group.section.what_help'),
        fields: whatItIs(options, group),
      },
      {
        title: t('config.group.section.who'),
        help: t('config.group.section.who_help'),
        fields: whoIsInIt(options),
      },
      {
        title: t('config.group.section.giving'),
        help: t('config.group.section.giving_help'),
        fields: howItGives(options, t),
      },
    ],
    steps:
      id === null
        ? []
        : [
            {
              action: paths.admin.groups.step.to(id, 'delete'),
              label: t('config.delete'),
              help: t('config.group.help.delete'),
            },
          ],
  };
}

type Options = Awaited<ReturnType<typeof findGroupOptions>>;

function whatItIs({ stages, departments }: Options, group: GroupRecord | null): FormField[] {
  return [
    {
      key: 'name',
      type: 'text',
      label: 'config.group.field.name',
      required: true,
      width: 'half',
      maxLength: 100,
    },
    choice('stage_key', stages, { required: true, help: 'config.group.help.stage_key' }),
    choice('department_id', departments, {}),
    {
      key: 'active',
      type: 'switch',
      label: 'config.group.field.active',
      help: 'config.group.help.active',
      required: false,
      width: 'half',
      default: group === null,
    },
  ];
}

function whoIsInIt({ people, groups }: Options): FormField[] {
  return [
    choice('duty_leader_id', people, { help: 'config.group.help.duty_leader_id' }),
    choices('member_ids', people, 'config.group.help.member_ids'),
    choices('handover_ids', groups, 'config.group.help.handover_ids'),
  ];
}

/** How what waits in its pool reaches its members (spec 04). */
function howItGives({ calendars }: Options, t: Translate): FormField[] {
  const named = (keys: readonly string[]): FieldOption[] =>
    keys.map((key) => ({ value: key, label: t(`routing.strategy.${key}`) }));
  const familiar = { field: 'strategy', in: ['familiar'] };
  const given = { field: 'strategy', in: STRATEGIES.filter((strategy) => strategy !== 'pool') };
  return [
    choice('strategy', named(STRATEGIES), {
      help: 'config.group.help.strategy',
      default: 'pool',
    }),
    choice('fallback', named(FALLBACKS), { visibleWhen: familiar, default: 'pool' }),
    choice('calendar_id', calendars, { help: 'config.group.help.calendar_id' }),
    {
      key: 'requires_online',
      type: 'switch',
      label: 'config.group.field.requires_online',
      help: 'config.group.help.requires_online',
      required: false,
      width: 'half',
      visibleWhen: given,
    },
    number('accept_minutes', { max: 10_080, visibleWhen: given, unit: t('config.setting.unit.minutes') }),
    number('accept_rounds', { max: 20, visibleWhen: given, default: ACCEPT_ROUNDS }),
  ];
}

function number(key: 'accept_minutes' | 'accept_rounds', more: Partial<FormField>): FormField {
  return {
    key,
    type: 'number',
    label: `config.group.field.${key}`,
    help: `config.group.help.${key}`,
    required: false,
    width: 'half',
    min: 1,
    decimals: 0,
    ...more,
  };
}

function choice(
  key: 'stage_key' | 'department_id' | 'duty_leader_id' | 'strategy' | 'fallback' | 'calendar_id',
  options: readonly FieldOption[],
  more: Partial<FormField>,
): FormField {
  return {
    key,
    type: 'select',
    label: `config.group.field.${key}`,
    required: false,
    width: 'half',
    options,
    ...more,
  };
}

function choices(
  key: 'member_ids' | 'handover_ids',
  options: readonly FieldOption[],
  help: string,
): FormField {
  return {
    key,
    type: 'multiselect',
    label: `config.group.field.${key}`,
    help,
    required: false,
    width: 'full',
    options,
    maxLength: 1000,
  };
}
