import { describe, expect, test } from 'vitest';
import { MESSAGE_TEMPLATES } from '../../../seeds/reference/message-templates.ts';
import { checkTemplate } from '../../../src/domain/message/check-template.ts';
import { fillMessage, partsOfMessage } from '../../../src/domain/message/fill-template.ts';
import { isMessageKind, MESSAGE_KINDS, type MessageKind } from '../../../src/domain/message/message-kinds.ts';

/** Placeholders of messages (spec 05): what is filled, what is refused, and what was meant. */

/** Nothing is near: any of them will do. */
const ANY = 'any';
const CALLED = { number: ['工单编号', 'Ticket number'], agent: ['操作人'], remark: ['备注'], days: ['天数'] };

describe('checking', () => {
  test.each([
    ['assigned', '没有占位符', undefined],
    ['assigned', '{number}{number} {title}', undefined],
    ['assigned', '{nubmer}', '{number}'],
    ['assigned', '{Number}', '{number}'],
    ['assigned', '{ number }', '{number}'],
    ['assigned', '{工单编号}', '{number}'],
    ['assigned', '{编号}', '{number}'],
    ['assigned', '{操作人}', '{agent}'],
    ['assigned', '{}', ANY],
    ['assigned', '{days}', ANY],
    ['wait_closed', '{day}', '{days}'],
    ['edited', '{remarks}', ANY],
    ['urge', '{constructor}', ANY],
    ['urge', '{__proto__}', ANY],
  ] as const)('%s: %s', (kind, text, nearest) => {
    const problem = checkTemplate(kind, text, CALLED);
    expect(problem?.code).toBe(nearest === undefined ? undefined : 'placeholder_unknown');
    if (nearest !== ANY) expect(problem?.params['nearest']).toBe(nearest);
  });

  test.each(['{number', 'number}', '{{number}}', '}{', '{number}}'])('a brace alone: %s', (text) => {
    expect(checkTemplate('assigned', text)).toEqual({ code: 'placeholder_open', params: {} });
  });

  test('a very long name is told short', () => {
    const problem = checkTemplate('assigned', `{${'a'.repeat(5000)}}`);
    expect(String(problem?.params['written']).length).toBeLessThanOrEqual(40);
  });
});

describe('every message', () => {
  test('is shipped, and nothing else is', () => {
    expect(MESSAGE_TEMPLATES.map(({ key }) => key).sort()).toEqual(Object.keys(MESSAGE_KINDS).sort());
  });

  test.each(MESSAGE_TEMPLATES)('$key says nothing that the check refuses', ({ key, body_zh, body_en }) => {
    if (!isMessageKind(key)) throw new Error(key);
    expect([checkTemplate(key, body_zh), checkTemplate(key, body_en)]).toEqual([undefined, undefined]);
  });
});

describe('filling', () => {
  const told = { number: 'GD1', title: '{agent}', department: '', agent: '$&', remark: 'r', days: '7' };
  const counts = { overdue_count: '1', today_count: '2', unaccepted_count: '3' };
  const words = { ...told, ...counts, remaining: '1 h', overdue: '2 h' };

  test('each placeholder of its own once, whatever stands in it', () => {
    expect(fillMessage('assigned', '{number}|{title}|{agent}|{department}|{remark}', words)).toBe(
      'GD1|{agent}|$&||r',
    );
  });

  test('what is none of this message stays as it is written', () => {
    expect(fillMessage('urge' as MessageKind, '{number} {remark} {days} {wrong}', words)).toBe(
      'GD1 {remark} {days} {wrong}',
    );
  });

  test('the pieces say which of them were filled in', () => {
    expect(partsOfMessage('assigned', 'A{number}B', words)).toEqual([
      { text: 'A', placeholder: null },
      { text: 'GD1', placeholder: 'number' },
      { text: 'B', placeholder: null },
    ]);
  });
});
