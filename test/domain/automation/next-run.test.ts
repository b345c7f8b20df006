import { describe, expect, test } from 'vitest';
import { nextRun } from '../../../src/domain/automation/next-run.ts';

const at = (text: string): Date => new Date(text);

describe('every so many minutes', () => {
  test.each([
    [
      'from now on, for one that has not gone yet',
      30,
      '2026-03-01T10:00:00Z',
      undefined,
      '2026-03-01T10:30:00Z',
    ],
    ['from when it was due', 30, '2026-03-01T10:00:40Z', '2026-03-01T10:00:00Z', '2026-03-01T10:30:00Z'],
    [
      'what was missed is left out',
      30,
      '2026-03-01T12:10:00Z',
      '2026-03-01T10:00:00Z',
      '2026-03-01T12:30:00Z',
    ],
    ['always after now', 30, '2026-03-01T10:30:00Z', '2026-03-01T10:00:00Z', '2026-03-01T11:00:00Z'],
    [
      'minutes that pass, also where clocks change',
      60,
      '2026-03-29T00:30:00Z',
      undefined,
      '2026-03-29T01:30:00Z',
    ],
  ])('%s', (_what, every, now, due, wanted) => {
    expect(nextRun({ every }, at(now), 'Europe/Berlin', due === undefined ? undefined : at(due))).toEqual(
      at(wanted),
    );
  });
});

describe('each day at a time', () => {
  test.each([
    ['later today', '09:00', 'Asia/Shanghai', '2026-11-22T00:30:00Z', '2026-11-22T01:00:00Z'],
    [
      'tomorrow, once it is that time',
      '09:00',
      'Asia/Shanghai',
      '2026-11-22T01:00:00Z',
      '2026-11-23T01:00:00Z',
    ],
    [
      'the day of the zone, not of UTC',
      '00:10',
      'Asia/Shanghai',
      '2026-11-22T16:05:00Z',
      '2026-11-22T16:10:00Z',
    ],
    ['in summer time', '09:00', 'Europe/Berlin', '2026-03-29T00:00:00Z', '2026-03-29T07:00:00Z'],
    ['in winter time', '09:00', 'Europe/Berlin', '2026-10-25T00:00:00Z', '2026-10-25T08:00:00Z'],
    [
      'a time that clocks skip: when they do',
      '02:30',
      'Europe/Berlin',
      '2026-03-29T00:00:00Z',
      '2026-03-29T01:00:00Z',
    ],
    ['and the next day as ever', '02:30', 'Europe/Berlin', '2026-03-29T01:00:00Z', '2026-03-30T00:30:00Z'],
    [
      'a time that they show twice: the first one',
      '02:30',
      'Europe/Berlin',
      '2026-10-24T12:00:00Z',
      '2026-10-25T00:30:00Z',
    ],
    ['and not the second one', '02:30', 'Europe/Berlin', '2026-10-25T00:30:00Z', '2026-10-26T01:30:00Z'],
    [
      'where midnight is skipped',
      '00:00',
      'America/Santiago',
      '2026-09-05T12:00:00Z',
      '2026-09-06T04:00:00Z',
    ],
    [
      'where the change is half an hour',
      '02:15',
      'Australia/Lord_Howe',
      '2026-10-03T00:00:00Z',
      '2026-10-03T15:30:00Z',
    ],
  ])('%s', (_what, time, zone, now, wanted) => {
    expect(nextRun({ at: time }, at(now), zone)).toEqual(at(wanted));
  });
});
