import { DAY_MS } from '../../domain/time/duration.ts';
import { idsOf, type OrderedList, saveOrder, saveSwitch } from '../../web/ordered-list.ts';
import type { SignedInWeb } from '../../web/page.ts';
import { idOf } from '../../web/parse-request.ts';
import { paths } from '../../web/paths.ts';
import { get, post, type Route } from '../../web/routes.ts';
import { findCatalogue } from '../conditions/catalogue.query.ts';
import { COUNTED, findAutomationList } from './automation-list.query.ts';
import { findAutomationOptions } from './automation-options.query.ts';
import { LOOK_BACK_DAYS } from './automation-trial.routes.ts';
import { orderAutomations } from './order-automations.ts';
import { switchAutomation } from './save-automation.ts';
import { tellAutomation } from './tell-automation.view.ts';

/** `/admin/automations`: what the system does by itself, in its order (spec 04). */
export function automationsRoutes(): Route[] {
  const { list, order, step } = paths.admin.automations;
  return [
    get(list, 'config.manage', (web) => showList(web)),
    post(order, 'config.manage', (web) =>
      saveOrder(web, shown, (wish) => orderAutomations(web.ctx, idsOf(wish))),
    ),
    post(step.pattern('switch'), 'config.manage', (web) =>
      saveSwitch(web, shown, (wanted) => switchAutomation(web.ctx, idOf(web, 'automation'), wanted)),
    ),
  ];
}

const shown: OrderedList = { path: paths.admin.automations.list, show: showList };

async function showList(web: SignedInWeb, isOvertaken = false): Promise<void> {
  const { ctx, t, language } = web;
  const [rows, catalogue, options] = await Promise.all([
    findAutomationList(ctx.db, new Date(ctx.now().getTime() - LOOK_BACK_DAYS * DAY_MS)),
    findCatalogue(ctx.db, language),
    findAutomationOptions(ctx.db, language),
  ]);
  const status = isOvertaken ? 409 : 200;
  const locals = {
    title: t('config.area.automations'),
    before: rows.map(({ id }) => id).join(','),
    rows: rows.map((row) => ({
      ...row,
      sentence: tellAutomation(row, { catalogue, options, t }),
      last: row.lastAt && web.moment(row.lastAt),
      count: row.runs > COUNTED ? `${COUNTED}+` : row.runs,
    })),
    isOvertaken,
  };
  if (web.wantsFragment) await web.fragment('automations/_list', locals, status);
  else await web.page('automations/index', { ...locals, nav: 'automations', status });
}
