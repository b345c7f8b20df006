import type { ImportKind, ImportPlan } from '../../domain/import/import-plan.ts';
import type { Translate } from '../../i18n.ts';
import { paths } from '../../web/paths.ts';
import { FOUND_TABS, type FoundCounts, type FoundTab, type UnknownValue } from './found-rows.query.ts';
import { countOf, figure } from './import.view.ts';
import type { ImportRecord } from './imports.query.ts';

/** The page of the check, and that of the result: the same figures and tabs (spec 06, step 3 and 5). */

export interface Figure {
  readonly label: string;
  readonly figure: string;
  /** Null where there is nothing to be seen. */
  readonly href: string | null;
  readonly isBad: boolean;
}

export interface Tab {
  readonly name: FoundTab;
  readonly label: string;
  readonly count: string;
  readonly href: string;
  readonly isCurrent: boolean;
}

/** The tab that is asked for, else the first that has something to say. */
export function chooseTab(asked: FoundTab | undefined, counts: FoundCounts): FoundTab {
  return asked ?? FOUND_TABS.find((tab) => inTab(counts, tab) > 0) ?? 'errors';
}

function inTab(counts: FoundCounts, tab: FoundTab): number {
  if (tab === 'errors') return counts.invalid + counts.refused;
  if (tab === 'duplicates') return counts.duplicate + counts.ignored + counts.appended;
  return counts[tab];
}

/** Those with rows, and the one that is open; after the run nothing is to be said about values any more. */
export function presentTabs(
  current: FoundTab,
  counts: FoundCounts,
  { kind, page }: { readonly kind: ImportKind; readonly page: string },
  t: Translate,
): Tab[] {
  return FOUND_TABS.filter((tab) => tab === current || tab === 'errors' || inTab(counts, tab) > 0).map(
    (tab) => ({
      name: tab,
      label: t(`import.tab.${tab}`, { context: kind }),
      count: figure(inTab(counts, tab)),
      href: `${page}?tab=${tab}`,
      isCurrent: tab === current,
    }),
  );
}

const NOTHING_YET = '–';

/** What would be created or closed, and what not. While the check goes on nobody knows. */
export function checkFigures(
  { id, kind }: Pick<ImportRecord, 'id' | 'kind'>,
  counts: FoundCounts | null,
  t: Translate,
): Figure[] {
  const page = paths.imports.check.to(id);
  const one = (label: string, count: number | undefined, tab: FoundTab | null, isBad = false): Figure => ({
    label: t(`import.figure.${label}`, { context: kind }),
    figure: count === undefined ? NOTHING_YET : figure(count),
    href: tab !== null && count !== undefined && count > 0 ? `${page}?tab=${tab}` : null,
    isBad: isBad && count !== undefined && count > 0,
  });
  if (kind === 'closing')
    return [
      one('ready', counts?.ready, null),
      one('invalid', counts?.invalid, 'errors', true),
      one('skipped', counts?.ignored, 'duplicates'),
    ];
  return [
    one('ready', counts?.ready, null),
    one('duplicate_tickets', counts?.duplicateTickets, 'duplicates'),
    one('duplicate_rows', counts?.duplicateRows, 'duplicates'),
    one('invalid', counts?.invalid, 'errors', true),
    one('values', counts?.values, 'values'),
    one('customers', counts?.customers, 'customers'),
  ];
}

/** What the run has made, and what it has not. */
export function resultFigures(
  row: Pick<ImportRecord, 'id' | 'kind' | 'counts' | 'state'>,
  t: Translate,
): Figure[] {
  const { id, kind, counts, state } = row;
  const page = paths.imports.show.to(id);
  const one = (label: string, count: number, href: string | null, isBad = false): Figure => ({
    label: t(`import.figure.${label}`, { context: kind }),
    figure: figure(count),
    href: count > 0 ? href : null,
    isBad: isBad && count > 0,
  });
  const made = state === 'undone' || kind === 'closing' ? null : paths.imports.tickets(id);
  const failed = countOf(counts, 'invalid') + countOf(counts, 'refused');
  const skipped = countOf(counts, 'duplicate') + countOf(counts, 'ignored');
  return [
    one('done', countOf(counts, 'done'), made),
    ...(kind === 'tickets' ? [one('appended', countOf(counts, 'appended'), `${page}?tab=duplicates`)] : []),
    one('skipped', skipped, `${page}?tab=duplicates`),
    one('failed', failed, `${page}?tab=errors`, true),
    ...(countOf(counts, 'cancelled') > 0 ? [one('cancelled', countOf(counts, 'cancelled'), null)] : []),
    ...(kind === 'closing'
      ? []
      : [one('customers', countOf(counts, 'new_customers'), `${page}?tab=customers`)]),
  ];
}

/** How many of the texts that the check did not understand have a meaning by now. */
export function countSaid(unknown: readonly UnknownValue[], values: ImportPlan['values']): number {
  return unknown.filter(({ target, text }) => meaningOf(values, target, text) !== '').length;
}

export function meaningOf(values: ImportPlan['values'], target: string, text: string): string {
  const texts = Object.hasOwn(values, target) ? values[target] : undefined;
  return texts && Object.hasOwn(texts, text) ? (texts[text] ?? '') : '';
}
