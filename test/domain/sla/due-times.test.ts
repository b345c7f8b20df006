import { describe, expect, test } from 'vitest';
import { comingSteps, type DoneStep, timersOf } from '../../../src/domain/sla/timers.ts';
import type { SlaStep } from '../../../src/domain/sla/policy.ts';
import type { Calendar } from '../../../src/domain/time/calendar.ts';
import {
  allDay,
  moment,
  nightly,
  office,
  officeIn,
  policyOf,
  sixDays,
  tellStory,
} from '../../support/sla-stories.ts';

/**
 * Due times that were calculated by hand (spec 05): calendars, pauses, changes, clocks that change, holidays and make-up
 * days. The sum stands beside each.
 */

const NY = 'America/New_York';
const BERLIN = 'Europe/Berlin';
const HOWE = 'Australia/Lord_Howe';
const DAY = 1440;

type Case = readonly [
  what: string,
  calendar: Calendar | null,
  minutes: number,
  story: string,
  /** Metric, or stage, and which of them: `review#1` is the second visit. */
  asked: string,
  /** When it is due; while it stands still, the minutes that are left. */
  due: string | number,
];

const CASES: readonly Case[] = [
  // Around the clock
  // 23rd 09:00 + 3 × 24 h
  ['three days', null, 3 * DAY, '2026-11-23T09:00 create', 'resolution', '2026-11-26T09:00'],
  // 30 December 20:00 + 3 × 24 h
  ['over the year', null, 3 * DAY, '2026-12-30T20:00 create', 'resolution', '2027-01-02T20:00'],
  // 2028 is a leap year
  ['onto the leap day', null, DAY, '2028-02-28T12:00 create', 'resolution', '2028-02-29T12:00'],
  // to the millisecond
  ['a minute', null, 1, '2026-11-23T09:00:30.250 create', 'resolution', '2026-11-23T09:01:30.250'],
  // 1 h runs, 2 h stand still, 3 h are left at 12:00
  [
    'one pause',
    null,
    240,
    '2026-11-23T09:00 create; 10:00 wait; 12:00 resume',
    'resolution',
    '2026-11-23T15:00',
  ],
  // 60 + 30 run, 150 are left at 13:00
  [
    'two pauses',
    null,
    240,
    '2026-11-23T09:00 create; 10:00 wait; 10:30 resume; 11:00 wait; 13:00 resume',
    'resolution',
    '2026-11-23T15:30',
  ],
  // 30 run on Friday, 90 are left on Monday at 09:00
  [
    'a pause over the weekend',
    null,
    120,
    '2026-11-27T17:00 create; 17:30 wait; 2026-11-30T09:00 resume',
    'resolution',
    '2026-11-30T10:30',
  ],
  // 60 of 60 have run when it is paused: what is paused is not due, nothing is left at 11:00
  [
    'paused at the due instant',
    null,
    60,
    '2026-11-23T09:00 create; 10:00 wait; 11:00 resume',
    'resolution',
    '2026-11-23T11:00',
  ],
  // the same, still paused: 60 − 60
  [
    'paused at the due instant, still',
    null,
    60,
    '2026-11-23T09:00 create; 10:00 wait; 11:00 now',
    'resolution',
    0,
  ],
  // 59:59.999 have run, 1 ms is left at 11:00
  [
    'paused a millisecond before',
    null,
    60,
    '2026-11-23T09:00 create; 09:59:59.999 wait; 11:00 resume',
    'resolution',
    '2026-11-23T11:00:00.001',
  ],
  // over before it was paused
  [
    'paused after it was over',
    null,
    60,
    '2026-11-23T09:00 create; 10:30 wait; 11:00 now',
    'resolution',
    '2026-11-23T10:00',
  ],
  // 240 − 60
  ['paused now', null, 240, '2026-11-23T09:00 create; 10:00 wait; 15:00 now', 'resolution', 180],
  // nothing runs before 10:00
  [
    'paused from the beginning',
    null,
    60,
    '2026-11-23T09:00 create; 09:00 wait; 10:00 resume',
    'resolution',
    '2026-11-23T11:00',
  ],
  // a pause of no time takes none
  [
    'a pause of no time',
    null,
    60,
    '2026-11-23T09:00 create; 09:30 wait; 09:30 resume',
    'resolution',
    '2026-11-23T10:00',
  ],
  // 20 s run, 40 s are left at 09:05:50
  [
    'seconds',
    null,
    1,
    '2026-11-23T09:00 create; 09:00:20 wait; 09:05:50 resume',
    'resolution',
    '2026-11-23T09:06:30',
  ],

  // Working hours: 450 minutes a day
  // Mon 450, Tue 900, Wed 1350, 90 on Thursday
  ['24 hours of work', office, DAY, '2026-11-23T09:00 create', 'first_response', '2026-11-26T10:30'],
  // 60 on Friday, 60 on Monday
  ['over a weekend', office, 120, '2026-11-27T17:00 create', 'resolution', '2026-11-30T10:00'],
  // nothing on Saturday and Sunday, 60 on Monday
  ['from a Saturday', office, 60, '2026-11-28T12:00 create', 'resolution', '2026-11-30T10:00'],
  // 30 from 13:30
  ['from lunch', office, 30, '2026-11-23T12:30 create', 'resolution', '2026-11-23T14:00'],
  // 60 to the end of the shift, and not the next morning
  ['to the end of the day', office, 60, '2026-11-23T17:00 create', 'resolution', '2026-11-23T18:00'],
  // 30 before 11:30, 90 after 14:00
  [
    'a pause over lunch',
    office,
    120,
    '2026-11-23T11:00 create; 11:30 wait; 14:00 resume',
    'resolution',
    '2026-11-23T15:30',
  ],
  // 60 before lunch, 60 after it: the pause takes nothing
  [
    'a pause in lunch',
    office,
    120,
    '2026-11-23T11:00 create; 12:15 wait; 13:15 resume',
    'resolution',
    '2026-11-23T14:30',
  ],
  // 60 on Monday, 60 on Tuesday: the pause takes nothing
  [
    'a pause at night',
    office,
    120,
    '2026-11-23T17:00 create; 20:00 wait; 2026-11-24T08:00 resume',
    'resolution',
    '2026-11-24T10:00',
  ],
  // 60 on Friday; 60 to Monday noon, 60 from 13:30
  [
    'a pause over the weekend and more',
    office,
    180,
    '2026-11-27T16:00 create; 17:00 wait; 2026-11-30T11:00 resume',
    'resolution',
    '2026-11-30T14:30',
  ],
  // 60 of 60 had run at 18:00 when it was paused; nothing is left at 20:00
  [
    'paused at the due instant, at the end of the day',
    office,
    60,
    '2026-11-23T17:00 create; 18:00 wait; 20:00 resume',
    'resolution',
    '2026-11-23T20:00',
  ],
  // 60 of 60 at 18:00, an hour before the pause
  [
    'paused after work, and over',
    office,
    60,
    '2026-11-23T17:00 create; 19:00 wait; 20:00 now',
    'resolution',
    '2026-11-23T18:00',
  ],
  // 120 − 60 to noon; lunch is no work
  ['paused in lunch', office, 120, '2026-11-23T11:00 create; 12:30 wait; 16:00 now', 'resolution', 60],
  // 60 + 60 + 90 run, 240 are left on Tuesday at 10:00: 120 to noon, 120 from 13:30
  [
    'several pauses, one over night',
    office,
    450,
    '2026-11-23T09:00 create; 10:00 wait; 11:00 resume; 15:00 wait; 2026-11-24T10:00 resume',
    'resolution',
    '2026-11-24T15:30',
  ],

  // Holidays and make-up days of 2026
  // 60 on Friday, 60 on Saturday, which is worked for the Spring Festival
  ['into a make-up Saturday', office, 120, '2026-02-13T17:00 create', 'resolution', '2026-02-14T10:00'],
  // 30 on Saturday; nine days off; 30 on Tuesday
  ['over the Spring Festival', office, 60, '2026-02-14T17:30 create', 'resolution', '2026-02-24T09:30'],
  // 14th 450; 24th to 27th 1800 = 2250; 28th (made up) 2700; 2, 3, 4 March 4050; 270 on the 5th: 180 + 90
  [
    '72 hours over the Spring Festival',
    office,
    4320,
    '2026-02-14T09:00 create',
    'resolution',
    '2026-03-05T15:00',
  ],
  // 1 to 3 January off, Sunday the 4th is worked
  ['from New Year', office, 60, '2026-01-01T10:00 create', 'resolution', '2026-01-04T10:00'],
  // 120 on 30 September; a week off; 120 on 8 October
  ['over the National Day', office, 240, '2026-09-30T16:00 create', 'resolution', '2026-10-08T11:00'],
  // 30 on Friday, 30 on the Saturday that makes up for the holiday
  ['into the Saturday after it', office, 60, '2026-10-09T17:30 create', 'resolution', '2026-10-10T09:30'],
  // Saturday is none, Sunday the 20th is worked
  [
    'from a Saturday before a worked Sunday',
    office,
    60,
    '2026-09-19T12:00 create',
    'resolution',
    '2026-09-20T10:00',
  ],
  // 180 on the 14th, 60 on the 24th from 13:30
  [
    'a pause over the holidays',
    office,
    240,
    '2026-02-14T09:00 create; 12:00 wait; 2026-02-24T13:30 resume',
    'resolution',
    '2026-02-24T14:30',
  ],
  // 60 on Friday; the worked Saturday stands still; 60 on Monday
  [
    'a pause over a make-up day',
    office,
    120,
    '2026-02-27T17:00 create; 2026-02-28T09:00 wait; 2026-03-02T09:00 resume',
    'resolution',
    '2026-03-02T10:00',
  ],
  // 450 − 30 of 30 September; since 3 October, a day off, it stands still
  [
    'paused in the holidays',
    office,
    450,
    '2026-09-30T17:30 create; 2026-10-03T10:00 wait; 2026-10-20T10:00 now',
    'resolution',
    420,
  ],

  // Nights: 22:00 to 06:00
  // 60 before midnight, 60 after it
  ['over midnight', nightly(), 120, '2026-11-23T23:00 create', 'resolution', '2026-11-24T01:00'],
  // begins at 22:00
  ['from noon', nightly(), 60, '2026-11-23T12:00 create', 'resolution', '2026-11-23T23:00'],
  // 30 to 06:00, 30 from 22:00
  ['over the day', nightly(), 60, '2026-11-23T05:30 create', 'resolution', '2026-11-23T22:30'],
  // 90 before, 150 from 01:00
  [
    'a pause over midnight',
    nightly(),
    240,
    '2026-11-23T22:00 create; 23:30 wait; 2026-11-24T01:00 resume',
    'resolution',
    '2026-11-24T03:30',
  ],
  // 420 in the first night, 60 from 23:00
  [
    'a pause over the day',
    nightly(),
    480,
    '2026-11-23T22:00 create; 2026-11-24T05:00 wait; 23:00 resume',
    'resolution',
    '2026-11-25T00:00',
  ],
  // 360 to 06:00, 120 from 22:00
  ['from midnight to midnight', nightly(), 480, '2026-11-23T00:00 create', 'resolution', '2026-11-24T00:00'],
  // three nights of 480
  ['three nights', nightly(), DAY, '2026-11-23T22:00 create', 'resolution', '2026-11-26T06:00'],

  // Six days a week
  // 60 on Saturday, 60 on Monday
  ['over a Sunday', sixDays, 120, '2026-11-28T17:00 create', 'resolution', '2026-11-30T10:00'],
  // 60 on Friday, 60 on Saturday
  ['into a Saturday', sixDays, 120, '2026-11-27T17:00 create', 'resolution', '2026-11-28T10:00'],
  // six days of 450
  ['a whole week', sixDays, 2700, '2026-11-23T09:00 create', 'resolution', '2026-11-28T18:00'],
  // and a minute on Monday
  ['a week and a minute', sixDays, 2701, '2026-11-23T09:00 create', 'resolution', '2026-11-30T09:01'],
  // a Sunday takes nothing
  [
    'a pause on Sunday',
    sixDays,
    120,
    '2026-11-28T17:00 create; 2026-11-29T10:00 wait; 20:00 resume',
    'resolution',
    '2026-11-30T10:00',
  ],

  // Clocks that change
  // 17:00 UTC + 24 h = 17:00 UTC, which is 13:00 there by then
  [
    'a day of 23 hours',
    allDay(NY),
    DAY,
    '2026-03-07T12:00-05:00 create',
    'resolution',
    '2026-03-08T13:00-04:00',
  ],
  // 04:30 UTC + 3 h, two of them called one o'clock
  [
    'the hour that comes twice',
    null,
    180,
    '2026-11-01T00:30-04:00 create',
    'resolution',
    '2026-11-01T02:30-05:00',
  ],
  // 2 h to midnight, 5 h to six (one is skipped) = 420; 60 from 22:00
  [
    'a short night',
    nightly(NY),
    480,
    '2026-03-07T22:00-05:00 create',
    'resolution',
    '2026-03-08T23:00-04:00',
  ],
  // 2 h to midnight, 6 of the 7 h to six
  ['a long night', nightly(NY), 480, '2026-10-31T22:00-04:00 create', 'resolution', '2026-11-01T05:00-05:00'],
  // 60 to one o'clock, the first one o'clock stands still, 60 from the second
  [
    'a pause of the hour that comes twice',
    nightly(NY),
    120,
    '2026-11-01T00:00-04:00 create; 2026-11-01T01:00-04:00 wait; 2026-11-01T01:00-05:00 resume',
    'resolution',
    '2026-11-01T02:00-05:00',
  ],
  // 210 to 01:30; 90 from 03:30, an hour later
  [
    'a pause over the skipped hour',
    nightly(BERLIN),
    300,
    '2026-03-28T22:00+01:00 create; 2026-03-29T01:30+01:00 wait; 2026-03-29T03:30+02:00 resume',
    'resolution',
    '2026-03-29T05:00+02:00',
  ],
  // 270 to the first 02:30; 90 from the second
  [
    'a pause from half past two to half past two',
    nightly(BERLIN),
    360,
    '2026-10-24T22:00+02:00 create; 2026-10-25T02:30+02:00 wait; 2026-10-25T02:30+01:00 resume',
    'resolution',
    '2026-10-25T04:00+01:00',
  ],
  // 60 on Friday, 60 on Monday by the new clock
  [
    'a weekend with a change',
    officeIn(BERLIN),
    120,
    '2026-03-27T17:00+01:00 create',
    'resolution',
    '2026-03-30T10:00+02:00',
  ],
  // 120 to midnight, 330 to six (half an hour is skipped) = 450; 30 from 22:00
  [
    'half an hour skipped',
    nightly(HOWE),
    480,
    '2026-10-03T22:00+10:30 create',
    'resolution',
    '2026-10-04T22:30+11:00',
  ],
  // 120 to midnight, 360 of the 390 to six
  [
    'half an hour twice',
    nightly(HOWE),
    480,
    '2026-04-04T22:00+11:00 create',
    'resolution',
    '2026-04-05T05:30+10:30',
  ],

  // Visits of a stage
  // the second one begins at 11:00
  [
    'a second visit counts anew',
    null,
    120,
    '2026-11-23T09:00 create review; 10:00 go after_sales; 11:00 go review',
    'review#1',
    '2026-11-23T13:00',
  ],
  // the first one was due at 09:00 + 2 h
  [
    'the first one stays as it was',
    null,
    120,
    '2026-11-23T09:00 create review; 10:00 go after_sales; 11:00 go review',
    'review#0',
    '2026-11-23T11:00',
  ],
  // who has it does not matter: 09:00 + 2 h
  [
    'given and taken back in a stage',
    null,
    120,
    '2026-11-23T09:00 create review; 09:10 assign; 09:40 withdraw; 09:50 assign',
    'review#0',
    '2026-11-23T11:00',
  ],
  // two groups of one stage: 09:00 + 2 h
  [
    'on to another group of the stage',
    null,
    120,
    '2026-11-23T09:00 create review; 10:00 go review',
    'review#0',
    '2026-11-23T11:00',
  ],
  // 30 on Friday from 17:30, 90 on Monday
  [
    'sent back over a weekend',
    office,
    120,
    '2026-11-27T16:00 create review; 17:00 go operations; 17:30 go review',
    'review#1',
    '2026-11-30T10:30',
  ],
  // the pause ended with the stage: 11:00 + 2 h
  [
    'sent on while it waited',
    null,
    120,
    '2026-11-23T09:00 create after_sales; 10:00 wait; 11:00 go review',
    'review#0',
    '2026-11-23T13:00',
  ],
  // of the whole 60 + 60 have run, the pause of the stage before counts: 10:00 to 11:00 stood still
  [
    'the whole of it meanwhile',
    null,
    240,
    '2026-11-23T09:00 create after_sales; 10:00 wait; 11:00 go review; 12:00 now',
    'resolution',
    '2026-11-23T14:00',
  ],
  // two stages between: the third visit from 15:00
  [
    'a third visit',
    null,
    60,
    '2026-11-23T09:00 create review; 10:00 go operations; 11:00 go review; 12:00 go engineering; 15:00 go review',
    'review#2',
    '2026-11-23T16:00',
  ],

  // Reopened
  // from the reopening: 25th 10:00 + 2 h
  [
    'a reopening begins anew',
    null,
    120,
    '2026-11-23T09:00 create; 10:00 close; 2026-11-25T10:00 reopen',
    'resolution#1',
    '2026-11-25T12:00',
  ],
  // and what was before stays: 09:00 + 2 h
  [
    'and leaves what was before',
    null,
    120,
    '2026-11-23T09:00 create; 10:00 close; 2026-11-25T10:00 reopen',
    'resolution#0',
    '2026-11-23T11:00',
  ],
  // somebody has to answer again: 12:00 + 1 h
  [
    'an answer is awaited again',
    null,
    60,
    '2026-11-23T09:00 create; 09:30 accept; 10:00 close; 12:00 reopen',
    'first_response#1',
    '2026-11-23T13:00',
  ],
  // the wait ended with the closing; 30 from 14:00, 90 from 15:00
  [
    'closed while it waited',
    null,
    120,
    '2026-11-23T09:00 create; 09:30 wait; 10:00 close; 14:00 reopen; 14:30 wait; 15:00 resume',
    'resolution#1',
    '2026-11-23T16:30',
  ],
  // the same stage as before the closing: 12:00 + 2 h
  [
    'reopened into the stage of before',
    null,
    120,
    '2026-11-23T09:00 create review; 10:00 close; 12:00 reopen review',
    'review#1',
    '2026-11-23T14:00',
  ],
  // made, closed and reopened at once: 09:00 + 2 h
  [
    'reopened in the same instant',
    null,
    120,
    '2026-11-23T09:00 create review; 09:00 close; 09:00 reopen review; 10:00 now',
    'review#1',
    '2026-11-23T11:00',
  ],
  // Friday 17:00: 60, Monday 60
  [
    'reopened before a weekend',
    office,
    120,
    '2026-11-23T09:00 create; 10:00 close; 2026-11-27T17:00 reopen',
    'resolution#1',
    '2026-11-30T10:00',
  ],
];

