import { describe, expect, test } from 'vitest';
import {
  addWorkingMinutes,
  type Calendar,
  explainWorkingTime,
  type Interval,
  isWorking,
  nextWorkingStart,
  workingMinutesBetween,
} from '../../../src/domain/time/calendar.ts';

/** Calculated by hand (spec 05): weeks, holidays, make-up days, nights, and zones whose clocks change. */

const OFFICE: readonly Interval[] = [
  [540, 720],
  [810, 1080],
];
const NIGHT: readonly Interval[] = [
  [0, 360],
  [1320, 1440],
];
const daysOff = (month: string, from: number, to: number): [string, Interval[]][] =>
  Array.from({ length: to - from + 1 }, (_, index) => [
    `2026-${month}-${String(from + index).padStart(2, '0')}`,
    [],
  ]);
/** As the State Council arranged 2026. */
const CHINA_2026 = new Map<string, readonly Interval[]>([
  ...daysOff('01', 1, 3),
  ...daysOff('02', 15, 23),
  ...daysOff('10', 1, 7),
  ...['2026-01-04', '2026-02-14', '2026-02-28', '2026-09-20', '2026-10-10'].map(
    (day): [string, readonly Interval[]] => [day, OFFICE],
  ),
]);
const NO_DAYS = new Map<string, readonly Interval[]>();
const FIVE_DAYS = [OFFICE, OFFICE, OFFICE, OFFICE, OFFICE, [], []];
const everyDay = (intervals: readonly Interval[]) => Array.from({ length: 7 }, () => intervals);

const china: Calendar = { zone: 'Asia/Shanghai', week: FIVE_DAYS, days: CHINA_2026 };
const office = (zone: string): Calendar => ({ zone, week: FIVE_DAYS, days: NO_DAYS });
const nightly = (zone: string): Calendar => ({ zone, week: everyDay(NIGHT), days: NO_DAYS });
const always: Calendar = { zone: 'Asia/Shanghai', week: everyDay([[0, 1440]]), days: NO_DAYS };
const never: Calendar = { zone: 'Asia/Shanghai', week: everyDay([]), days: NO_DAYS };
/** From Monday night to Saturday morning. */
const nights: Calendar = {
  zone: 'Asia/Shanghai',
  week: [[[1320, 1440]], NIGHT, NIGHT, NIGHT, NIGHT, [[0, 360]], []],
  days: NO_DAYS,
};
/** Half an hour of a Sunday night, which clocks skip in spring and show twice in autumn. */
const wicked: Calendar = {
  zone: 'Europe/Berlin',
  week: [[], [], [], [], [], [], [[135, 165]]],
  days: NO_DAYS,
};

/** Moments without an offset are Shanghai's. */
const at = (text: string): Date => new Date(/[+-]\d\d:\d\d$/.test(text) ? text : `${text}+08:00`);

