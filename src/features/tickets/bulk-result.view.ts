import type { RefusalDetails } from '../../errors.ts';
import type { Translate } from '../../i18n.ts';
import { paths } from '../../web/paths.ts';
import type { BulkRun } from './bulk-runs.query.ts';
import type { SelectedTicket } from './bulk-selection.ts';
import { contextAddress, contextQuery, readContext } from './list-context.ts';

/** Reasons that only a bulk run has; all others are those of a single close. */
const OWN_REASONS = ['changed', 'not_found', 'form_differs', 'failed'];

export interface BulkResult {
  readonly id: number;
  readonly running: boolean;
  readonly total: number;
  readonly settled: number;
  readonly progress: string;
  readonly headline: string;
  readonly refused: readonly {
    readonly number: string;
    /** Null when there is no ticket to go to. */
    readonly href: string | null;
    readonly title: string;
    readonly reason: string;
  }[];
  /** Where those that may succeed now are tried again; null when there are none. */
  readonly retry: { readonly href: string; readonly label: string } | null;
  readonly back: string;
}

/** Those not closed that are still open and visible, with the versions they have now: worth another try (spec 01). */
export function retriable({ refused }: { readonly refused: BulkRun['refused'] }): SelectedTicket[] {
  return refused.flatMap(({ number, version, status }) =>
    version === null || status === 'closed' ? [] : [{ number, version }],
  );
}

/** The result page of a bulk run (spec 01: what was closed, and what was not and why). */
export function presentBulkRun(
  run: BulkRun,
  words: { t: Translate; sentence: (code: string, details: RefusalDetails) => string },
): BulkResult {
  const { t, sentence } = words;
  const context = readContext(run.list, '');
  const running = run.finished_at === null;
  const settled = run.closed + run.refused.length;
  const count = (key: string, count: number): string => t(key, { count, n: count.toLocaleString('en-US') });
  const again = running ? [] : retriable(run);
  const closed = count('bulk.closed', run.closed);
  const refused = count('bulk.refused', run.refused.length);
  return {
    id: run.id,
    running,
    total: run.total,
    settled,
    progress: t('bulk.progress', {
      done: settled.toLocaleString('en-US'),
      total: run.total.toLocaleString('en-US'),
    }),
    headline:
      run.refused.length === 0 ? closed : run.closed === 0 ? refused : t('bulk.both', { closed, refused }),
    refused: run.refused.map(({ number, title, code, details }) => ({
      number,
      href: title === null ? null : paths.tickets.show.to(number) + contextQuery(context),
      title: title ?? '',
      reason: OWN_REASONS.includes(code) ? t(`bulk.reason.${code}`) : sentence(code, details),
    })),
    retry:
      again.length === 0
        ? null
        : { href: `${paths.tickets.bulk.close}?retry=${run.id}`, label: count('bulk.retry', again.length) },
    back: context ? contextAddress(context) : paths.tickets.list,
  };
}