function timerOf(story: string, asked: string, policy: ReturnType<typeof policyOf>) {
  const { history, now } = tellStory(story);
  const [name = '', index = '0'] = asked.split('#');
  const timers = timersOf(history, policy, now).filter(({ metric, stage }) => (stage ?? metric) === name);
  const timer = timers[Number(index)];
  if (!timer) throw new Error(`${asked} is not measured`);
  return { timer, history };
}

describe('due times, calculated by hand', () => {
  test('are many', () => expect(CASES.length).toBeGreaterThanOrEqual(60));

  test.each(CASES)('%s', (_what, calendar, minutes, story, asked, due) => {
    const { timer } = timerOf(story, asked, policyOf(calendar, minutes));
    if (typeof due === 'number')
      expect(timer).toMatchObject({ dueAt: null, leftMinutes: due, breachedAt: null });
    else expect(timer).toMatchObject({ dueAt: moment(due), leftMinutes: null });
  });
});

/** The same history, and then something else decides: always from the original start. */
const CHANGES: readonly (readonly [string, string, ReturnType<typeof policyOf>, string])[] = [
  // 09:00 + 24 h; then it becomes urgent: 09:00 + 2 h, which was over at 11:00 already
  ['before another category', '2026-11-23T09:00 create; 15:00 now', policyOf(null, DAY), '2026-11-24T09:00'],
  ['after it', '2026-11-23T09:00 create; 15:00 now', policyOf(null, 120), '2026-11-23T11:00'],
  // working hours instead: 180 to noon, 270 to six, 450 each on Tue and Wed, 90 on Thursday
  ['another calendar', '2026-11-23T09:00 create; 15:00 now', policyOf(office, DAY), '2026-11-26T10:30'],
  // Monday becomes a holiday: all of it on Tuesday
  [
    'a holiday more',
    '2026-11-23T09:00 create',
    policyOf({ ...office, days: new Map([['2026-11-23', []]]) }, 60),
    '2026-11-24T10:00',
  ],
  // Saturday is worked: 60 on Friday, 60 on Saturday
  [
    'a make-up day more',
    '2026-11-27T17:00 create',
    policyOf({ ...office, days: new Map([['2026-11-28', [[540, 720]]]]) }, 120),
    '2026-11-28T10:00',
  ],
  // pauses no longer count: 09:00 + 2 h
  [
    'a policy that does not pause',
    '2026-11-23T09:00 create; 09:30 wait; 10:30 resume',
    policyOf(null, 120, { pauses: false }),
    '2026-11-23T11:00',
  ],
];

