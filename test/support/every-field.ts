import type { Knex } from 'knex';
import type { FormField } from '../../src/domain/form/field.ts';
import { expect } from 'vitest';
import { aCategory, aTemplate, type Company } from './company.ts';
import { typedIn } from './form-state.ts';
import type { RawAnswer } from './raw-http.ts';

const options = (labels: Readonly<Record<string, string>>): { value: string; label: string }[] =>
  Object.entries(labels).map(([value, label]) => ({ value, label }));

const half = { required: false, width: 'half' } as const;

/** One field of each type that a template may have, with limits to run into. */
const EVERY_FIELD: readonly FormField[] = [
  { ...half, key: 'shop_name', type: 'text', label: '店铺', required: true, minLength: 2, maxLength: 50 },
  { ...half, key: 'story', type: 'textarea', label: '经过', width: 'full', maxLength: 500 },
  {
    ...half,
    key: 'channel',
    type: 'radio',
    label: '购买渠道',
    options: options({ app: '应用', web: '网页' }),
    allowOther: true,
  },
  {
    ...half,
    key: 'symptoms',
    type: 'checkbox',
    label: '现象',
    options: options({ crack: '破损', noise: '异响', heat: '发热' }),
    maxLength: 2,
  },
  {
    ...half,
    key: 'warehouse',
    type: 'select',
    label: '仓库',
    options: [...options({ hd: '华东仓', hn: '华南仓' }), { value: 'old', label: '旧仓', retired: true }],
  },
  {
    ...half,
    key: 'parts',
    type: 'multiselect',
    label: '部件',
    options: options({ cable: '线材', plug: '插头' }),
    allowOther: true,
  },
  { ...half, key: 'quantity', type: 'number', label: '数量', min: 1, max: 99, decimals: 0, unit: '件' },
  { ...half, key: 'amount', type: 'money', label: '金额', min: 0.01, max: 50_000 },
  { ...half, key: 'bought_on', type: 'date', label: '购买日期', max: 'today' },
  { ...half, key: 'happened_at', type: 'datetime', label: '发生时间' },
  { ...half, key: 'call_after', type: 'time', label: '可回电时间' },
  { ...half, key: 'backup_phone', type: 'phone', label: '备用电话' },
  { ...half, key: 'mail', type: 'email', label: '邮箱' },
  { ...half, key: 'link', type: 'url', label: '商品链接' },
  { ...half, key: 'invoice', type: 'switch', label: '要发票' },
  {
    ...half,
    key: 'invoice_title',
    type: 'text',
    label: '发票抬头',
    required: true,
    visibleWhen: { field: 'invoice', in: ['true'] },
  },
  { ...half, key: 'identity', type: 'id_card', label: '身份证号' },
  {
    ...half,
    key: 'district',
    type: 'cascade',
    label: '所在地区',
    options: [
      {
        value: '33',
        label: '浙江',
        children: [
          { value: '3301', label: '杭州', children: options({ 330106: '西湖', 330102: '上城' }) },
          { value: '3302', label: '宁波', children: [{ value: '330203', label: '海曙', retired: true }] },
        ],
      },
      { value: '71', label: '台湾' },
    ],
  },
  { ...half, key: 'papers', type: 'file', label: '凭证文件', maxFiles: 2 },
  { ...half, key: 'photos', type: 'image', label: '商品图片' },
  { ...half, key: 'sold_by', type: 'user', label: '销售人员' },
  { ...half, key: 'sold_in', type: 'department', label: '销售部门' },
  {
    ...half,
    key: 'goods',
    type: 'group',
    label: '退货商品',
    width: 'full',
    maxRows: 3,
    fields: [
      { ...half, key: 'sku', type: 'text', label: '货号', required: true, maxLength: 20 },
      { ...half, key: 'count', type: 'number', label: '数量', required: true, min: 1, max: 99, decimals: 0 },
      {
        ...half,
        key: 'why',
        type: 'select',
        label: '原因',
        options: options({ broken: '破损', wrong: '发错' }),
      },
    ],
  },
];