const DUE: readonly (readonly [
  what: string,
  calendar: Calendar,
  from: string,
  minutes: number,
  due: string,
])[] = [
  ['within a morning', china, '2026-11-23T09:00', 60, '2026-11-23T10:00'],
  ['to the end of the morning', china, '2026-11-23T09:00', 180, '2026-11-23T12:00'],
  ['over lunch', china, '2026-11-23T09:00', 181, '2026-11-23T13:31'],
  ['from the end of the morning', china, '2026-11-23T12:00', 1, '2026-11-23T13:31'],
  ['from lunch', china, '2026-11-23T12:30', 30, '2026-11-23T14:00'],
  ['before work', china, '2026-11-23T08:00', 60, '2026-11-23T10:00'],
  ['to the end of the day', china, '2026-11-23T17:30', 30, '2026-11-23T18:00'],
  ['over night', china, '2026-11-23T17:30', 31, '2026-11-24T09:01'],
  ['from the end of the day', china, '2026-11-23T18:00', 1, '2026-11-24T09:01'],
  ['from before midnight', china, '2026-11-23T23:59', 1, '2026-11-24T09:01'],
  ['from midnight', china, '2026-11-23T00:00', 450, '2026-11-23T18:00'],
  ['a day and a minute', china, '2026-11-23T09:00', 451, '2026-11-24T09:01'],
  ['a day from the middle of one', china, '2026-11-23T10:15', 450, '2026-11-24T10:15'],
  ['over a weekend', china, '2026-11-20T17:00', 120, '2026-11-23T10:00'],
  ['from a Saturday', china, '2026-11-21T10:00', 60, '2026-11-23T10:00'],
  ['from a Sunday night', china, '2026-11-22T23:59', 60, '2026-11-23T10:00'],
  ['a week', china, '2026-11-23T09:00', 2250, '2026-11-27T18:00'],
  ['a week and a minute', china, '2026-11-23T09:00', 2251, '2026-11-30T09:01'],
  ['nothing', china, '2026-11-23T09:00', 0, '2026-11-23T09:00'],
  ['nothing on a Sunday', china, '2026-11-22T10:00', 0, '2026-11-22T10:00'],
  ['half a minute', china, '2026-11-23T09:00', 0.5, '2026-11-23T09:00:30'],
  ['seconds over lunch', china, '2026-11-23T11:59:30', 1, '2026-11-23T13:30:30'],

  ['over the National Day', china, '2026-09-30T17:00', 120, '2026-10-08T10:00'],
  ['two days around it', china, '2026-09-30T09:00', 900, '2026-10-08T18:00'],
  ['from the National Day', china, '2026-10-01T10:00', 60, '2026-10-08T10:00'],
  ['from its last night', china, '2026-10-07T23:00', 450, '2026-10-08T18:00'],
  ['into a Saturday that is worked', china, '2026-10-09T17:00', 120, '2026-10-10T10:00'],
  ['out of it', china, '2026-10-10T17:00', 120, '2026-10-12T10:00'],
  ['from a Saturday to a Sunday that is worked', china, '2026-09-19T10:00', 60, '2026-09-20T10:00'],
  ['out of that Sunday', china, '2026-09-20T17:00', 120, '2026-09-21T10:00'],
  ['into the Saturday before spring festival', china, '2026-02-13T17:00', 120, '2026-02-14T10:00'],
  ['over spring festival', china, '2026-02-14T17:00', 120, '2026-02-24T10:00'],
  ['into the Saturday after it', china, '2026-02-27T17:30', 60, '2026-02-28T09:30'],
  ['out of that', china, '2026-02-28T17:30', 60, '2026-03-02T09:30'],
  ['over New Year to a Sunday', china, '2025-12-31T17:00', 120, '2026-01-04T10:00'],
  ['and on to the Monday', china, '2026-01-04T18:00', 1, '2026-01-05T09:01'],
  ['into a leap day', china, '2028-02-28T17:00', 120, '2028-02-29T10:00'],
  ['out of a leap day', china, '2028-02-29T17:00', 120, '2028-03-01T10:00'],
  ['the end of February without one', china, '2027-02-26T17:00', 120, '2027-03-01T10:00'],

  ['a whole night', nights, '2026-11-23T22:00', 480, '2026-11-24T06:00'],
  ['over midnight', nights, '2026-11-23T23:30', 60, '2026-11-24T00:30'],
  ['to midnight', nights, '2026-11-23T23:00', 60, '2026-11-24T00:00'],
  ['from one night to the next', nights, '2026-11-24T05:00', 120, '2026-11-24T23:00'],
  ['to the end of the last night', nights, '2026-11-27T23:00', 420, '2026-11-28T06:00'],
  ['from the last night to the first', nights, '2026-11-27T23:00', 421, '2026-11-30T22:01'],
  ['the last minute of the last night', nights, '2026-11-28T05:59', 2, '2026-11-30T22:01'],

  ['a day around the clock', always, '2026-11-21T10:00', 1440, '2026-11-22T10:00'],
  ['over the end of a year', always, '2026-12-31T23:30', 60, '2027-01-01T00:30'],
  ['thirty days around the clock', always, '2026-11-23T00:00', 43_200, '2026-12-23T00:00'],

  [
    'Berlin skips an hour: a short night',
    nightly('Europe/Berlin'),
    '2026-03-28T22:00+01:00',
    420,
    '2026-03-29T06:00+02:00',
  ],
  [
    'what does not fit goes to the next',
    nightly('Europe/Berlin'),
    '2026-03-28T22:00+01:00',
    480,
    '2026-03-29T23:00+02:00',
  ],
  [
    'over the hour that is skipped',
    nightly('Europe/Berlin'),
    '2026-03-29T01:30+01:00',
    60,
    '2026-03-29T03:30+02:00',
  ],
  [
    'Berlin has an hour twice: a long night',
    nightly('Europe/Berlin'),
    '2026-10-24T22:00+02:00',
    540,
    '2026-10-25T06:00+01:00',
  ],
  [
    'to the end of its first time',
    nightly('Europe/Berlin'),
    '2026-10-24T22:00+02:00',
    300,
    '2026-10-25T02:00+01:00',
  ],
  ['Berlin by day', office('Europe/Berlin'), '2026-03-27T17:00+01:00', 120, '2026-03-30T10:00+02:00'],
  [
    'New York skips an hour',
    nightly('America/New_York'),
    '2026-03-07T22:00-05:00',
    420,
    '2026-03-08T06:00-04:00',
  ],
  [
    'New York has an hour twice',
    nightly('America/New_York'),
    '2026-10-31T22:00-04:00',
    540,
    '2026-11-01T06:00-05:00',
  ],
  [
    'half past one, and again',
    nightly('America/New_York'),
    '2026-11-01T01:30-04:00',
    60,
    '2026-11-01T01:30-05:00',
  ],
  ['New York by day', office('America/New_York'), '2026-10-30T17:00-04:00', 120, '2026-11-02T10:00-05:00'],
  [
    'Lord Howe skips half an hour',
    nightly('Australia/Lord_Howe'),
    '2026-10-03T22:00+10:30',
    450,
    '2026-10-04T06:00+11:00',
  ],
  [
    'Lord Howe has half an hour twice',
    nightly('Australia/Lord_Howe'),
    '2026-04-04T22:00+11:00',
    510,
    '2026-04-05T06:00+10:30',
  ],
  [
    'a quarter to two, and again',
    nightly('Australia/Lord_Howe'),
    '2026-04-05T01:45+11:00',
    30,
    '2026-04-05T01:45+10:30',
  ],
  ['hours that are skipped are not worked', wicked, '2026-03-28T12:00+01:00', 30, '2026-04-05T02:45+02:00'],
  ['hours that come twice: the first time', wicked, '2026-10-24T12:00+02:00', 30, '2026-10-25T02:45+02:00'],
  ['hours that come twice: both', wicked, '2026-10-24T12:00+02:00', 60, '2026-10-25T02:45+01:00'],
];

