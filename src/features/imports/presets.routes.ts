import { z } from 'zod';
import { Conflict, Invalid } from '../../errors.ts';
import type { SignedInWeb } from '../../web/page.ts';
import { idOf, parseBody, Version } from '../../web/parse-request.ts';
import { paths } from '../../web/paths.ts';
import { get, post, type Route } from '../../web/routes.ts';
import { findListedPresets } from './presets.query.ts';
import { removePreset, renamePreset } from './save-preset.ts';

/** `/imports/presets`: how the sheets of each platform are read (spec 06). */
export function presetsRoutes(): Route[] {
  const { list, rename, remove } = paths.imports.presets;
  return [
    get(list, 'ticket.import', (web) => showList(web)),
    post(rename.pattern, 'ticket.import', takeName),
    post(remove.pattern, 'ticket.import', async (web) => {
      const { version } = parseBody(web.req, { version: Version });
      await removePreset(web.ctx, { id: idOf(web, 'import preset'), version });
      web.flash({ kind: 'done', key: 'import.preset_removed', params: {} });
      web.redirect(list);
    }),
  ];
}

interface Shown {
  readonly id: number;
  readonly name: string;
  readonly problem: string;
  readonly status: number;
}

async function takeName(web: SignedInWeb): Promise<void> {
  const id = idOf(web, 'import preset');
  const { version, name } = parseBody(web.req, { version: Version, name: z.string().max(1000) });
  try {
    await renamePreset(web.ctx, { id, version, name });
    web.flash({ kind: 'done', key: 'import.preset_renamed', params: { name: name.trim() } });
    web.redirect(paths.imports.presets.list);
  } catch (error) {
    if (error instanceof Conflict) {
      await showList(web, { id, name, problem: web.t('import.stale'), status: 409 });
      return;
    }
    const problem = error instanceof Invalid ? error.problems['name'] : undefined;
    if (!problem) throw error;
    const params = { label: web.t('import.preset_name'), ...problem.params };
    await showList(web, { id, name, problem: web.t(`form.problem.${problem.code}`, params), status: 422 });
  }
}

async function showList(web: SignedInWeb, shown?: Shown): Promise<void> {
  const { t } = web;
  const presets = await findListedPresets(web.ctx.db);
  await web.page('imports/presets', {
    title: t('import.presets'),
    nav: 'imports',
    status: shown?.status ?? 200,
    presets: presets.map((preset) => ({
      ...preset,
      kindWord: t(`import.kind.${preset.kind}`),
      moment: web.moment(preset.updatedAt),
      headings: preset.plan.columns.map(({ heading }) => heading).join(t('form.list_separator')),
      typed: shown?.id === preset.id ? shown.name : preset.name,
      problem: shown?.id === preset.id ? shown.problem : null,
    })),
  });
}
