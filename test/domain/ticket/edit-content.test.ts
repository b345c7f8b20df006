import { beforeAll, describe, expect, test } from 'vitest';
import type { FieldValues, FormField } from '../../../src/domain/form/field.ts';
import type { Translate } from '../../../src/domain/form/translate.ts';
import type { Scope } from '../../../src/domain/people/permissions.ts';
import { editContent } from '../../../src/domain/ticket/edit-content.ts';
import { judgeEdit } from '../../../src/domain/ticket/judge-edit.ts';
import { messagesOf } from '../../../src/domain/ticket/messages.ts';
import { carryOut } from '../../../src/domain/ticket/change.ts';
import { titleAfter, titleOf } from '../../../src/domain/ticket/title.ts';
import { aField, translator } from '../form/support.ts';
import {
  AFTER_SALES,
  aHop,
  aSituation,
  aTicket,
  COLLEAGUE,
  decide,
  granted,
  inHandOf,
  inPoolOf,
  ME,
  NO_RELATION,
  NOW,
} from './support.ts';

/** Saving and editing: what is written, what the log says, who may (spec 01, 03). */

let t: Translate;
beforeAll(async () => {
  t = await translator('zh-CN');
});

const text = (key: string): FormField => aField('text', { key, label: key });

describe('what is written', () => {
  const fields = [text('title'), text('order_number'), text('shop'), text('size')];
  const values: FieldValues = { title: '退款', order_number: 'E1', shop: '甲', phone: '138', orphan: 'x' };

  test('only what changed: columns for built-in fields', () => {
    const edit = editContent({ fields, values }, { fields, values: { ...values, order_number: 'E2' } }, t);
    expect(edit.set).toEqual({ orderNumber: 'E2' });
    expect(edit.changes.map(({ key }) => key)).toEqual(['order_number']);
  });
  test('an emptied one is empty', () => {
    const { order_number: _gone, ...rest } = values;
    expect(editContent({ fields, values }, { fields, values: rest }, t).set).toEqual({ orderNumber: '' });
  });
  test('the template’s own fields together; what belongs to neither form stays', () => {
    const after = { fields, values: { ...values, shop: '乙', size: 'L' } };
    expect(editContent({ fields, values }, after, t).set).toEqual({
      values: { shop: '乙', size: 'L', orphan: 'x' },
    });
  });
  test('another form drops what it has no place for, but no built-in field', () => {
    const after = { fields: [text('title')], values };
    const edit = editContent({ fields, values }, after, t);
    expect(edit.set).toEqual({ values: { orphan: 'x' } });
    expect(edit.changes.map(({ key, from, to }) => [key, from, to])).toEqual([['shop', '甲', '']]);
  });
  test('nothing for nothing', () => {
    expect(editContent({ fields, values }, { fields, values }, t)).toEqual({ set: {}, changes: [] });
  });
});

describe('save', () => {
  const edit = {
    set: { orderNumber: 'E2' },
    changes: [{ key: 'order_number', label: '订单号', from: '', to: 'E2' }],
  };

  test.each(['new', 'in_progress', 'waiting', 'returned', 'resolved'] as const)(
    'changes neither status nor place, from %s',
    (status) => {
      const situation = aSituation({ ticket: { status } });
      expect(decide('save', situation, {}, null, aHop(), edit)).toEqual({
        status,
        move: { kind: 'stay' },
        edit,
      });
    },
  );
  test('its log entry keeps the difference; nobody is told', () => {
    const ticket = aTicket({ assigneeId: COLLEAGUE });
    const step = carryOut(ticket, aHop(), decide('save', aSituation({ ticket }), {}, null, aHop(), edit), {
      ...{ action: 'save', eventType: 'ticket_saved', actorId: ME, now: NOW },
    });
    expect([step.content, step.event.changes]).toEqual([edit.set, edit.changes]);
    expect(messagesOf(ticket, step, [])).toEqual([]);
  });
  test('editing what somebody has in hand tells them; what waits in a pool nobody', () => {
    const told = (place: Parameters<typeof aTicket>[0]): unknown => {
      const ticket = aTicket(place);
      const by = { action: 'edit', eventType: 'ticket_edited', actorId: ME, now: NOW };
      return messagesOf(
        ticket,
        carryOut(ticket, aHop(), { status: ticket.status, move: { kind: 'stay' }, edit }, by),
        [],
      );
    };
    expect(told(inHandOf(COLLEAGUE))).toEqual([
      { kind: 'edited', to: { kind: 'people', ids: [COLLEAGUE] }, actorId: ME, remark: '' },
    ]);
    expect(told(inPoolOf(AFTER_SALES))).toEqual([]);
  });
});

describe('editing', () => {
  const creator = { ...NO_RELATION, creator: true };
  const holder = { ...creator, holder: true };
  test.each<[string, Scope[], Parameters<typeof aTicket>[0], typeof NO_RELATION, boolean, string | null]>([
    ['without the permission', [], {}, holder, false, '403 no_permission'],
    ['an administrator, anything open', ['all'], {}, NO_RELATION, true, null],
    ['even an administrator, closed', ['all'], { status: 'closed' }, NO_RELATION, false, '409 closed'],
    ['who made it and has it', ['mine'], {}, holder, false, null],
    ['who made it, while it waits', ['mine'], inPoolOf(AFTER_SALES), creator, false, null],
    ['who made it, once accepted', ['mine'], inHandOf(COLLEAGUE), creator, true, '409 edit_accepted'],
    ['who made it, back in a pool', ['mine'], inPoolOf(AFTER_SALES), creator, true, '409 edit_accepted'],
    ['who made it and had it returned', ['mine'], { status: 'returned' }, holder, true, null],
    [
      'who has it but did not make it',
      ['mine'],
      {},
      { ...NO_RELATION, holder: true },
      false,
      '403 not_creator',
    ],
    ['a stranger', ['mine'], {}, NO_RELATION, false, '403 not_creator'],
    ['closed comes first', ['mine'], { status: 'closed' }, NO_RELATION, false, '409 closed'],
    ['in one of my groups', ['groups'], {}, { ...NO_RELATION, inGroup: true }, true, null],
    ['in another group', ['groups'], {}, NO_RELATION, false, '403 not_creator'],
  ])('%s', (_who, scopes, ticket, relation, accepted, expected) => {
    const situation = { ticket: aTicket(ticket), actor: granted('ticket.edit', ...scopes), relation };
    const refusal = judgeEdit(situation, accepted);
    expect(refusal && `${refusal.status} ${refusal.code}`).toBe(expected);
  });
});

describe('titles', () => {
  const before = { categoryPath: ['售后', '退款问题'], customer: { name: '顾女士', phone: '138' } };
  const after = { categoryPath: ['售后', '换货问题'], customer: { name: '', phone: '139' } };
  test('made of category and customer when none is given', () => {
    expect(titleOf('', before)).toBe('退款问题 · 顾女士');
    expect(titleOf('', after)).toBe('换货问题 · 139');
    expect(titleOf('摄像头连不上', before)).toBe('摄像头连不上');
  });
  test.each([
    ['one that nobody wrote follows', '退款问题 · 顾女士', '退款问题 · 顾女士', '换货问题 · 139'],
    ['one that somebody wrote stays', '摄像头连不上', '摄像头连不上', '摄像头连不上'],
    ['an emptied one is made anew', '摄像头连不上', '', '换货问题 · 139'],
    ['a new one counts', '退款问题 · 顾女士', '急', '急'],
  ])('%s', (_what, title, typed, expected) => {
    expect(titleAfter(typed, { ...before, title }, after)).toBe(expected);
  });
});
