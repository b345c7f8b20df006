import { expect, test } from 'vitest';
import { type Attribute, type Catalogue, operatorsOf } from '../../src/domain/conditions/catalogue.ts';
import type { Condition, ConditionGroup, ConditionTest } from '../../src/domain/conditions/language.ts';
import { tellConditions } from '../../src/features/conditions/tell-conditions.view.ts';
import { translator } from '../../src/i18n.ts';

const named = (
  key: string,
  kind: Attribute['kind'],
  label: string,
  more: Partial<Attribute> = {},
): Attribute => ({
  ...{ key, kind, label, operators: operatorsOf(kind) },
  ...more,
});

const CATALOGUE: Catalogue = {
  attributes: [
    named('category', 'category', '分类', {
      options: [
        {
          value: '1',
          label: '售后',
          children: [
            { value: '2', label: '退款' },
            { value: '3', label: '其他' },
          ],
        },
        { value: '4', label: '售前', retired: true, children: [{ value: '5', label: '其他' }] },
      ],
    }),
    named('customer_level', 'choice', '客户等级', {
      options: [
        { value: 'vip', label: 'VIP' },
        { value: 'svip', label: 'SVIP' },
        { value: 'normal', label: '普通' },
      ],
    }),
    named('assignee', 'person', '处理人', { options: [{ value: '7', label: '林知夏', retired: true }] }),
    named('tags', 'tags', '标签'),
    named('title', 'text', '标题'),
    named('created_at', 'moment', '创建时间'),
    named('urged_count', 'number', '催单次数'),
    named('working_hours', 'working_hours', '工作时间'),
    named('is_repeat', 'switch', '重复投诉'),
    named('f.amount', 'number', '金额 A', { unit: '元', retired: true }),
  ],
};

const is = (
  field: string,
  operator: ConditionTest['operator'],
  value: ConditionTest['value'] = null,
): Condition => ({
  ...{ kind: 'test', field, operator, value },
});
const group = (kind: ConditionGroup['kind'], ...of: Condition[]): ConditionGroup => ({ kind, of });

const REFUND = is('category', 'in', [2]);
const VIP = is('customer_level', 'in', ['vip', 'svip']);

test.each([
  [group('all'), '所有工单', 'All tickets'],
  [group('any'), '没有工单符合', 'No ticket at all'],
  [
    group('all', REFUND, VIP),
    '分类属于「退款」 且 客户等级是 VIP 或 SVIP',
    '分类 is in “退款” and 客户等级 is VIP or SVIP',
  ],
  [
    group('any', REFUND, group('all', VIP, is('urged_count', 'at_least', 2))),
    '分类属于「退款」 或 （客户等级是 VIP 或 SVIP 且 催单次数不小于 2）',
    '分类 is in “退款” or (客户等级 is VIP or SVIP and 催单次数 is at least 2)',
  ],
  [group('all', group('any', REFUND)), '分类属于「退款」', '分类 is in “退款”'],
  [
    group('none', REFUND, is('title', 'lacks', ['a', '乙', '丙'])),
    '不满足（分类属于「退款」 或 标题不包含「a」、「乙」或「丙」）',
    'not (分类 is in “退款” or 标题 does not contain “a”, “乙” or “丙”)',
  ],
  // Two of one name are told apart, and what is out of use is marked, by itself or by what it stands in.
  [
    group('all', is('category', 'not_in', [3, 5])),
    '分类不属于「售后 / 其他」或「售前 / 其他（已停用）」',
    '分类 is not in “售后 / 其他” or “售前 / 其他 (out of use)”',
  ],
  [group('all', is('assignee', 'in', [7])), '处理人是林知夏（已停用）', '处理人 is 林知夏 (out of use)'],
  [
    group('all', is('f.amount', 'at_most', 5)),
    '金额 A（已停用）不大于 5 元',
    '金额 A (out of use) is at most 5 元',
  ],
  // What is gone stays readable.
  [group('all', is('assignee', 'not_in', [9])), '处理人不是已不存在的 9', '处理人 is not 9, which is gone'],
  [
    group('all', is('f.gone', 'in', ['x'])),
    '已不存在的字段 gone 是 x',
    'the field gone, which is gone, is x',
  ],
  [
    group('all', is('created_at', 'within', 4320)),
    '创建时间在最近 3 天内',
    '创建时间 is within the last 3 days',
  ],
  [
    group('all', is('created_at', 'older_than', 60)),
    '创建时间在 1 小时之前',
    '创建时间 is more than 1 hour ago',
  ],
  [
    group('all', is('created_at', 'older_than', 90)),
    '创建时间在 90 分钟之前',
    '创建时间 is more than 90 minutes ago',
  ],
  [
    group('all', is('created_at', 'at_least', '2026-11-22')),
    '创建时间不早于 2026-11-22',
    '创建时间 is 2026-11-22 or later',
  ],
  [group('all', is('tags', 'in', ['甲'])), '标签有「甲」', '标签 include “甲”'],
  [
    group('all', is('title', 'begins', ['{{label}}'])),
    '标题的开头是「{{label}}」',
    '标题 begins with “{{label}}”',
  ],
  [group('all', is('title', 'empty')), '标题为空', '标题 is empty'],
  [group('all', is('working_hours', 'is', false)), '不在工作时间内', 'it is outside working hours'],
  [group('all', is('is_repeat', 'is', true)), '重复投诉为“是”', '重复投诉 is yes'],
])('%j is told as “%s”', (root, chinese, english) => {
  expect(tellConditions({ version: 1, root }, CATALOGUE, translator('zh-CN'))).toBe(chinese);
  expect(tellConditions({ version: 1, root }, CATALOGUE, translator('en'))).toBe(english);
});
