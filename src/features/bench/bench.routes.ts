import { DateTime } from 'luxon';
import { holds } from '../../domain/people/permissions.ts';
import { paths } from '../../web/paths.ts';
import { get, type Route } from '../../web/routes.ts';
import { findSettings } from '../settings/settings.query.ts';
import { badgesOf } from '../tickets/badges.view.ts';
import { presentDuration } from '../tickets/duration.view.ts';
import { clockFaceOf } from '../sla/clock-face.query.ts';
import { presentTimeLeft } from '../sla/time-left.view.ts';
import { findBench, type BenchTicket } from './bench.query.ts';
import { presentDueRail } from './due-rail.view.ts';
import { groupQueue, presentWeek } from './bench.view.ts';

/** `/`: the work bench of whoever is signed in (spec 11). */
export function benchRoutes(): Route[] {
  return [
    get(paths.bench, 'signed_in', async (web) => {
      const { ctx, t, language, user } = web;
      const [bench, settings] = await Promise.all([findBench(ctx), findSettings(ctx.db)]);
      const now = ctx.now();
      const locale = { zone: ctx.zone, locale: language };
      const present = (ticket: BenchTicket): object => ({
        ...ticket,
        left: presentTimeLeft(clockFaceOf(ticket), now, t, web.moment),
        badges: badgesOf(ticket, web, settings.urge_badge_above),
        since: presentDuration(now.getTime() - ticket.arrived_at.getTime(), t),
        sent: t('bench.sent', {
          who: ticket.sent_by ?? t('ticket.system'),
          action: t(`ticket.action.${ticket.sent_action}`),
        }),
      });
      await web.page('bench/index', {
        title: t('bench.title'),
        nav: 'bench',
        day: DateTime.fromJSDate(now, locale).toFormat(t('bench.day_format')),
        figures: bench.figures,
        rail: presentDueRail(bench.queue, now, ctx.zone, t),
        groups: groupQueue(bench.queue, now, ctx.zone).map(({ group, tickets }) => ({
          group,
          tickets: tickets.map(present),
        })),
        pool: bench.pool.map(present),
        poolCount: bench.poolCount,
        mayAccept: holds(user, 'ticket.accept'),
        mayRead: holds(user, 'ticket.read'),
        week: presentWeek(bench.week, t, (day) =>
          DateTime.fromISO(day, locale).toFormat(t('bench.weekday_format')),
        ),
      });
    }),
  ];
}
