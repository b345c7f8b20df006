import { z } from 'zod';
import { dayOf } from '../../domain/time/format.ts';
import { Conflict, NotFound } from '../../errors.ts';
import type { SignedInWeb } from '../../web/page.ts';
import { bodyOf, idOf, parseQuery, Version } from '../../web/parse-request.ts';
import { paths } from '../../web/paths.ts';
import { get, post, type Route } from '../../web/routes.ts';
import { changeDraft } from './change-draft.ts';
import { findDefinitions } from './field-definitions.query.ts';
import { type DiffLine, presentDiff } from './template-diff.view.ts';
import { fieldsOf, presentPreview } from './template-editor.view.ts';
import { completeFields } from './template-form.query.ts';
import {
  findTemplate,
  findVersion,
  findVersions,
  type StoredVersion,
  type TemplateRecord,
} from './templates.query.ts';
import { placementsOfVersion } from './workshop.query.ts';

/** So many versions on one page of the history. */
const PAGE = 50;

/** What was published (spec 02, "History shows who changed what"): each version, and the way back to it. */
export function historyRoutes(): Route[] {
  const { history, version, restore } = paths.admin.templates;
  return [
    get(history.pattern, 'config.manage', showHistory),
    get(version.pattern, 'config.manage', (web) => showVersion(web)),
    post(restore.pattern, 'config.manage', restoreVersion),
  ];
}

const VersionNumber = z.coerce.number().int().positive().max(2_147_483_647);

async function showHistory(web: SignedInWeb): Promise<void> {
  const { t, ctx } = web;
  const template = await existing(web);
  const { from, to, below } = parseQuery(web.req, {
    from: VersionNumber.optional().catch(undefined),
    to: VersionNumber.optional().catch(undefined),
    below: VersionNumber.optional().catch(undefined),
  });
  const found = await findVersions(ctx.db, template.id, { below: below ?? 2_147_483_647, limit: PAGE + 1 });
  const versions = found.slice(0, PAGE);
  const [one, two] = [
    from === undefined ? undefined : await findVersion(ctx.db, template.id, from),
    to === undefined ? undefined : await findVersion(ctx.db, template.id, to),
  ];
  await web.page('templates/history', {
    title: t('config.template.history_title', { name: template.name }),
    nav: 'templates',
    template,
    versions: versions.map((row) => presentVersion(row, web)),
    older: found.length > PAGE ? (versions.at(-1)?.number ?? null) : null,
    newest: versions[0]?.number ?? 0,
    compared: one && two ? { from: one.number, to: two.number, diff: await compare(web, one, two) } : null,
  });
}

function presentVersion(
  row: Pick<StoredVersion, 'number' | 'note' | 'publishedAt' | 'publishedBy'>,
  { t, moment }: SignedInWeb,
) {
  return {
    number: row.number,
    note: row.note,
    who: row.publishedBy ?? t('config.system'),
    when: moment(row.publishedAt),
  };
}

async function compare(web: SignedInWeb, one: StoredVersion, two: StoredVersion): Promise<DiffLine[]> {
  const { ctx, t } = web;
  const before = await completeFields(ctx.db, one.fields, web);
  const after = await completeFields(ctx.db, two.fields, web);
  return presentDiff([fieldsOf(before, t), fieldsOf(after, t)], t);
}

async function showVersion(web: SignedInWeb, { conflict = false } = {}): Promise<void> {
  const { ctx, t } = web;
  const template = await existing(web);
  const version = await existingVersion(web, template);
  const form = await completeFields(ctx.db, version.fields, web);
  await web.page('templates/version', {
    title: t('config.template.version_title', { name: template.name, number: version.number }),
    nav: 'templates',
    status: conflict ? 409 : 200,
    template,
    conflict,
    version: presentVersion(version, web),
    preview: presentPreview(form, t, dayOf(ctx.now(), ctx.zone)),
  });
}

async function restoreVersion(web: SignedInWeb): Promise<void> {
  const template = await existing(web);
  const version = await existingVersion(web, template);
  const opened = Version.catch(0).parse(bodyOf(web.req)['version']);
  const placements = placementsOfVersion(version, await findDefinitions(web.ctx.db));
  try {
    await changeDraft(web.ctx, template.id, opened, [{ kind: 'replace', placements }]);
  } catch (error) {
    if (!(error instanceof Conflict)) throw error;
    await showVersion(web, { conflict: true });
    return;
  }
  web.flash({ kind: 'done', key: 'config.template.restored', params: { number: String(version.number) } });
  web.redirect(paths.admin.templates.edit.to(template.id));
}

async function existing(web: SignedInWeb): Promise<TemplateRecord> {
  const template = await findTemplate(web.ctx.db, idOf(web, 'template'));
  if (!template) throw new NotFound('template');
  return template;
}

async function existingVersion(web: SignedInWeb, { id }: TemplateRecord): Promise<StoredVersion> {
  const number = VersionNumber.safeParse(web.req.params['number']);
  const version = number.success ? await findVersion(web.ctx.db, id, number.data) : undefined;
  if (!version) throw new NotFound('template version');
  return version;
}
