import { describe, expect, test } from 'vitest';
import type { FormField } from '../../../src/domain/form/field.ts';
import {
  closingWords,
  missingColumns,
  placeClosingColumns,
  readClosingRow,
} from '../../../src/domain/import/read-closing.ts';

/** Spec 06, "Bulk close by spreadsheet": what a row of the sheet says. */

const HEADINGS: Readonly<Record<string, readonly string[]>> = {
  'ticket.column.number': ['工单编号', 'Ticket No.'],
  'export.closing.version': ['版本', 'Version'],
  'ticket.form.outcome': ['是否解决', 'Outcome'],
  'ticket.form.unsolved_reason': ['未解决原因', 'Reason'],
  'ticket.form.satisfaction': ['客户满意度', 'Satisfaction'],
  'ticket.form.close_comment': ['关闭处理意见', 'Closing comment'],
  'ticket.form.callback_method': ['回访方式', 'Callback method'],
};
const headingsOf = (label: string): readonly string[] => HEADINGS[label] ?? [label];

const choice = (key: string, labels: Record<string, string>, extra: Partial<FormField> = {}): FormField => ({
  key,
  type: 'radio',
  label: key,
  required: true,
  width: 'half',
  options: Object.entries(labels).map(([value, label]) => ({ value, label })),
  ...extra,
});
const chinese: FormField[] = [
  choice('outcome', { solved: '已解决', unsolved: '未解决' }),
  choice('satisfaction', { satisfied: '满意', not_reached: '未联系上' }),
  choice('unsolved_reason', { customer_gone: '客户未回复', other: '其他' }, { allowOther: true }),
  choice('callback_method', { phone: '电话', sms: '短信' }, { default: 'phone' }),
  { key: 'comment', type: 'textarea', label: '意见', required: true, width: 'full' },
];
const english: FormField[] = [
  choice('outcome', { solved: 'Solved', unsolved: 'Unsolved' }),
  choice('satisfaction', { satisfied: 'Satisfied', not_reached: 'Not reached' }),
];
const form = { fields: chinese, words: closingWords([chinese, english]) };

const FULL = ['工单编号', '版本', '是否解决', '未解决原因', '客户满意度', '关闭处理意见', '回访方式'];
const read = (cells: readonly string[], headings: readonly string[] = FULL) =>
  readClosingRow({ number: 2, cells }, placeClosingColumns(headings, headingsOf), form);

describe('columns', () => {
  test.each([
    ['in Chinese', FULL, []],
    ['in English, in another order', ['Version', 'Closing comment', 'Outcome', 'Ticket No.'], []],
    ['with marks of what is required', ['工单编号*', '是否解决（必填）', ' 版 本 '], []],
    ['without the number', ['版本', '是否解决'], ['number']],
    ['of another sheet', ['投诉人', '电话'], ['number', 'version', 'outcome']],
  ])('are found %s', (_name, headings, missing) => {
    const places = placeClosingColumns(headings, headingsOf);
    expect(missingColumns(places).map(({ key }) => key)).toEqual(missing);
  });
});

describe('rows', () => {
  test('labels of both languages and the values themselves are read as values', () => {
    const wanted = { outcome: 'solved', satisfaction: 'satisfied', comment: 'ok', callback_method: 'phone' };
    for (const [outcome, satisfaction] of [
      ['已解决', '满意'],
      ['Solved', 'SATISFIED '],
      ['solved', 'satisfied'],
    ] as const)
      expect(read(['GD261122-1042', '3', outcome, '', satisfaction, 'ok']).form).toEqual(wanted);
  });

  test.each([
    ['a choice by its label', '客户未回复', { unsolved_reason: 'customer_gone' }],
    ['a text of one’s own', '仓库已关', { unsolved_reason: 'other', unsolved_reason_other: '仓库已关' }],
    ['"other" without a text', '其他', { unsolved_reason: 'other' }],
  ])('the reason: %s', (_name, text, wanted) => {
    expect(read(['GD261122-1042', '3', '未解决', text]).form).toMatchObject(wanted);
  });

  test('what is no choice stays as it is, to be told', () => {
    expect(read(['GD261122-1042', '3', '大概']).form['outcome']).toBe('大概');
  });

  test.each([
    ['3', 3],
    ['3.0', 3],
    ['', null],
    ['三', 'unreadable'],
    ['0', 'unreadable'],
  ])('the version %j is %j', (text, wanted) => {
    expect(read(['GD261122-1042', text]).version).toBe(wanted);
  });

  test('a row in which only the callback method stands is not filled in', () => {
    expect(read(['GD261122-1042', '3', '', '', '', '', '短信']).isFilled).toBe(false);
    expect(read(['GD261122-1042', '3', '', '', '', '好', '']).isFilled).toBe(true);
  });

  test('numbers are read as people paste them', () => {
    expect(read([' gd261122－1042 ']).number).toBe('GD261122-1042');
    expect(read(['1042']).number).toBeNull();
  });
});
