import type { Knex } from 'knex';
import type { FormField } from '../../src/domain/form/field.ts';
import { createTicket } from '../../src/features/tickets/create-ticket.ts';
import { aCategory, aTemplate, type Company, type Person } from './company.ts';
import { aPhone, act, asPerson } from './tickets.ts';

/** Tickets with sensitive answers of many types, and what of them must never be in a page. */

const half = { required: false, width: 'half', sensitive: true } as const;

export const SECRET_FIELDS: readonly FormField[] = [
  { ...half, key: 'card', type: 'text', label: '银行卡号', help: '只在退款失败时收集' },
  { ...half, key: 'address', type: 'textarea', label: '联系地址', width: 'full' },
  { ...half, key: 'relative', type: 'phone', label: '亲属电话' },
  { ...half, key: 'mail', type: 'email', label: '私人邮箱' },
  { ...half, key: 'income', type: 'money', label: '收入' },
  { ...half, key: 'born_on', type: 'date', label: '生日' },
  {
    ...half,
    key: 'illness',
    type: 'select',
    label: '病史',
    options: [
      { value: 'none', label: '没有' },
      { value: 'heart', label: '心脏' },
      { value: 'gone', label: '旧病种', retired: true },
    ],
  },
  {
    ...half,
    key: 'needs',
    type: 'checkbox',
    label: '照顾',
    options: [
      { value: 'quiet', label: '安静' },
      { value: 'wheels', label: '轮椅' },
    ],
    allowOther: true,
  },
  { ...half, key: 'insured', type: 'switch', label: '有保险' },
  {
    ...half,
    key: 'insurer',
    type: 'text',
    label: '保险公司',
    visibleWhen: { field: 'insured', in: ['true'] },
  },
];

const BUILT_IN = ['customer_name', 'phone', 'source', 'title', 'order_number', 'priority', 'description'];

export interface SecretForm {
  readonly categoryId: number;
  /** One whose form has none of these fields but the card, and a nickname that is no secret. */
  readonly otherCategoryId: number;
  readonly templateId: number;
}

export async function withSecretForm(db: Knex, company: Company): Promise<SecretForm> {
  const builtIn = BUILT_IN.map((key) => ({ key }));
  const template = await aTemplate(db, '隐私模板', [...builtIn, ...SECRET_FIELDS]);
  const parentId = company.categories.branch;
  const categoryId = await aCategory(db, '隐私', { parentId, depth: 3, templateId: template.id });
  // Published before the card was marked as sensitive.
  const plain = { required: false, width: 'half', type: 'text' } as const;
  const other = await aTemplate(db, '另一模板', [
    ...builtIn,
    { ...plain, key: 'card', label: '卡号' },
    { ...plain, key: 'nickname', label: '称呼' },
  ]);
  await db('fields').insert({ key: 'card', name: '银行卡号', type: 'text', sensitive: true });
  const otherCategoryId = await aCategory(db, '另一类', { parentId, depth: 3, templateId: other.id });
  return { categoryId, otherCategoryId, templateId: template.id };
}

export const SECRETS = {
  card: '6222021234567890',
  address: '北辰路八十八号院三栋',
  relative: '13912345678',
  mail: 'zhang.wei@secret.example',
  income: '7391.46',
  born_on: '1987-06-05',
  illness: 'heart',
  needs: ['wheels', 'other'],
  needs_other: '怕高',
  insured: 'on',
  insurer: '平安无事公司',
} as const;

/** As they are stored. */
export const STORED_SECRETS = {
  ...SECRETS,
  relative: '+8613912345678',
  income: 7391.46,
  needs: ['wheels', 'other:怕高'],
  needs_other: undefined,
  insured: true,
} as const;

export const MASKS = {
  card: '****7890',
  address: '北****栋',
  relative: '139****5678',
  mail: 'z****@secret.example',
  income: '••••',
  born_on: '••••',
  illness: '••••',
  needs: '••••、••••',
  insured: '••••',
  insurer: '平****司',
} as const;

/** Texts that give a secret away wherever they stand. The labels of choices stand in every form. */
export const TELLTALES: readonly string[] = [
  ...[
    '6222021234567890',
    '66668888',
    '北辰路',
    '八十八号',
    '南岭',
    '1391234',
    '12345678',
    'zhang.wei',
    '怕高',
  ],
  ...['7391.46', '7,391.46', '1987-06-05', '平安无事'],
];

/** A ticket with all of them, in the hands of its maker. */
export async function aSecretTicket(
  db: Knex,
  company: Company,
  { categoryId }: SecretForm,
  by: Person = 'tier1',
): Promise<string> {
  const { number } = await createTicket(await asPerson(db, company, by), {
    categoryId,
    templateVersionId: null,
    form: {
      ...{ customer_name: '顾女士', description: '退货已寄回', source: 'phone', priority: 'normal' },
      phone: aPhone(),
      ...SECRETS,
    },
    closing: null,
    submissionKey: null,
  });
  return number;
}

/** The same in the pool of a group. */
export async function secretInPool(db: Knex, company: Company, form: SecretForm): Promise<string> {
  const number = await aSecretTicket(db, company, form);
  await act(db, company, 'tier1', number, 'escalate', { remark: '请审单' });
  await act(db, company, 'review', number, 'reassign', { group_id: String(company.groups.afterSales) });
  return number;
}

/** The same in the hands of the after-sales agent `aftersales`. */
export async function secretInHand(db: Knex, company: Company, form: SecretForm): Promise<string> {
  const number = await secretInPool(db, company, form);
  await act(db, company, 'aftersales', number, 'accept');
  return number;
}