describe('when something is due', () => {
  test.each(DUE)('%s', (_what, calendar, from, minutes, due) => {
    expect(addWorkingMinutes(calendar, at(from), minutes)?.toISOString()).toBe(at(due).toISOString());
    expect(workingMinutesBetween(calendar, at(from), at(due))).toBe(minutes);
    expect(workingMinutesBetween(calendar, at(due), at(from)) + 0).toBe(minutes === 0 ? 0 : -minutes);
  });

  test('never, where nobody works', () => {
    expect(addWorkingMinutes(never, at('2026-11-23T09:00'), 1)).toBeNull();
    expect(addWorkingMinutes(never, at('2026-11-23T09:00'), 0)).toEqual(at('2026-11-23T09:00'));
  });

  test('one day that is worked, and no other', () => {
    const once: Calendar = { ...never, days: new Map([['2027-06-01', OFFICE]]) };
    expect(addWorkingMinutes(once, at('2026-11-23T09:00'), 450)).toEqual(at('2027-06-01T18:00'));
    expect(addWorkingMinutes(once, at('2026-11-23T09:00'), 451)).toBeNull();
  });

  test('years ahead', () => {
    // 260 weeks of 2,250 minutes, without any holiday.
    const due = addWorkingMinutes(office('UTC'), new Date('2026-11-23T09:00Z'), 260 * 2250);
    expect(due?.toISOString()).toBe('2031-11-14T18:00:00.000Z');
  });
});

