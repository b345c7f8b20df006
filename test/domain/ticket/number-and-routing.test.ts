import { describe, expect, test } from 'vitest';
import {
  placeEscalated,
  placeNewTicket,
  type RoutingPlaces,
} from '../../../src/domain/routing/place-new-ticket.ts';
import { formatTicketNumber, readTicketNumber } from '../../../src/domain/ticket/number.ts';
import { AFTER_SALES, ENGINEERING, inHandOf, inPoolOf, ME, REVIEW, TIER1 } from './support.ts';

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

const HOME = inHandOf(ME, TIER1);
const places = (changes: Partial<RoutingPlaces> = {}): RoutingPlaces => ({
  reviewStep: true,
  reviewGroup: inPoolOf(REVIEW),
  defaultGroup: inPoolOf(AFTER_SALES),
  categoryGroup: null,
  ...changes,
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

describe('where a new ticket begins', () => {
  test.each([
    [
      'with who can escalate it, whatever the rules',
      places({ categoryGroup: inPoolOf(ENGINEERING) }),
      true,
      HOME,
    ],
    [
      'else in the group of its category',
      places({ categoryGroup: inPoolOf(ENGINEERING) }),
      false,
      inPoolOf(ENGINEERING),
    ],
    ['else in the default group', places(), false, inPoolOf(AFTER_SALES)],
    ['else with its creator', places({ defaultGroup: null }), false, HOME],
  ])('%s', (_where, routing, keepsIt, expected) => {
    expect(placeNewTicket(routing, HOME, keepsIt)).toEqual(expected);
  });
});

describe('where an escalated ticket goes', () => {
  test.each([
    ['to review', places({ categoryGroup: inPoolOf(ENGINEERING) }), inPoolOf(REVIEW)],
    ['past review, when that step is off', places({ reviewStep: false }), inPoolOf(AFTER_SALES)],
    [
      'past review, to the group of its category',
      places({ reviewStep: false, categoryGroup: inPoolOf(ENGINEERING) }),
      inPoolOf(ENGINEERING),
    ],
    ['past a review group that does not exist', places({ reviewGroup: null }), inPoolOf(AFTER_SALES)],
    ['nowhere, when nothing is set up', places({ reviewGroup: null, defaultGroup: null }), null],
  ])('%s', (_where, routing, expected) => {
    expect(placeEscalated(routing)).toEqual(expected);
  });
});
