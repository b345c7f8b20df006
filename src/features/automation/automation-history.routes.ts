import { NotFound } from '../../errors.ts';
import type { SignedInWeb } from '../../web/page.ts';
import { Id, idOf, parseQuery } from '../../web/parse-request.ts';
import { paths } from '../../web/paths.ts';
import { get, type Route } from '../../web/routes.ts';
import { presentRun } from './automation-history.view.ts';
import { findAutomation } from './automation-list.query.ts';
import { tryAutomation } from './automation-trial.routes.ts';
import { findRunsOf } from './runs.query.ts';

/** What an automation did, and what it would have done (spec 04). */
export function automationHistoryRoutes(): Route[] {
  const { step } = paths.admin.automations;
  return [
    get(step.pattern('history'), 'config.manage', showHistory),
    get(step.pattern('dry-run'), 'config.manage', showDryRun),
  ];
}

const PAGE = 50;

/** `?before=120`: the runs before that one. */
const At = { before: Id.optional().catch(undefined) };

async function showHistory(web: SignedInWeb): Promise<void> {
  const { ctx } = web;
  const automation = await findAsked(web);
  const { before } = parseQuery(web.req, At);
  const page = await findRunsOf(ctx.db, automation.id, { actor: ctx.actor, before, limit: PAGE });
  const here = paths.admin.automations.step.to(automation.id, 'history');
  await web.page('automations/history', {
    title: automation.name,
    nav: 'automations',
    automation,
    rows: page.rows.map((run) => presentRun(run, web)),
    newest: before === undefined ? null : here,
    older: page.next === null ? null : `${here}?before=${page.next}`,
  });
}

async function showDryRun(web: SignedInWeb): Promise<void> {
  const automation = await findAsked(web);
  await web.page('automations/dry-run', {
    title: automation.name,
    nav: 'automations',
    automation,
    tried: await tryAutomation(web, automation),
  });
}

async function findAsked(web: SignedInWeb) {
  const automation = await findAutomation(web.ctx.db, idOf(web, 'automation'));
  if (!automation) throw new NotFound('automation');
  return automation;
}