describe('how much was worked', () => {
  test.each([
    ['a weekend', china, '2026-11-21T00:00', '2026-11-23T00:00', 0],
    ['lunch', china, '2026-11-23T12:00', '2026-11-23T13:30', 0],
    ['a calendar day', china, '2026-11-23T00:00', '2026-11-24T00:00', 450],
    ['golden week', china, '2026-10-01T00:00', '2026-10-08T00:00', 0],
    // 20 weekdays, six of them off, and two Saturdays.
    ['February 2026', china, '2026-02-01T00:00', '2026-03-01T00:00', (20 - 6 + 2) * 450],
    ['no time at all', china, '2026-11-23T10:00', '2026-11-23T10:00', 0],
    [
      '23 hours in Berlin',
      { ...always, zone: 'Europe/Berlin' },
      '2026-03-29T00:00+01:00',
      '2026-03-30T00:00+02:00',
      1380,
    ],
  ] as const)('%s', (_what, calendar, from, to, minutes) => {
    expect(workingMinutesBetween(calendar, at(from), at(to))).toBe(minutes);
  });
});

describe('whether it is working time', () => {
  test.each([
    ['the first moment', china, '2026-11-23T09:00', true],
    ['the moment before', china, '2026-11-23T08:59:59.999', false],
    ['the last moment', china, '2026-11-23T17:59:59.999', true],
    ['the end is none', china, '2026-11-23T18:00', false],
    ['lunch', china, '2026-11-23T12:00', false],
    ['Sunday', china, '2026-11-22T10:00', false],
    ['a Sunday that is worked', china, '2026-09-20T10:00', true],
    ['a Thursday that is not', china, '2026-10-01T10:00', false],
    ['midnight of a night shift', nights, '2026-11-24T00:00', true],
    ['midnight after the last one', nights, '2026-11-29T00:00', false],
    ['any time', always, '2026-11-22T03:14', true],
    ['twice: first', wicked, '2026-10-25T02:30+02:00', true],
    ['twice: between', wicked, '2026-10-25T02:50+02:00', false],
    ['twice: second', wicked, '2026-10-25T02:30+01:00', true],
  ] as const)('%s', (_what, calendar, moment, answer) => {
    expect(isWorking(calendar, at(moment))).toBe(answer);
  });
});

describe('when the next shift begins', () => {
  test.each([
    ['before work', china, '2026-11-23T08:00', '2026-11-23T09:00'],
    ['right at its beginning', china, '2026-11-23T09:00', '2026-11-23T09:00'],
    ['in the morning', china, '2026-11-23T09:01', '2026-11-23T13:30'],
    ['after work', china, '2026-11-23T18:00', '2026-11-24T09:00'],
    ['on Friday evening', china, '2026-11-20T20:00', '2026-11-23T09:00'],
    ['before golden week', china, '2026-09-30T18:30', '2026-10-08T09:00'],
    ['before a Sunday that is worked', china, '2026-09-18T18:30', '2026-09-20T09:00'],
    ['in a night: midnight begins nothing', nights, '2026-11-23T23:00', '2026-11-24T22:00'],
    ['at midnight of a night', nights, '2026-11-24T00:00', '2026-11-24T22:00'],
    ['after the last night', nights, '2026-11-28T06:00', '2026-11-30T22:00'],
    [
      'a skipped time begins with what follows',
      { ...wicked, week: everyDay([[150, 240]]) },
      '2026-03-29T00:00+01:00',
      '2026-03-29T03:00+02:00',
    ],
  ] as const)('%s', (_what, calendar, from, start) => {
    expect(nextWorkingStart(calendar, at(from))?.toISOString()).toBe(at(start).toISOString());
  });

  test.each([
    ['nobody ever works', never],
    ['somebody always does', always],
  ])('none: %s', (_what, calendar) => {
    expect(nextWorkingStart(calendar, at('2026-11-23T09:00'))).toBeNull();
  });
});

test('each day tells what was worked on it, and whether it differs from the week', () => {
  const days = explainWorkingTime(china, at('2026-10-09T17:00'), at('2026-10-12T10:00'));
  expect(days.map(({ day, weekday, differs, minutes }) => [day, weekday, differs, minutes])).toEqual([
    ['2026-10-09', 5, false, 60],
    ['2026-10-10', 6, true, 450],
    ['2026-10-11', 7, false, 0],
    ['2026-10-12', 1, false, 60],
  ]);
});
