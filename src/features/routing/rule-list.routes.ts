import { z } from 'zod';
import { moveWithin } from '../../domain/people/move-within.ts';
import { Conflict } from '../../errors.ts';
import type { SignedInWeb } from '../../web/page.ts';
import { Id, idOf, parseBody } from '../../web/parse-request.ts';
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
    post(order, 'config.manage', saveOrder),
    post(step.pattern('switch'), 'config.manage', saveSwitch),
  ];
}

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

/** All ids in their order, as `3,1,2`; or one of them and where it goes, as `1:up`. */
const Order = {
  before: z.string().max(20_000),
  order: z.string().max(20_000).default(''),
  move: z
    .string()
    .regex(/^\d{1,10}:(up|down)$/)
    .optional(),
};

async function saveOrder(web: SignedInWeb): Promise<void> {
  const { before: sent, order, move } = parseBody(web.req, Order);
  const before = idsIn(sent);
  const wanted = move === undefined ? idsIn(order) : moved(before, move);
  await answer(web, await orderRules(web.ctx, { before, order: wanted }));
}

async function answer(web: SignedInWeb, isDone: boolean): Promise<void> {
  if (isDone && !web.wantsFragment) web.redirect(paths.admin.rules.list);
  else await showList(web, !isDone);
}

function idsIn(text: string): number[] {
  return text.split(',').flatMap((each) => {
    const id = Id.safeParse(each);
    return id.success ? [id.data] : [];
  });
}

function moved(ids: readonly number[], move: string): readonly number[] {
  const [id, direction] = move.split(':');
  return moveWithin(ids, Number(id), direction === 'up' ? 'up' : 'down');
}

/** The button of a row, in the form of the whole list: what the switch is to say, and the version it was shown with. */
const Switch = {
  before: z.string().max(20_000).default(''),
  order: z.string().max(20_000).default(''),
  to: z.string().regex(/^(on|off):\d{1,9}$/),
};

async function saveSwitch(web: SignedInWeb): Promise<void> {
  const { to } = parseBody(web.req, Switch);
  const [state, sent] = to.split(':');
  const [id, active, version] = [idOf(web, 'rule'), state === 'on', Number(sent)];
  try {
    const rule = await findRule(web.ctx.db, id);
    // The review step is a setting: the switch of its row is that of the setting.
    if (rule?.builtIn === 'review') await setOneSetting(web.ctx, 'review_step', { value: active, version });
    else await switchRule(web.ctx, id, { active, version });
  } catch (error) {
    if (!(error instanceof Conflict)) throw error;
    await answer(web, false);
    return;
  }
  await answer(web, true);
}
