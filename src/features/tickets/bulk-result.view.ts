import type { RefusalDetails } from '../../errors.ts';
import type { Translate } from '../../i18n.ts';
import { localPath, paths } from '../../web/paths.ts';
import type { BulkAction } from './bulk-actions.ts';
import type { BulkRun, MovedItem } from './bulk-runs.query.ts';
import type { SelectedTicket } from './bulk-selection.ts';
import { contextAddress, contextQuery, readContext } from './list-context.ts';

/** Reasons that only a bulk run has; all others are those of the single action. */
const OWN_REASONS = [
  ...['changed', 'not_found', 'form_differs', 'no_overdue_reason', 'failed'],
  ...['target_is_current', 'target_gone', 'target_not_in_group'],
];

export interface BulkResult {
  readonly id: number;
  readonly action: BulkAction;
  readonly title: string;
  readonly running: boolean;
  readonly total: number;
  readonly settled: number;
  readonly progress: string;
  readonly headline: string;
  readonly refused: readonly (TicketLine & { readonly reason: string })[];
  /** How many went where, most first; nothing for an action that moves none. */
  readonly places: ReturnType<typeof countPlaces>;
  readonly moved: readonly (TicketLine & { readonly place: string })[];
  /** Where those that may succeed now are tried again; null when there are none. */
  readonly retry: { readonly href: string; readonly label: string } | null;
  readonly back: { readonly href: string; readonly label: string };
}

interface TicketLine {
  readonly number: string;
  /** Null when there is no ticket to go to. */
  readonly href: string | null;
  readonly title: string;
}

/** Those not done that are still open and visible, with the versions they have now: worth another try (spec 01). */
export function retriable({ refused }: { readonly refused: BulkRun['refused'] }): SelectedTicket[] {
  return refused.flatMap(({ number, version, status }) =>
    version === null || status === 'closed' ? [] : [{ number, version }],
  );
}

/** The page that a selection was made on: a list by its query, or who has what by its address. */
export function pageBefore(list: string): { href: string; label: string; list: string } {
  const other = list.startsWith(`${paths.workload.show}?`) ? localPath(list) : null;
  if (other !== null) return { href: other, label: 'bulk.back_to_workload', list };
  const context = readContext(list, '');
  if (context) return { href: contextAddress(context), label: 'bulk.back', list };
  return { href: paths.tickets.list, label: 'bulk.back', list: '' };
}

/** The result page of a bulk run (spec 01 and 04: what was done, where it went, and what was not done and why). */
export function presentBulkRun(
  run: BulkRun,
  action: BulkAction,
  moved: readonly MovedItem[],
  words: { t: Translate; sentence: (code: string, details: RefusalDetails) => string },
): BulkResult {
  const { t, sentence } = words;
  const before = pageBefore(run.list);
  const query = before.label === 'bulk.back' ? contextQuery(readContext(before.list, '')) : '';
  const running = run.finished_at === null;
  const settled = run.done + run.refused.length;
  const count = (key: string, count: number): string => t(key, { count, n: count.toLocaleString('en-US') });
  const again = running ? [] : retriable(run);
  const done = count(`bulk.${action}.done`, run.done);
  const refused = count(`bulk.${action}.refused`, run.refused.length);
  const lineOf = ({ number, title }: { number: string; title: string | null }): TicketLine => ({
    number,
    href: title === null ? null : paths.tickets.show.to(number) + query,
    title: title ?? '',
  });
  const went = moved.map((item) => ({ ...lineOf(item), place: placeName(item, t) }));
  return {
    id: run.id,
    action,
    title: t(`bulk.${action}.result_title`),
    running,
    total: run.total,
    settled,
    progress: t(`bulk.${action}.progress`, {
      done: settled.toLocaleString('en-US'),
      total: run.total.toLocaleString('en-US'),
    }),
    headline: run.refused.length === 0 ? done : run.done === 0 ? refused : t('bulk.both', { done, refused }),
    refused: run.refused.map((item) => ({
      ...lineOf(item),
      reason: OWN_REASONS.includes(item.code)
        ? t(`bulk.${action}.reason.${item.code}`)
        : sentence(item.code, item.details),
    })),
    places: countPlaces(moved, t),
    moved: went,
    retry:
      again.length === 0
        ? null
        : {
            href: `${paths.tickets.bulk.form(action)}?retry=${run.id}`,
            label: count('bulk.retry', again.length),
          },
    back: { href: before.href, label: t(before.label) },
  };
}

/** A group's pool, a person, or a person in a group. */
function placeName({ group, assignee }: MovedItem, t: Translate): string {
  if (assignee === null) return t('bulk.pool_of', { group: group ?? '' });
  return group === null ? assignee : t('bulk.person_in', { group, person: assignee });
}

/** How many tickets of a run went where, most first. */
export function countPlaces(
  moved: readonly MovedItem[],
  t: Translate,
): { readonly place: string; readonly count: string }[] {
  const counts = new Map<string, number>();
  for (const item of moved) {
    const place = placeName(item, t);
    counts.set(place, (counts.get(place) ?? 0) + 1);
  }
  return [...counts]
    .sort(([, a], [, b]) => b - a)
    .map(([place, count]) => ({
      place,
      count: t('bulk.tickets', { count, n: count.toLocaleString('en-US') }),
    }));
}
