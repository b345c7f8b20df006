import { describe, expect, test } from 'vitest';
import type { Change } from '../../../src/domain/ticket/change.ts';
import { carryOut } from '../../../src/domain/ticket/change.ts';
import { aHop, aTicket, COLLEAGUE, EARLIER, ENGINEERING, inHandOf, inPoolOf, ME, NOW } from './support.ts';

const by = { action: 'reassign', eventType: 'ticket_reassigned', actorId: ME, now: NOW };
const STAY: Change = { status: 'in_progress', move: { kind: 'stay' } };

describe('every step', () => {
  test('raises the version by one, and its log entry has that number', () => {
    const step = carryOut(aTicket({ version: 9 }), aHop(), STAY, by);
    expect(step.ticket).toMatchObject({ version: 10, updatedAt: NOW });
    expect(step.event).toMatchObject({
      seq: 10,
      type: 'ticket_reassigned',
      action: 'reassign',
      actorId: ME,
      occurredAt: NOW,
    });
  });

  test('writes what the change sets, says and carries', () => {
    const change: Change = {
      ...STAY,
      status: 'waiting',
      set: { returnedCount: 2, lastCallback: 'not_reached' },
      body: '客户在忙',
      data: { method: 'sms' },
    };
    const step = carryOut(aTicket(), aHop(), change, by);
    expect(step.ticket).toMatchObject({ status: 'waiting', returnedCount: 2, lastCallback: 'not_reached' });
    expect(step.event).toMatchObject({
      fromStatus: 'in_progress',
      toStatus: 'waiting',
      body: '客户在忙',
      data: { method: 'sms' },
    });
  });

  test('of a change that says nothing has an empty text and no data', () => {
    expect(carryOut(aTicket(), aHop(), STAY, by).event).toMatchObject({ body: '', data: {} });
  });

  test('of the system has no actor', () => {
    expect(carryOut(aTicket(), aHop(), STAY, { ...by, actorId: null }).event.actorId).toBeNull();
  });
});

test('staying touches no hop', () => {
  const step = carryOut(aTicket(), aHop(), STAY, by);
  expect(step).toMatchObject({ leave: null, take: null, arrive: null });
  expect(step.ticket).toMatchObject({ ...inHandOf(ME), hopCount: 3 });
  expect(step.event).toMatchObject({ fromAssigneeId: ME, toAssigneeId: ME, fromGroupId: 3, toGroupId: 3 });
});

test('taking gives the open hop its handler', () => {
  const ticket = aTicket({ ...inPoolOf(ENGINEERING), status: 'new' });
  const change: Change = { status: 'in_progress', move: { kind: 'take', assigneeId: ME } };
  const step = carryOut(ticket, aHop(inPoolOf(ENGINEERING)), change, { ...by, action: 'accept' });
  expect(step).toMatchObject({
    leave: null,
    arrive: null,
    take: { hopId: 103, assigneeId: ME, acceptedAt: NOW },
  });
  expect(step.ticket).toMatchObject({ ...inHandOf(ME, ENGINEERING), hopCount: 3 });
  expect(step.event).toMatchObject({ fromAssigneeId: null, toAssigneeId: ME, fromGroupId: 6, toGroupId: 6 });
});

describe('going', () => {
  const go = (to = inHandOf(COLLEAGUE, ENGINEERING)): Change => ({
    status: 'in_progress',
    move: { kind: 'go', to, cameFromId: 103 },
  });

  test('ends the open hop and begins the next', () => {
    const step = carryOut(aTicket(), aHop(), go(), by);
    expect(step.leave).toEqual({ hopId: 103, leftAt: NOW, leftAction: 'reassign' });
    expect(step.arrive).toEqual({
      ...inHandOf(COLLEAGUE, ENGINEERING),
      position: 4,
      cameFromId: 103,
      sentById: ME,
      sentAction: 'reassign',
      arrivedAt: NOW,
      acceptedAt: NOW,
    });
    expect(step.take).toBeNull();
    expect(step.ticket).toMatchObject({ ...inHandOf(COLLEAGUE, ENGINEERING), hopCount: 4 });
    expect(step.event).toMatchObject({
      fromAssigneeId: ME,
      toAssigneeId: COLLEAGUE,
      fromGroupId: 3,
      toGroupId: 6,
    });
  });

  test('into a pool is not yet accepted', () => {
    const step = carryOut(aTicket(), aHop(), go(inPoolOf(ENGINEERING)), by);
    expect(step.arrive).toMatchObject({ assigneeId: null, acceptedAt: null });
    expect(step.ticket.assigneeId).toBeNull();
  });

  test('to a person without a group is in their hands', () => {
    const step = carryOut(
      aTicket(),
      aHop(),
      go({ groupId: null, stageKey: null, assigneeId: COLLEAGUE }),
      by,
    );
    expect(step.arrive).toMatchObject({
      groupId: null,
      stageKey: null,
      assigneeId: COLLEAGUE,
      acceptedAt: NOW,
    });
    expect(step.event.toGroupId).toBeNull();
  });
});

test('ending leaves the open hop and begins none; the ticket keeps who had it last', () => {
  const change: Change = { status: 'closed', move: { kind: 'end' }, set: { closedAt: NOW } };
  const step = carryOut(aTicket(), aHop(), change, { ...by, action: 'close' });
  expect(step).toMatchObject({
    leave: { hopId: 103, leftAt: NOW, leftAction: 'close' },
    arrive: null,
    take: null,
  });
  expect(step.ticket).toMatchObject({ status: 'closed', closedAt: NOW, ...inHandOf(ME), hopCount: 3 });
  expect(step.event).toMatchObject({ toStatus: 'closed', toAssigneeId: ME, toGroupId: 3 });
});

test('what a step does not set it does not name', () => {
  const step = carryOut(aTicket({ firstRespondedAt: EARLIER }), aHop(), STAY, by);
  expect(Object.keys(step.ticket).sort()).toEqual(
    ['assigneeId', 'groupId', 'hopCount', 'stageKey', 'status', 'updatedAt', 'version'].sort(),
  );
});
