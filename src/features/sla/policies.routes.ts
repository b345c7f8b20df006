import { z } from 'zod';
import { moveWithin } from '../../domain/people/move-within.ts';
import { Conflict } from '../../errors.ts';
import type { SignedInWeb } from '../../web/page.ts';
import { Id, idOf, parseBody, Version } from '../../web/parse-request.ts';
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
    post(order, 'config.manage', saveOrder),
    post(step.pattern('switch'), 'config.manage', saveSwitch),
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
  await answer(web, await orderPolicies(web.ctx, { before, order: wanted }));
}

async function answer(web: SignedInWeb, isDone: boolean): Promise<void> {
  if (isDone && !web.wantsFragment) web.redirect(paths.admin.slas.list);
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
    await switchPolicy(web.ctx, idOf(web, 'policy'), {
      active: state === 'on',
      version: Version.parse(version),
    });
    await answer(web, true);
  } catch (error) {
    if (!(error instanceof Conflict)) throw error;
    await answer(web, false);
  }
}
