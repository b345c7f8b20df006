import { idsOf, type OrderedList, saveOrder, saveSwitch } from '../../web/ordered-list.ts';
import type { SignedInWeb } from '../../web/page.ts';
import { idOf } from '../../web/parse-request.ts';
import { paths } from '../../web/paths.ts';
import { get, post, type Route } from '../../web/routes.ts';
import { findCatalogue } from '../conditions/catalogue.query.ts';
import { findSettingRecords } from '../settings/settings.query.ts';
import { setOneSetting } from '../settings/set-one-setting.ts';
import { orderRules } from './order-rules.ts';
import { findRule, findRuleTargets } from './rule-list.query.ts';
import { presentRule } from './rule-list.view.ts';
import { findRules } from './rules.query.ts';
import { switchRule } from './save-rule.ts';

/** `/admin/rules`: the assignment rules in the order in which they are tried, and what holds without them (spec 04). */
export function ruleListRoutes(): Route[] {
  const { list, order, step } = paths.admin.rules;
  return [
    get(list, 'config.manage', (web) => showList(web)),
    post(order, 'config.manage', (web) => saveOrder(web, shown, (wish) => orderRules(web.ctx, idsOf(wish)))),
    post(step.pattern('switch'), 'config.manage', (web) =>
      saveSwitch(web, shown, (wanted) => switchOne(web, wanted)),
    ),
  ];
}

const shown: OrderedList = { path: paths.admin.rules.list, show: showList };

async function showList(web: SignedInWeb, isOvertaken = false): Promise<void> {
  const { ctx, t, language } = web;
  const [rules, catalogue, targets, settings] = await Promise.all([
    findRules(ctx.db),
    findCatalogue(ctx.db, language),
    findRuleTargets(ctx.db),
    findSettingRecords(ctx.db),
  ]);
  const review = {
    isOn: settings.get('review_step')?.value === true,
    version: settings.get('review_step')?.version ?? 0,
    groupId: idIn(settings.get('review_group_id')?.value),
  };
  const fallback = String(idIn(settings.get('default_group_id')?.value));
  const status = isOvertaken ? 409 : 200;
  const locals = {
    title: t('config.area.rules'),
    before: rules.map(({ id }) => id).join(','),
    rows: rules.map((rule) => presentRule(rule, { catalogue, targets, review, t })),
    defaultGroup: targets.groups.find(({ value }) => value === fallback)?.label ?? null,
    isOvertaken,
  };
  if (web.wantsFragment) await web.fragment('routing/_rules', locals, status);
  else await web.page('routing/index', { ...locals, nav: 'rules', status });
}

function idIn(value: unknown): number | null {
  return typeof value === 'number' ? value : null;
}

async function switchOne(
  web: SignedInWeb,
  { active, version }: { readonly active: boolean; readonly version: number },
): Promise<void> {
  const id = idOf(web, 'rule');
  const rule = await findRule(web.ctx.db, id);
  // The review step is a setting: the switch of its row is that of the setting.
  if (rule?.builtIn === 'review') await setOneSetting(web.ctx, 'review_step', { value: active, version });
  else await switchRule(web.ctx, id, { active, version });
}
