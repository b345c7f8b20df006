import type { Translate } from '../../i18n.ts';
import type { ConfigChangeRow } from './config-changes.query.ts';

/** How the keys and values of a kind of record are told. */
export interface RecordWords {
  readonly label: (key: string) => string;
  readonly show: (key: string, value: unknown) => string;
}

/** What somebody else changed, in words, for whoever had its form open (decision 0020). */
export function presentSince(
  { who, occurredAt, changes }: ConfigChangeRow,
  { t, moment }: { readonly t: Translate; readonly moment: (at: Date) => string },
  { label, show }: RecordWords,
) {
  const told = (key: string, value: unknown): string =>
    value === null ? t('config.empty') : show(key, value);
  return {
    who: who ?? t('config.system'),
    moment: moment(occurredAt),
    changes: Object.entries(changes)
      .filter(([key]) => key !== 'version')
      .map(([key, [from, to]]) => ({ label: label(key), from: told(key, from), to: told(key, to) })),
  };
}
