import { MINUTE_MS, splitDuration } from '../../domain/time/duration.ts';
import type { Translate } from '../../i18n.ts';

/**
 * How long something still takes, or is over, as a message says it (spec 05): `1 小时`, `59 分钟`, `2 天 3 小时`.
 * Minutes are rounded up, so that nothing is left only when it is.
 */
export function toldDuration(ms: number, t: Translate): string {
  const minutes = Math.max(1, Math.ceil(ms / MINUTE_MS));
  return splitDuration(minutes * MINUTE_MS)
    .map((part) => t(`notification.duration.${part.unit}`, { n: part.value }))
    .join(' ');
}
