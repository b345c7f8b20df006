import { z } from 'zod';
import { RULE_MODES } from '../../domain/message/notification-events.ts';
import { Invalid } from '../../errors.ts';
import type { SignedInWeb } from '../../web/page.ts';
import { bodyOf, parseBody } from '../../web/parse-request.ts';
import { paths } from '../../web/paths.ts';
import { get, post, type Route } from '../../web/routes.ts';
import { type Cell, CELLS, findChoices, findIdleChannels, findModes, type Modes } from './choices.query.ts';
import { presentChoices, presentModes } from './matrix.view.ts';
import { resetChoices, saveChoices } from './save-choices.ts';
import { printOf, saveModes } from './save-modes.ts';

/** Who hears of what (spec 05): `/profile/notifications` for oneself, `/admin/notifications` for everybody. */
export function waysRoutes(): Route[] {
  const { notifications, resetNotifications } = paths.profile;
  const rules = paths.admin.notifications.list;
  return [
    get(notifications, 'signed_in', showChoices),
    post(notifications, 'signed_in', async (web) => {
      await saveChoices(web.ctx, choicesIn(bodyOf(web.req)));
      leave(web, 'notification.prefs.saved', notifications);
    }),
    post(resetNotifications, 'signed_in', async (web) => {
      parseBody(web.req, {});
      await resetChoices(web.ctx);
      leave(web, 'notification.prefs.saved', notifications);
    }),
    get(rules, 'config.manage', async (web) => showModes(web, await findModes(web.ctx.db))),
    post(rules, 'config.manage', async (web) => {
      const body = bodyOf(web.req);
      const modes = modesIn(body);
      const now = await saveModes(web.ctx, modes, [body['opened'] ?? ''].flat().join(''));
      if (now === null) leave(web, 'notification.rules.saved', rules);
      else await showModes(web, modes, now);
    }),
  ];
}

function leave(web: SignedInWeb, key: string, to: string): void {
  web.flash({ kind: 'done', key, params: {} });
  web.redirect(to);
}

async function showChoices(web: SignedInWeb): Promise<void> {
  const { ctx, t } = web;
  const [modes, choices] = await Promise.all([findModes(ctx.db), findChoices(ctx.db, ctx.actor.id)]);
  const matrix = presentChoices({ modes, ...choices }, t);
  const cells = matrix.areas.flatMap(({ rows }) => rows.flatMap((row) => row.cells));
  await web.page('notifications/choices', {
    title: t('notification.prefs.title'),
    nav: 'profile',
    matrix,
    offered: cells.filter(({ reason }) => reason === null).map(({ cell }) => cell),
    isChanged: choices.chosen.size > 0,
  });
}

/** The cells that were offered, and which of them were on. */
function choicesIn(body: Readonly<Record<string, string | string[]>>): Map<Cell, boolean> {
  const offered = new Set([body['offered'] ?? ''].flat().join(' ').split(' '));
  return new Map(
    CELLS.filter((cell) => offered.has(cell)).map((cell): [Cell, boolean] => [cell, body[cell] === 'on']),
  );
}

async function showModes(web: SignedInWeb, modes: Modes, now: Modes | null = null): Promise<void> {
  const idle = await findIdleChannels(web.ctx.db);
  await web.page('notifications/rules', {
    title: web.t('config.area.notifications'),
    nav: 'notifications',
    status: now === null ? 200 : 409,
    matrix: presentModes({ modes, now, idle }, web.t),
    modes: RULE_MODES,
    opened: printOf(now ?? modes),
    isTaken: now !== null,
  });
}

const Mode = z.enum(RULE_MODES);

function modesIn(body: Readonly<Record<string, unknown>>): Modes {
  const modes = CELLS.map((cell) => [cell, Mode.safeParse(body[cell])] as const);
  const wrong = modes.filter(([, mode]) => !mode.success).map(([cell]) => cell);
  if (wrong.length > 0) {
    throw new Invalid(Object.fromEntries(wrong.map((cell) => [cell, { code: 'unusable', params: {} }])));
  }
  return Object.fromEntries(modes.map(([cell, mode]) => [cell, mode.data])) as Modes;
}