test.each(CHANGES)('changes: %s', (_what, story, policy, due) => {
  expect(timerOf(story, 'resolution', policy).timer.dueAt).toEqual(moment(due));
});

test('what is over is over at its due time, and what ended in time is not', () => {
  const over = (story: string) => timerOf(story, 'resolution', policyOf(null, 60)).timer.breachedAt;
  expect(over('2026-11-23T09:00 create; 10:00 now')).toBeNull();
  expect(over('2026-11-23T09:00 create; 10:00:00.001 now')).toEqual(moment('2026-11-23T10:00'));
  expect(over('2026-11-23T09:00 create; 10:00 close; 12:00 now')).toBeNull();
  expect(over('2026-11-23T09:00 create; 10:30 close; 12:00 now')).toEqual(moment('2026-11-23T10:00'));
  expect(over('2026-11-23T09:00 create; 09:30 wait; 2026-12-23T09:00 now')).toBeNull();
});

describe('the first response', () => {
  test.each([
    ['accept', true],
    ['feedback', true],
    ['callback', true],
    ['resolve', true],
    ['close', true],
    // whoever was given it, and goes on with it
    ['work', true],
    ['feedback by-other', false],
    ['note', false],
    ['assign', false],
    ['wait', false],
    ['urge by-other', false],
    ['append by-other', false],
    ['go review', false],
  ])('%s: %s', (action, isResponse) => {
    const { timer } = timerOf(
      `2026-11-23T09:00 create; 09:20 ${action}; 09:40 now`,
      'first_response',
      policyOf(null, 60),
    );
    expect(timer.endedAt).toEqual(isResponse ? moment('2026-11-23T09:20') : null);
  });

  test('is that of its round, though the one before was closed in the same instant', () => {
    const story = '2026-11-23T09:00 create; 10:00 close; 10:00 reopen; 11:00 now';
    expect(timerOf(story, 'first_response#1', policyOf(null, 60)).timer.endedAt).toBeNull();
  });
});

