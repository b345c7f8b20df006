import { NotFound, Refused } from '../../errors.ts';
import { refusalSentence } from '../../web/error-page.ts';
import type { SignedInWeb } from '../../web/page.ts';
import { bodyOf, idOf } from '../../web/parse-request.ts';
import { paths } from '../../web/paths.ts';
import { get, post, type Route } from '../../web/routes.ts';
import { type BulkRun, findBulkRun } from '../tickets/bulk-runs.query.ts';
import { workOffBulkRun } from '../tickets/bulk-work-off.ts';
import { assertUpgradeOf, upgradeTickets } from '../tickets/upgrade-tickets.ts';
import {
  countTicketsByVersion,
  findTemplate,
  findUsingCategories,
  findVersion,
  type TemplateRecord,
} from './templates.query.ts';

/** Counting the open tickets of a version stops here. */
const COUNTED = 1000;
/** So many are moved before the answer goes out; the rest while the result page is looked at. */
const AT_ONCE = 25;
/** So many tickets that stayed are listed, each with its reason. */
const LISTED = 500;

/** Where a template is in use, and moving open tickets to its newest version (spec 02). */
export function usageRoutes(): Route[] {
  const { usage, upgrade, upgradeRun } = paths.admin.templates;
  return [
    get(usage.pattern, 'config.manage', showUsage),
    post(upgrade.pattern, 'config.manage', start),
    get(upgradeRun.pattern, 'config.manage', showRun),
  ];
}

async function existing(web: SignedInWeb): Promise<TemplateRecord> {
  const template = await findTemplate(web.ctx.db, idOf(web, 'template'));
  if (!template) throw new NotFound('template');
  return template;
}

async function showUsage(web: SignedInWeb): Promise<void> {
  const { ctx, t } = web;
  const template = await existing(web);
  const newest = (await findVersion(ctx.db, template.id))?.number ?? 0;
  const counts = await countTicketsByVersion(ctx.db, template.id, COUNTED + 1);
  await web.page('templates/usage', {
    title: t('config.template.usage_title', { name: template.name }),
    nav: 'templates',
    template,
    newest,
    categories: await findUsingCategories(ctx.db, template.id),
    versions: counts.map(({ number, tickets }) => ({
      number,
      tickets: tickets > COUNTED ? `${COUNTED.toLocaleString('en-US')}+` : String(tickets),
    })),
    mayUpgrade: counts.some(({ number }) => number < newest),
  });
}

async function start(web: SignedInWeb): Promise<void> {
  const template = await existing(web);
  const run = await upgradeTickets(web.ctx, template.id, bodyOf(web.req)['drops_answers'] === 'on');
  if (run === null) {
    web.flash({ kind: 'done', key: 'config.template.all_newest', params: {} });
    web.redirect(paths.admin.templates.usage.to(template.id));
    return;
  }
  await workOffBulkRun(web.ctx, run, AT_ONCE);
  web.redirect(paths.admin.templates.upgradeRun.to(template.id, run));
  // The answer is out; the result page tells how far it is. Should this process die, the job goes on.
  await workOffBulkRun(web.ctx, run).catch((error: unknown) => {
    web.ctx.log.error({ err: error, run }, 'moving tickets stopped; the job goes on with it');
  });
}

async function showRun(web: SignedInWeb): Promise<void> {
  const template = await existing(web);
  const id = String(web.req.params['run']);
  if (!/^[1-9]\d{0,14}$/.test(id)) throw new NotFound('bulk run');
  const run = await findBulkRun(web.ctx, Number(id), 'upgrade');
  assertUpgradeOf(run, template.id);
  const locals = { template, result: presentRun(run, web) };
  if (web.wantsFragment) await web.fragment('templates/_upgrade-result', locals);
  else {
    const title = web.t('config.template.upgrade_title', { name: template.name });
    await web.page('templates/upgrade', { ...locals, title, nav: 'templates' });
  }
}

/** Reasons that are no refusals of the rules. */
const OWN_REASONS = ['changed', 'not_found', 'form_differs', 'failed'];

function presentRun(run: BulkRun, { t }: SignedInWeb) {
  const count = (key: string, many: number): string =>
    t(key, { count: many, n: many.toLocaleString('en-US') });
  return {
    id: run.id,
    running: run.finished_at === null,
    total: run.total,
    settled: run.done + run.refused.length,
    moved: count('config.template.upgraded', run.done),
    stayed: run.refused.length === 0 ? null : count('config.template.stayed', run.refused.length),
    more: Math.max(run.refused.length - LISTED, 0),
    refused: run.refused.slice(0, LISTED).map(({ number, title, code, details }) => ({
      number,
      title,
      reason: OWN_REASONS.includes(code)
        ? t(`config.template.reason.${code}`)
        : refusalSentence(new Refused(409, code, details), t),
    })),
  };
}
