import { expect, test } from 'vitest';
import { instantOf, readSheetClock, readSheetMoment } from '../../../src/domain/import/read-moment.ts';

/** Days and moments as spreadsheets write them (spec 06, historical data). */

test.each([
  ['2020/6/8', '2020-06-08', null],
  ['2020-06-08', '2020-06-08', null],
  ['2020.6.8', '2020-06-08', null],
  ['２０２０／６／８', '2020-06-08', null],
  ['2020年6月8日 9:05', '2020-06-08', '09:05:00'],
  ['2020年6月8日 下午3时5分', '2020-06-08', '15:05:00'],
  ['2020-06-08 星期一 09:05:07', '2020-06-08', '09:05:07'],
  ['6/8/20', '2020-06-08', null],
  ['3/14/2025 1:20', '2025-03-14', '01:20:00'],
  ['3/14/2025 01:20:33 PM', '2025-03-14', '13:20:33'],
  ['12/31/2025 12:00 AM', '2025-12-31', '00:00:00'],
  ['31/12/2025', '2025-12-31', null],
  ['Jun 8, 2020', '2020-06-08', null],
  ['8-Jun-20', '2020-06-08', null],
  ['20200608', '2020-06-08', null],
  ['20200608090507', '2020-06-08', '09:05:07'],
  ['44493', '2021-10-24', null],
  ['44493.5', '2021-10-24', '12:00:00'],
  ['2020-06-08T09:05:07.123', '2020-06-08', '09:05:07'],
])('%s is %s %s', (text, day, time) => {
  expect(readSheetMoment(text)).toEqual({ day, time, offset: null });
});

test.each([
  '',
  '2020/13/8',
  '2021-02-29',
  '昨天',
  '13800138000',
  '12',
  '2020',
  '25:00',
  '1/2',
  '2020-06-08 25:00',
])('%j is no moment', (text) => {
  expect(readSheetMoment(text)).toBeUndefined();
});

test('a text may say its own zone', () => {
  const utc = readSheetMoment('2020-06-08T01:05:00Z');
  const offset = readSheetMoment('2020-06-08 09:05:00 +08:00');
  for (const moment of [utc, offset])
    expect(moment && instantOf(moment, 'Asia/Shanghai')).toBe('2020-06-08T09:05:00+08:00');
});

test.each([
  ['9:05', '09:05'],
  ['下午3:05', '15:05'],
  ['3:05 pm', '15:05'],
  ['25:00', undefined],
  ['早上', undefined],
])('%s is %s of the day', (text, clock) => {
  expect(readSheetClock(text)).toBe(clock);
});
