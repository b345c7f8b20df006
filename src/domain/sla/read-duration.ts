/** Minutes of the units that a duration is typed in; a day has 24 hours. */
const UNITS = { day: 1440, hour: 60, minute: 1 } as const;
type Unit = keyof typeof UNITS;

const WORDS: readonly (readonly [Unit, RegExp])[] = [
  ['day', /^(d|day|days|天|日)$/],
  ['hour', /^(h|hr|hrs|hour|hours|小时|时|个小时|钟头|个钟头|個小時|小時|時)$/],
  ['minute', /^(m|min|mins|minute|minutes|分|分钟|分鐘)$/],
];
const PIECE = /^(\d{1,7}(?:\.\d{1,3})?)([a-z\p{Script=Han}]*)/u;

/**
 * A duration as people type it (spec 05): `24`, `24h`, `1d 4h`, `90m`, `1.5h`, `2 小时 30 分`. Null where it is none, or
 * no whole number of minutes.
 * @param bare the unit of a number that stands alone
 */
export function readDuration(text: string, bare: Unit): number | null {
  let left = text
    .normalize('NFKC')
    .toLowerCase()
    .replace(/[\s,、和]|and/g, '');
  if (left === '') return null;
  const clock = /^(\d{1,5}):([0-5]\d)$/.exec(left);
  if (clock) return Number(clock[1]) * UNITS.hour + Number(clock[2]);
  let minutes = 0;
  let before = Number.POSITIVE_INFINITY;
  while (left !== '') {
    const [piece = '', amount = '', word = ''] = PIECE.exec(left) ?? [];
    // Bare after hours are minutes: `1h30`.
    const unit = word === '' ? unitAfter(before, bare) : WORDS.find(([, known]) => known.test(word))?.[0];
    if (piece === '' || unit === undefined || UNITS[unit] >= before) return null;
    before = UNITS[unit];
    minutes += Number(amount) * before;
    left = left.slice(piece.length);
  }
  const rounded = Math.round(minutes);
  return Math.abs(minutes - rounded) < 1e-6 ? rounded : null;
}

function unitAfter(before: number, bare: Unit): Unit | undefined {
  if (before === Number.POSITIVE_INFINITY) return bare;
  return before === UNITS.hour ? 'minute' : before === UNITS.day ? 'hour' : undefined;
}
