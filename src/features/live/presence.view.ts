import type { Translate } from '../../i18n.ts';
import type { Present } from './presence.query.ts';

export interface PresenceView {
  /** The first character of a name, for the round mark; empty when nobody is there. */
  readonly initial: string;
  readonly text: string;
}

const NAMED = 2;

/** One short sentence about who else is here; whoever types goes before those who only look (spec 07). */
export function presentPresence(people: readonly Present[], t: Translate): PresenceView {
  const typing = people.filter((one) => one.typing);
  const meant = typing.length > 0 ? typing : people;
  const [first] = meant;
  if (!first) return { initial: '', text: '' };
  const names = meant.slice(0, NAMED).map((one) => one.name);
  const who =
    meant.length > NAMED
      ? t('live.and_others', { names: names.join(t('live.separator')), count: meant.length })
      : names.join(t('live.separator'));
  return {
    initial: [...first.name][0] ?? '',
    text: t(typing.length > 0 ? 'live.typing' : 'live.viewing', { who, count: meant.length }),
  };
}
