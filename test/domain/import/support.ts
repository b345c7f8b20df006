import type { FieldOption, FormField } from '../../../src/domain/form/field.ts';
import { BUILT_IN_FIELDS, BUILT_IN_KEYS } from '../../../src/domain/form/built-in-fields.ts';
import type { ImportCategory, ImportConfig } from '../../../src/domain/import/import-config.ts';
import type { ImportKind, ImportPlan } from '../../../src/domain/import/import-plan.ts';
import type { SheetRow } from '../../../src/domain/import/import-row.ts';

/** A small company, as the reading of rows sees it. */

const SOURCES: readonly FieldOption[] = [
  { value: 'phone', label: '电话' },
  { value: 'wechat', label: '微信' },
  { value: 'email', label: '邮件' },
  { value: 'heimao', label: '黑猫投诉' },
  { value: 'jutousu', label: '聚投诉' },
  { value: '12315', label: '12315' },
  { value: 'other', label: '其他渠道' },
];
const SOURCES_IN_ENGLISH: readonly FieldOption[] = [
  { value: 'phone', label: 'Phone' },
  { value: 'wechat', label: 'WeChat' },
  { value: 'email', label: 'E-mail' },
  { value: 'heimao', label: 'Heimao complaints' },
  { value: 'other', label: 'Other' },
];
const PRIORITIES: readonly FieldOption[] = [
  { value: 'low', label: '低' },
  { value: 'normal', label: '普通' },
  { value: 'high', label: '高' },
  { value: 'urgent', label: '紧急' },
];

const OWN_LABELS: Readonly<Record<string, string>> = {
  customer_name: '客户',
  phone: '手机号',
  source: '来源',
  title: '标题',
  description: '问题描述',
  order_number: '订单号',
  priority: '优先级',
};

/** The product's own fields, as a template's form has them. */
const OWN_FIELDS: readonly FormField[] = BUILT_IN_KEYS.map((key) => ({
  ...BUILT_IN_FIELDS[key],
  label: OWN_LABELS[key] ?? key,
  ...(key === 'source' && { options: SOURCES }),
  ...(key === 'priority' && { options: PRIORITIES }),
}));

function aField(key: string, type: FormField['type'], more: Partial<FormField> = {}): FormField {
  return { key, type, label: key, required: false, width: 'half', ...more };
}

const REFUND_FIELDS: readonly FormField[] = [
  aField('refund_amount', 'money', { label: '退款金额' }),
  aField('refund_reason', 'select', {
    label: '退款原因',
    options: [
      { value: 'broken', label: '商品损坏' },
      { value: 'late', label: '发货太晚' },
      { value: 'gone', label: '已停用', retired: true },
    ],
  }),
  aField('bought_on', 'date', { label: '购买日期' }),
  aField('is_returned', 'switch', { label: '已退货' }),
  aField('wishes', 'multiselect', {
    label: '诉求标签',
    allowOther: true,
    options: [
      { value: 'refund', label: '退款' },
      { value: 'sorry', label: '道歉' },
    ],
  }),
  aField('courier', 'text', { label: '快递公司', visibleWhen: { field: 'is_returned', in: ['on'] } }),
  aField('region', 'cascade', {
    label: '地区',
    options: [
      { value: '33', label: '浙江', children: [{ value: '3301', label: '杭州' }] },
      { value: '32', label: '江苏', children: [{ value: '3201', label: '南京' }] },
    ],
  }),
  aField('goods', 'group', { label: '商品', fields: [aField('sku', 'text', { label: '货号' })] }),
];

const aCategory = (id: number, path: string, templateId: number): ImportCategory => ({
  ...{ id, templateId, path: path.split('/') },
  priority: path.startsWith('投诉') ? 'high' : null,
});

const CATEGORIES: readonly ImportCategory[] = [
  aCategory(1, '售后/订单问题/退款问题', 1),
  aCategory(2, '售后/订单问题/换货问题', 2),
  aCategory(3, '售后/物流问题/其他', 2),
  aCategory(4, '投诉/平台投诉/虚假宣传', 2),
  aCategory(5, '投诉/平台投诉/其他', 2),
];

/** Template 1 asks for refunds, template 2 for nothing of its own but a required `order_kind`. */
export function aConfig(kind: ImportKind = 'tickets', more: Partial<ImportConfig> = {}): ImportConfig {
  const kindOfOrder = aField('order_kind', 'text', { label: '订单类型', required: kind === 'history' });
  return {
    kind,
    categories: CATEGORIES,
    forms: new Map([
      [1, { versionId: 11, fields: [...OWN_FIELDS, ...REFUND_FIELDS] }],
      [2, { versionId: 21, fields: [...OWN_FIELDS, kindOfOrder] }],
    ]),
    people: [
      { id: 7, name: '张伟', username: 'zhangwei', groupId: 3 },
      { id: 8, name: '李娜', username: 'lina', groupId: null },
      { id: 9, name: '李娜', username: 'lina2', groupId: 4 },
    ],
    outcomes: {
      unsolved_reason: [{ value: 'no_reply', label: '客户未回复' }],
      satisfaction: [
        { value: 'satisfied', label: '满意' },
        { value: 'neutral', label: '一般' },
        { value: 'dissatisfied', label: '不满意' },
        { value: 'not_reached', label: '未联系上' },
      ],
    },
    translated: { source: SOURCES_IN_ENGLISH },
    today: '2026-11-24',
    zone: 'Asia/Shanghai',
    ...more,
  };
}

export function rowsOf(...lines: readonly (readonly string[])[]): SheetRow[] {
  return lines.map((cells, index) => ({ number: index + 1, cells }));
}

export function aPlan(headings: readonly string[], more: Partial<ImportPlan> = {}): ImportPlan {
  return {
    sheet: 0,
    headerRow: 1,
    headings,
    columns: headings.map(() => null),
    constants: {},
    values: {},
    duplicates: 'skip',
    remembersValues: false,
    ...more,
  };
}
