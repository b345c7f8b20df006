import { findChinaDays } from '../../src/features/calendars/china-holidays.ts';

type Hours = readonly (readonly [from: number, to: number])[];

/** Nine to twelve, half past one to six. */
const OFFICE: Hours = [
  [540, 720],
  [810, 1080],
];
const AROUND_THE_CLOCK: Hours = [[0, 1440]];
const ZONE = 'Asia/Shanghai';

/** Of older years nothing is due any more; an administrator can load them. */
const FIRST_YEAR = 2024;
const LAST_YEAR = 2030;

const years = Array.from({ length: LAST_YEAR - FIRST_YEAR + 1 }, (_, index) => FIRST_YEAR + index);

/** China's working week with the holidays of the years that are known, and a calendar that is always open (spec 05). */
export const calendars = () => [
  {
    name: '标准工作时间',
    zone: ZONE,
    week: [OFFICE, OFFICE, OFFICE, OFFICE, OFFICE, [], []] satisfies Hours[],
    days: years
      .flatMap((year) => findChinaDays(year) ?? [])
      .map(({ day, name, likeWeekday }) => ({ day, name, intervals: likeWeekday === null ? [] : OFFICE })),
  },
  { name: '7×24', zone: ZONE, week: Array.from({ length: 7 }, () => AROUND_THE_CLOCK), days: [] },
];