const BUILT_IN: readonly Partial<FormField>[] = [
  'customer_name',
  'phone',
  'source',
  'title',
  'order_number',
  'priority',
  'description',
].map((key) => ({ key }));

export interface EveryField {
  readonly categoryId: number;
  readonly templateId: number;
  readonly versionId: number;
}

/** A category whose form has a field of every type. */
export async function withEveryField(db: Knex, company: Company): Promise<EveryField> {
  const template = await aTemplate(db, '全字段模板', [...BUILT_IN, ...EVERY_FIELD]);
  const categoryId = await aCategory(db, '全字段', {
    parentId: company.categories.branch,
    depth: 3,
    initials: 'qzd',
    templateId: template.id,
  });
  return { categoryId, templateId: template.id, versionId: template.versionId };
}

/** Good answers to all of them, as a browser would send them. */
export const GOOD_ANSWERS = {
  shop_name: '山海旗舰店',
  story: '第一天好用\n第二天就坏了',
  channel: 'other',
  channel_other: '朋友转让',
  symptoms: ['heat', 'crack'],
  warehouse: 'hn',
  parts: ['plug', 'other'],
  parts_other: '外壳',
  quantity: '12',
  amount: '1,234.50',
  bought_on: '2026-01-15',
  happened_at: '2026-01-16T10:26',
  call_after: '09:30',
  backup_phone: '010-12345678',
  mail: 'gu@example.com',
  link: 'https://example.com/p?id=1&x=2',
  invoice: 'on',
  invoice_title: '山海有限公司',
  identity: '11010519491231002x',
  district: '330106',
  'goods.0.sku': 'A-1',
  'goods.0.count': '2',
  'goods.0.why': 'wrong',
  'goods.7.sku': 'B-2',
  'goods.7.count': '1',
  'goods.7.why': '',
} as const;

/** The same as they are stored. */
export const STORED_VALUES = {
  shop_name: '山海旗舰店',
  story: '第一天好用\n第二天就坏了',
  channel: 'other:朋友转让',
  symptoms: ['crack', 'heat'],
  warehouse: 'hn',
  parts: ['plug', 'other:外壳'],
  quantity: 12,
  amount: 1234.5,
  bought_on: '2026-01-15',
  happened_at: '2026-01-16T10:26',
  call_after: '09:30',
  backup_phone: '+861012345678',
  mail: 'gu@example.com',
  link: 'https://example.com/p?id=1&x=2',
  invoice: true,
  invoice_title: '山海有限公司',
  identity: '11010519491231002X',
  district: '330106',
  goods: [
    { sku: 'A-1', count: 2, why: 'wrong' },
    { sku: 'B-2', count: 1 },
  ],
} as const;

/** The texts among the inputs of its create form, built-in and custom. */
export const FORM_TEXTS = [
  'phone',
  'customer_name',
  'title',
  'order_number',
  'description',
  'shop_name',
  'story',
  'invoice_title',
] as const;

/** A create form that needs no correction, with every text filled in but the phone. */
export function everyFieldForm(every: EveryField): Record<string, string> {
  return {
    category_id: String(every.categoryId),
    template_version_id: String(every.versionId),
    phone: '',
    customer_name: '顾女士',
    source: 'phone',
    title: '标题',
    order_number: 'SO-1',
    priority: 'normal',
    description: '经过',
    shop_name: '山海旗舰店',
    story: '故事',
    channel: 'app',
    channel_other: '',
    invoice: 'on',
    invoice_title: '抬头',
    intent: 'create',
  };
}

/** A refused form says in words what is wrong, and holds all texts but the one that this is about. */
export function expectFormKept(answer: RawAnswer, sent: Record<string, string>, about: string): void {
  expect(answer.page.querySelector('.g-err, [data-error-summary]')?.text.trim()).not.toBe('');
  const shown = typedIn(answer.page, '/tickets');
  for (const name of FORM_TEXTS) if (name !== about) expect([name, shown[name]]).toEqual([name, sent[name]]);
}
