import { describe, expect, test } from 'vitest';
import { dayOf, endOfDay, formatMoment, startOfDay } from '../../src/domain/time/format.ts';

const WORDS = { today: '今天', yesterday: '昨天' };
const shown = (at: string, now: string, zone: string): string =>
  formatMoment(new Date(at), new Date(now), zone, WORDS);

describe('formatMoment', () => {
  const NOW = '2026-11-24T02:26:00Z'; // 10:26 in Shanghai

  test.each([
    ['2026-11-24T01:38:00Z', '今天 09:38'],
    ['2026-11-23T16:00:00Z', '今天 00:00'],
    ['2026-11-23T15:59:59Z', '昨天 23:59'],
    ['2026-11-22T16:00:00Z', '昨天 00:00'],
    ['2026-11-22T15:59:59Z', '11-22 23:59'],
    ['2025-12-31T16:00:00Z', '01-01 00:00'],
    ['2025-12-31T15:59:59Z', '2025-12-31 23:59'],
    ['2026-11-24T15:59:00Z', '今天 23:59'],
    ['2026-11-24T16:00:00Z', '11-25 00:00'],
    ['2027-01-01T00:00:00Z', '2027-01-01 08:00'],
  ])('%s in Shanghai is %s', (at, expected) => {
    expect(shown(at, NOW, 'Asia/Shanghai')).toBe(expected);
  });

  test('the day before New Year is yesterday, not last year', () => {
    expect(shown('2026-12-31T10:00:00Z', '2027-01-01T02:00:00Z', 'Asia/Shanghai')).toBe('昨天 18:00');
  });

  test.each([
    // 2026-03-08 has 23 hours in New York, 2026-11-01 has 25.
    ['2026-03-08T06:30:00Z', '2026-03-08T07:30:00Z', 'America/New_York', '今天 01:30'],
    ['2026-03-08T05:00:00Z', '2026-03-09T04:00:00Z', 'America/New_York', '昨天 00:00'],
    ['2026-03-08T04:59:00Z', '2026-03-09T04:00:00Z', 'America/New_York', '03-07 23:59'],
    ['2026-11-01T05:30:00Z', '2026-11-02T04:59:00Z', 'America/New_York', '今天 01:30'],
    ['2026-11-01T06:30:00Z', '2026-11-02T04:59:00Z', 'America/New_York', '今天 01:30'],
    ['2026-11-01T04:00:00Z', '2026-11-02T05:00:00Z', 'America/New_York', '昨天 00:00'],
    ['2026-11-01T03:59:00Z', '2026-11-02T05:00:00Z', 'America/New_York', '10-31 23:59'],
    // In Santiago 2026-09-06 begins at 01:00: there is no midnight.
    ['2026-09-06T04:30:00Z', '2026-09-06T15:00:00Z', 'America/Santiago', '今天 01:30'],
    ['2026-09-06T04:30:00Z', '2026-09-07T15:00:00Z', 'America/Santiago', '昨天 01:30'],
    ['2026-09-06T03:30:00Z', '2026-09-06T15:00:00Z', 'America/Santiago', '昨天 23:30'],
    ['2026-09-05T15:00:00Z', '2026-09-07T15:00:00Z', 'America/Santiago', '09-05 11:00'],
    // Samoa left out 2011-12-30 altogether.
    ['2011-12-30T09:00:00Z', '2011-12-31T00:00:00Z', 'Pacific/Apia', '12-29 23:00'],
  ])('%s seen at %s in %s is %s', (at, now, zone, expected) => {
    expect(shown(at, now, zone)).toBe(expected);
  });
});

test.each([
  ['2026-11-22T15:59:59Z', 'Asia/Shanghai', '2026-11-22'],
  ['2026-11-22T16:00:00Z', 'Asia/Shanghai', '2026-11-23'],
  ['2026-11-22T16:00:00Z', 'UTC', '2026-11-22'],
  ['2026-11-22T04:59:00Z', 'America/New_York', '2026-11-21'],
])('dayOf %s in %s is %s', (at, zone, day) => {
  expect(dayOf(new Date(at), zone)).toBe(day);
});

describe('the bounds of a day', () => {
  const bounds = (day: string, zone: string): (string | undefined)[] =>
    [startOfDay(day, zone), endOfDay(day, zone)].map((at) => at?.toISOString());

  test.each([
    ['2026-11-22', 'Asia/Shanghai', '2026-11-21T16:00:00.000Z', '2026-11-22T16:00:00.000Z'],
    ['2026-12-31', 'Asia/Shanghai', '2026-12-30T16:00:00.000Z', '2026-12-31T16:00:00.000Z'],
    ['2024-02-29', 'UTC', '2024-02-29T00:00:00.000Z', '2024-03-01T00:00:00.000Z'],
    ['2026-03-08', 'America/New_York', '2026-03-08T05:00:00.000Z', '2026-03-09T04:00:00.000Z'],
    ['2026-11-01', 'America/New_York', '2026-11-01T04:00:00.000Z', '2026-11-02T05:00:00.000Z'],
    ['2026-09-05', 'America/Santiago', '2026-09-05T04:00:00.000Z', '2026-09-06T04:00:00.000Z'],
    ['2026-09-06', 'America/Santiago', '2026-09-06T04:00:00.000Z', '2026-09-07T03:00:00.000Z'],
  ])('%s in %s: %s to %s', (day, zone, from, to) => {
    expect(bounds(day, zone)).toEqual([from, to]);
  });

  test('one day ends where the next begins, all year round', () => {
    for (const zone of [
      'Asia/Shanghai',
      'America/New_York',
      'America/Santiago',
      'Australia/Lord_Howe',
      'UTC',
    ]) {
      for (let at = Date.UTC(2026, 0, 1, 12); at < Date.UTC(2027, 0, 1); at += 24 * 60 * 60 * 1000) {
        const [day, next] = [at, at + 24 * 60 * 60 * 1000].map((each) => dayOf(new Date(each), 'UTC'));
        expect([zone, day, endOfDay(day!, zone)]).toEqual([zone, day, startOfDay(next!, zone)]);
      }
    }
  });

  test.each([
    '2026-02-29',
    '2026-13-01',
    '2026-00-10',
    '',
    '26-11-22',
    '2026-11-22T00:00',
    '0000-00-00',
    'heute',
  ])('there is no day %j', (day) => {
    expect([startOfDay(day, 'Asia/Shanghai'), endOfDay(day, 'Asia/Shanghai')]).toEqual([null, null]);
  });
});
