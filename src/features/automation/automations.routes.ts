import { z } from 'zod';
import { moveWithin } from '../../domain/people/move-within.ts';
import { DAY_MS } from '../../domain/time/duration.ts';
import { Conflict } from '../../errors.ts';
import type { SignedInWeb } from '../../web/page.ts';
import { Id, idOf, parseBody, Version } from '../../web/parse-request.ts';
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
    post(order, 'config.manage', saveOrder),
    post(step.pattern('switch'), 'config.manage', saveSwitch),
  ];
}

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
  const isDone = await orderAutomations(web.ctx, {
    before,
    order: move === undefined ? idsIn(order) : moved(before, move),
  });
  await answer(web, isDone);
}

async function answer(web: SignedInWeb, isDone: boolean): Promise<void> {
  if (isDone && !web.wantsFragment) web.redirect(paths.admin.automations.list);
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
  to: z.string().regex(/^(on|off):[1-9]\d{0,8}$/),
};

async function saveSwitch(web: SignedInWeb): Promise<void> {
  const { to } = parseBody(web.req, Switch);
  const [state, version] = to.split(':');
  try {
    await switchAutomation(web.ctx, idOf(web, 'automation'), {
      active: state === 'on',
      version: Version.parse(version),
    });
    await answer(web, true);
  } catch (error) {
    if (!(error instanceof Conflict)) throw error;
    await answer(web, false);
  }
}
