import type { Translate } from '../../i18n.ts';

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
    level_key: string | null;
  },
  t: Translate,
  urgeAbove = 1,
): Badge[] {
  const badges: Badge[] = [];
  if (row.urged_count > urgeAbove)
    badges.push({ kind: 'urge', text: t('ticket.badge.urged', { count: row.urged_count }) });
  if (row.returned_count > 0)
    badges.push({ kind: 'back', text: t('ticket.badge.returned', { count: row.returned_count }) });
  if (row.is_repeat) badges.push({ kind: 'rep', text: t('ticket.badge.repeat') });
  if (row.level_key !== null && row.level_key !== 'normal') {
    badges.push({ kind: 'vip', text: row.level_key.toUpperCase() });
  }
  if (row.appended_count > 0)
    badges.push({ kind: 'add', text: t('ticket.badge.appended', { count: row.appended_count }) });
  return badges;
}
