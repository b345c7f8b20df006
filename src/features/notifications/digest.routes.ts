import { NotFound } from '../../errors.ts';
import { dayOf, endOfDay } from '../../domain/time/format.ts';
import type { SignedInWeb } from '../../web/page.ts';
import { paths } from '../../web/paths.ts';
import { get, type Route } from '../../web/routes.ts';
import { type DigestRow, findDigest, findDigestScope, sumOf } from './digest.query.ts';

/** `/digest`: what the daily digest counted, as it is now, each number leading to its tickets (spec 05). */
export function digestRoutes(): Route[] {
  return [get(paths.digest, 'signed_in', showDigest)];
}

async function showDigest(web: SignedInWeb): Promise<void> {
  const { ctx, t } = web;
  const scope = await findDigestScope(ctx.db, ctx.actor);
  if (!scope) throw new NotFound('page');
  const now = ctx.now();
  const moments = { now, endOfDay: endOfDay(dayOf(now, ctx.zone), ctx.zone) ?? now };
  const rows = await findDigest(ctx.db, ctx.actor, scope, moments);
  const isAll = scope.groupIds === null;
  await web.page('notifications/digest', {
    title: t('notification.digest.title'),
    nav: 'inbox',
    columns: COLUMNS.map(({ key }) => t(`notification.digest.${key}`)),
    rows: rows.map((row) => ({
      name: row.group ?? t('notification.digest.no_group'),
      numbers: numbersOf(row, row.groupId === null ? null : `&group=${row.groupId}`),
    })),
    total: numbersOf(sumOf(rows), isAll ? '' : null),
  });
}

/** Where the list shows the same tickets; nowhere for those that somebody was given and has not accepted. */
const COLUMNS = [
  { key: 'overdue', filter: '&sla=over' },
  { key: 'today', filter: '&sla=today' },
  { key: 'pooled', filter: '&assignee=none' },
  { key: 'offered', filter: null },
] as const;

function numbersOf(
  counts: Omit<DigestRow, 'groupId' | 'group'>,
  group: string | null,
): { count: number; href: string | null; isBad: boolean }[] {
  return COLUMNS.map(({ key, filter }) => ({
    count: counts[key],
    isBad: key === 'overdue' && counts[key] > 0,
    href:
      group === null || filter === null || counts[key] === 0
        ? null
        : `${paths.tickets.view('all')}&status=open${group}${filter}`,
  }));
}