test('what began before is not measured, a reopening after it is', () => {
  const { history, now } = tellStory('2026-11-23T09:00 create; 10:00 close; 2026-11-25T10:00 reopen review');
  const measuredFrom = moment('2026-11-24T00:00');
  const timers = timersOf({ ...history, measuredFrom }, policyOf(null, 120), now);
  expect(timers.map(({ metric, occasion }) => [metric, occasion])).toEqual([
    ['first_response', 1],
    ['stage', 2],
    ['resolution', 1],
  ]);
});

describe('the steps', () => {
  const notify = { kind: 'notify', to: [{ kind: 'assignee' }], channels: [], text: null } as const;
  const step = (id: number, offset: number): SlaStep => ({ id, offset, actions: [notify] });
  const steps = [step(3, 30), step(1, -60), step(2, 0)];
  const comeAt = (story: string, minutes: number, done: readonly DoneStep[] = [], calendar = office) => {
    const policy = policyOf(calendar, minutes, { steps });
    const { timer, history } = timerOf(story, 'resolution', policy);
    return comingSteps(timer, history, policy, done).map(({ step: { id }, at }) => [id, at]);
  };

  test('come by working minutes', () => {
    // 16:00 + 120 is 18:00; an hour before is 17:00, half an hour after is the next morning
    expect(comeAt('2026-11-23T16:00 create', 120)).toEqual([
      [1, moment('2026-11-23T17:00')],
      [2, moment('2026-11-23T18:00')],
      [3, moment('2026-11-24T09:30')],
    ]);
    // over a weekend: due on Monday 10:00, an hour of work before is Friday 18:00
    expect(comeAt('2026-11-27T17:00 create', 120)[0]).toEqual([1, moment('2026-11-27T18:00')]);
  });

  test('those that came before a pause stay where they were, the others go on after it', () => {
    // 90 run to 17:30: the hour was at 17:00; 30 are left at 09:00
    const story = '2026-11-23T16:00 create; 17:30 wait; 2026-11-24T09:00 resume';
    expect(comeAt(story, 120)).toEqual([
      [1, moment('2026-11-23T17:00')],
      [2, moment('2026-11-24T09:30')],
      [3, moment('2026-11-24T10:00')],
    ]);
    const done = [{ stepId: 1, dueAt: moment('2026-11-23T18:00'), at: moment('2026-11-23T17:00:05') }];
    expect(comeAt(story, 120, done).map(([id]) => id)).toEqual([2, 3]);
  });

  test('none comes while it is paused, or after the end', () => {
    expect(comeAt('2026-11-23T16:00 create; 16:30 wait; 20:00 now', 120)).toEqual([]);
    expect(comeAt('2026-11-23T16:00 create; 16:30 close', 120)).toEqual([]);
  });

  test('one that would come before the beginning does not', () => {
    expect(comeAt('2026-11-23T09:00 create', 60).map(([id]) => id)).toEqual([2, 3]);
  });

  test('of a later due time they come again, of an earlier one that was told they do not', () => {
    const done = (due: string, at: string): DoneStep[] => [{ stepId: 1, dueAt: moment(due), at: moment(at) }];
    const story = '2026-11-23T09:00 create';
    // due at 15:30 now: 180 to noon, 120 from 13:30; told at 11:00 of noon: told again at 14:30
    expect(comeAt(story, 300, done('2026-11-23T12:00', '2026-11-23T11:00'))[0]).toEqual([
      1,
      moment('2026-11-23T14:30'),
    ]);
    // due at noon now; told at 14:30 of 15:30, and not again
    expect(comeAt(story, 180, done('2026-11-23T15:30', '2026-11-23T14:30')).map(([id]) => id)).toEqual([
      2, 3,
    ]);
  });

  test('the warning is the first of them before the due time', () => {
    const warned = (story: string, minutes: number) =>
      timerOf(story, 'resolution', policyOf(office, minutes, { steps })).timer.warnAt;
    expect(warned('2026-11-23T16:00 create', 120)).toEqual(moment('2026-11-23T17:00'));
    expect(warned('2026-11-23T16:00 create', 60)).toBeNull();
    expect(warned('2026-11-23T16:00 create; 16:30 wait; 20:00 now', 120)).toBeNull();
  });
});

test('what has stood still is counted in working minutes', () => {
  // 11:30 to noon and 13:30 to 14:00, lunch is none; then 17:00 to 18:00
  const { timer } = timerOf(
    '2026-11-23T11:00 create; 11:30 wait; 14:00 resume; 17:00 wait; 22:00 now',
    'resolution',
    policyOf(office, 300),
  );
  // 30 + 180 have run
  expect(timer).toMatchObject({ pausedMinutes: 120, leftMinutes: 90, pausedAt: moment('2026-11-23T17:00') });
});
