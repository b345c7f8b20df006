import type { Language, Translate } from '../../i18n.ts';
import type { LevelNames } from '../customers/level-names.to-sql.ts';

export interface Badge {
  readonly kind: 'urge' | 'back' | 'rep' | 'vip' | 'add';
  readonly text: string;
}

/** The badges of a ticket in order of loudness; `×n` counts (spec 01, 07). */
export function badgesOf(
  row: {
    urged_count: number;
    appended_count: number;
    returned_count: number;
    is_repeat: boolean;
    level: LevelNames | null;
  },
  { t, language }: { readonly t: Translate; readonly language: Language },
  urgeAbove = 1,
): Badge[] {
  const badges: Badge[] = [];
  if (row.urged_count > urgeAbove)
    badges.push({ kind: 'urge', text: t('ticket.badge.urged', { count: row.urged_count }) });
  if (row.returned_count > 0)
    badges.push({ kind: 'back', text: t('ticket.badge.returned', { count: row.returned_count }) });
  if (row.is_repeat) badges.push({ kind: 'rep', text: t('ticket.badge.repeat') });
  if (row.level) badges.push({ kind: 'vip', text: language === 'en' ? row.level.en : row.level.zh });
  if (row.appended_count > 0)
    badges.push({ kind: 'add', text: t('ticket.badge.appended', { count: row.appended_count }) });
  return badges;
}
