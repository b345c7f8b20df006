import { describe, expect, test } from 'vitest';
import { holds, type Scope, scopesOf } from '../../../src/domain/people/permissions.ts';
import { canRead, relationOf } from '../../../src/domain/ticket/ticket.ts';
import {
  AFTER_SALES,
  anActor,
  aTicket,
  COLLEAGUE,
  granted,
  inHandOf,
  inPoolOf,
  ME,
  REVIEW,
} from './support.ts';

/** Against SQL, and with chance, in test/features/tickets/visible-tickets.test.ts. */

const OTHER_GROUP = { groupId: 9, stageKey: 'after_sales' };

const TICKETS = {
  'in my hands': aTicket(),
  'made by me, elsewhere': aTicket({ ...inHandOf(COLLEAGUE, OTHER_GROUP), creatorId: ME }),
  'with a colleague': aTicket(inHandOf(COLLEAGUE)),
  'in my pool': aTicket({ ...inPoolOf(AFTER_SALES), status: 'new' }),
  'closed in my pool': aTicket({ ...inPoolOf(AFTER_SALES), status: 'closed' }),
  'closed by a colleague': aTicket({ ...inHandOf(COLLEAGUE), status: 'closed' }),
  'waiting for review': aTicket({ ...inPoolOf(REVIEW), status: 'new' }),
  'under review': aTicket(inHandOf(COLLEAGUE, REVIEW)),
  'closed under review': aTicket({ ...inHandOf(COLLEAGUE, REVIEW), status: 'closed' }),
  elsewhere: aTicket(inHandOf(COLLEAGUE, OTHER_GROUP)),
  'in nobody’s group': aTicket({ groupId: null, stageKey: null, assigneeId: COLLEAGUE }),
} as const;

const ALL = Object.keys(TICKETS);
const MINE = ['in my hands', 'made by me, elsewhere'];

describe('what a scope reads', () => {
  test.each([
    [['all'], ALL],
    [['mine'], MINE],
    [['pool'], [...MINE, 'in my pool']],
    [['groups'], [...MINE, 'with a colleague', 'in my pool', 'closed in my pool', 'closed by a colleague']],
    [['review'], [...MINE, 'waiting for review', 'under review']],
    [
      ['pool', 'review'],
      [...MINE, 'in my pool', 'waiting for review', 'under review'],
    ],
    [['mine', 'all'], ALL],
    [[], []],
  ] as [Scope[], string[]][])('%j', (scopes, expected) => {
    const actor = granted('ticket.read', ...scopes);
    const readable = Object.entries(TICKETS).filter(([, ticket]) => canRead(actor, ticket, false));
    expect(readable.map(([name]) => name).sort()).toEqual([...expected].sort());
  });

  test('working along is enough for every scope but none', () => {
    for (const ticket of Object.values(TICKETS)) {
      for (const scope of ['mine', 'pool', 'groups', 'review'] as const) {
        expect(canRead(granted('ticket.read', scope), ticket, true)).toBe(true);
      }
      expect(canRead(anActor(), ticket, true)).toBe(false);
    }
  });

  test('someone without a group sees no pool', () => {
    const actor = anActor({ 'ticket.read': ['pool', 'groups'] }, { groupIds: [] });
    expect(canRead(actor, TICKETS['in my pool'], false)).toBe(false);
    expect(canRead(actor, TICKETS['in nobody’s group'], false)).toBe(false);
  });
});

describe('relationOf', () => {
  test.each([
    [aTicket(), false, { holder: true, inGroup: true, creator: false, collaborator: false }],
    [TICKETS['in my pool'], false, { holder: false, inGroup: true, creator: false, collaborator: false }],
    [
      TICKETS['made by me, elsewhere'],
      true,
      { holder: false, inGroup: false, creator: true, collaborator: true },
    ],
    [
      TICKETS['in nobody’s group'],
      false,
      { holder: false, inGroup: false, creator: false, collaborator: false },
    ],
  ] as const)('%#', (ticket, collaborates, relation) => {
    expect(relationOf(anActor(), ticket, collaborates)).toEqual(relation);
  });
});

describe('permissions', () => {
  const actor = anActor({ 'ticket.read': ['pool', 'review'], 'ticket.note': [] });

  test('have the scopes that the roles give', () => {
    expect(scopesOf(actor, 'ticket.read')).toEqual(['pool', 'review']);
    expect(scopesOf(actor, 'ticket.close')).toEqual([]);
  });

  test('are held with any scope, and not without one', () => {
    expect(holds(actor, 'ticket.read')).toBe(true);
    expect(holds(actor, 'ticket.note')).toBe(false);
    expect(holds(actor, 'config.manage')).toBe(false);
  });
});
