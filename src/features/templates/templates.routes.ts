import { FIRST_PLACEMENTS } from '../../domain/form/placement.ts';
import type { FormField } from '../../domain/form/field.ts';
import { NotFound } from '../../errors.ts';
import { type Editor, saveEditor, showEditor } from '../../web/editor.ts';
import type { SignedInWeb } from '../../web/page.ts';
import { idOf, parseQuery, SearchWords } from '../../web/parse-request.ts';
import { paths } from '../../web/paths.ts';
import { get, post, type Route } from '../../web/routes.ts';
import { createTemplate, saveTemplate } from './save-template.ts';
import { findTemplate, findTemplates, type TemplateRecord } from './templates.query.ts';
import { findWorkshop } from './workshop.query.ts';

/** `/admin/templates`: the forms that tickets are made with (spec 02): which there are, what they are called, copies. */
export function templatesRoutes(): Route[] {
  const { list, new: make, settings, copy } = paths.admin.templates;
  return [
    get(list, 'config.manage', showList),
    get(make, 'config.manage', (web) => showEditor(web, newEditor(web, null))),
    post(make, 'config.manage', (web) => create(web, null)),
    get(settings.pattern, 'config.manage', async (web) => showEditor(web, await settingsEditor(web))),
    post(settings.pattern, 'config.manage', (web) =>
      saveEditor(
        web,
        () => settingsEditor(web),
        async (sent) => {
          const id = idOf(web, 'template');
          await saveTemplate(web.ctx, id, sent);
          return paths.admin.templates.list;
        },
      ),
    ),
    get(copy.pattern, 'config.manage', async (web) => showEditor(web, newEditor(web, await sourceOf(web)))),
    post(copy.pattern, 'config.manage', async (web) => create(web, await sourceOf(web))),
  ];
}

async function showList(web: SignedInWeb): Promise<void> {
  const { q } = parseQuery(web.req, { q: SearchWords });
  const rows = await findTemplates(web.ctx.db, q);
  await web.page('templates/index', {
    title: web.t('config.area.templates'),
    nav: 'templates',
    q,
    rows: rows.map((row) => ({ ...row, published: row.published_at && web.moment(row.published_at) })),
  });
}

async function sourceOf(web: SignedInWeb): Promise<TemplateRecord> {
  const found = await findTemplate(web.ctx.db, idOf(web, 'template'));
  if (!found) throw new NotFound('template');
  return found;
}

async function create(web: SignedInWeb, source: TemplateRecord | null): Promise<void> {
  await saveEditor(
    web,
    () => Promise.resolve(newEditor(web, source)),
    async ({ values }) => {
      const workshop = source && (await findWorkshop(web.ctx.db, source.id));
      const placements = workshop?.placements ?? FIRST_PLACEMENTS;
      return paths.admin.templates.edit.to(await createTemplate(web.ctx, values, placements));
    },
  );
}

/** A new template, from nothing or as a copy: its name first, its form on the next page. */
function newEditor({ t }: SignedInWeb, source: TemplateRecord | null): Editor {
  const { templates } = paths.admin;
  const name = source?.name ?? '';
  return {
    subject: 'template',
    id: null,
    version: null,
    title: source ? t('config.template.copy_of', { name }) : t('config.template.new'),
    nav: 'templates',
    back: { href: templates.list, label: t('config.area.templates') },
    action: source ? templates.copy.to(source.id) : templates.new,
    values: {},
    savedKey: 'config.template.created',
    sections: [
      {
        title: t('config.template.section.new'),
        help: t(source ? 'config.template.section.copy_help' : 'config.template.section.new_help'),
        fields: named(source && t('config.template.copy_name', { name })),
      },
    ],
  };
}

async function settingsEditor(web: SignedInWeb): Promise<Editor> {
  const template = await sourceOf(web);
  const { templates } = paths.admin;
  return {
    subject: 'template',
    id: template.id,
    version: template.version,
    title: template.name,
    nav: 'templates',
    back: { href: templates.edit.to(template.id), label: template.name },
    action: templates.settings.to(template.id),
    values: template.values,
    sections: [
      {
        title: web.t('config.template.section.settings'),
        help: web.t('config.template.section.settings_help'),
        fields: [
          ...named(null),
          {
            key: 'active',
            type: 'switch',
            label: 'config.template.field.active',
            help: 'config.template.help.active',
            required: false,
            width: 'half',
          },
        ],
      },
    ],
  };
}

function named(name: string | null): FormField[] {
  return [
    {
      key: 'name',
      type: 'text',
      label: 'config.template.field.name',
      required: true,
      width: 'half',
      maxLength: 100,
      ...(name !== null && { default: [...name].slice(0, 100).join('') }),
    },
    {
      key: 'description',
      type: 'text',
      label: 'config.template.field.description',
      help: 'config.template.help.description',
      required: false,
      width: 'full',
      maxLength: 500,
    },
  ];
}
