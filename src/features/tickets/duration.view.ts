import { splitDuration } from '../../domain/time/duration.ts';
import type { Translate } from '../../i18n.ts';

/**
 * A duration of `ms` milliseconds in words: `5 时 10 分`, `5 h 10 min`, `不到 1 分` (spec 05, time left or over);
 * in `units` units at most, one or two.
 */
export function presentDuration(ms: number, t: Translate, units: 1 | 2 = 2): string {
  const parts = splitDuration(ms)
    .slice(0, units)
    .map((part) => t(`journey.duration.${part.unit}`, { n: part.value }));
  return parts.length === 0 ? t('journey.duration.under_minute') : parts.join(t('journey.duration.join'));
}
