import { idsOf, type OrderedList, saveOrder, saveSwitch } from '../../web/ordered-list.ts';
import type { SignedInWeb } from '../../web/page.ts';
import { idOf } from '../../web/parse-request.ts';
import { paths } from '../../web/paths.ts';
import { get, post, type Route } from '../../web/routes.ts';
import { orderPolicies } from './order-policies.ts';
import { COUNTED, findPolicyList } from './policy-list.query.ts';
import { findPolicyWords } from './policy-words.query.ts';
import { findRecalculation } from './recalculation.query.ts';
import { switchPolicy } from './save-policy.ts';
import { tellPolicy } from './tell-policy.view.ts';

/** `/admin/slas`: the policies in the order in which they are asked, and a recalculation while it goes on (spec 05). */
export function policiesRoutes(): Route[] {
  const { list, order, progress, step } = paths.admin.slas;
  return [
    get(list, 'config.manage', (web) => showList(web)),
    get(progress, 'config.manage', async (web) => {
      if (web.wantsFragment) await web.fragment('sla/_recalculation', await progressOf(web));
      else web.redirect(list);
    }),
    post(order, 'config.manage', (web) =>
      saveOrder(web, shown, (wish) => orderPolicies(web.ctx, idsOf(wish))),
    ),
    post(step.pattern('switch'), 'config.manage', (web) =>
      saveSwitch(web, shown, (wanted) => switchPolicy(web.ctx, idOf(web, 'policy'), wanted)),
    ),
  ];
}

async function progressOf({ ctx, t }: SignedInWeb) {
  const going = await findRecalculation(ctx.db);
  if (!going) return { recalculation: null };
  const { total, left } = going;
  const done = Math.max(total - left, 0);
  const grouped = new Intl.NumberFormat('en');
  return {
    recalculation: {
      ...{ total, done },
      sentence: t('config.policy.recalculating', {
        done: grouped.format(done),
        total: grouped.format(total),
      }),
    },
  };
}

const shown: OrderedList = { path: paths.admin.slas.list, show: showList };

async function showList(web: SignedInWeb, isOvertaken = false): Promise<void> {
  const { ctx, t, language } = web;
  const [rows, words, progress] = await Promise.all([
    findPolicyList(ctx.db),
    findPolicyWords(ctx.db, language),
    progressOf(web),
  ]);
  const status = isOvertaken ? 409 : 200;
  const locals = {
    title: t('config.area.slas'),
    before: rows.map(({ id }) => id).join(','),
    rows: rows.map((row) => ({
      ...row,
      sentence: tellPolicy(row, words),
      calendar: row.calendar ?? t('config.policy.around_clock'),
      changed: row.changedAt && {
        moment: web.moment(row.changedAt),
        who: row.changedBy ?? t('config.system'),
      },
      running: row.running > COUNTED ? `${COUNTED}+` : String(row.running),
    })),
    ...{ isOvertaken, ...progress },
  };
  if (web.wantsFragment) await web.fragment('sla/_list', locals, status);
  else await web.page('sla/index', { ...locals, nav: 'slas', status });
}
