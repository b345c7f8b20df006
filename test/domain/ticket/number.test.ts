import { describe, expect, test } from 'vitest';
import { formatTicketNumber, readTicketNumber } from '../../../src/domain/ticket/number.ts';

describe('formatTicketNumber', () => {
  test.each([
    ['GD', '2026-11-22', 1042, 'GD261122-1042'],
    ['GD', '2026-01-02', 1, 'GD260102-0001'],
    ['KF', '2031-12-31', 12_345_678, 'KF311231-12345678'],
    ['A', '2100-02-28', 0, 'A000228-0000'],
  ])('%s, %s, %i: %s', (prefix, day, running, number) => {
    expect(formatTicketNumber(prefix, day, running)).toBe(number);
  });

  test('numbers of later days sort behind', () => {
    const days = ['2026-09-30', '2026-10-01', '2026-12-31', '2027-01-01'];
    const numbers = days.map((day, at) => formatTicketNumber('GD', day, 9000 - at));
    expect([...numbers].sort()).toEqual(numbers);
  });
});

describe('readTicketNumber', () => {
  test.each([
    ['GD261122-1042', 'GD261122-1042'],
    ['  gd261122-1042 ', 'GD261122-1042'],
    ['GD 261122 - 1042', 'GD261122-1042'],
    ['ＧＤ２６１１２２－１０４２', 'GD261122-1042'],
    ['GD261122—1042', 'GD261122-1042'],
    ['GD2611221042', 'GD261122-1042'],
    ['工单 GD261122-1042，请看', 'GD261122-1042'],
    ['https://gongdan.example/tickets/GD261122-1042?open=close', 'GD261122-1042'],
    ['GD261122-1042 GD261122-1042', 'GD261122-1042'],
    ['GD261122-1042、GD261122-1043', null],
    ['1042', null],
    ['261122-1042', null],
    ['GD261122-104', null],
    ['GD26112-1042', null],
    ['TOOLONGX261122-1042', null],
    ['', null],
  ])('%s → %s', (typed, number) => {
    expect(readTicketNumber(typed)).toBe(number);
  });
});
