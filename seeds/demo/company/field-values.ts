import { textsIn } from '../../../src/domain/form/field-kinds.ts';
import { checkCharacterOf } from '../../../src/domain/form/read-id-card.ts';
import type { FieldValue } from '../../../src/domain/form/field.ts';
import { fullName, mobileNumber, streetAddress } from './customers.ts';
import { dayBefore, type Facts } from './facts.ts';
import { digits, pickSome, pickWeighted } from './random.ts';
import type { FieldSeed, Random, Story } from './types.ts';

/** What a value has to agree with: the facts, the text told of them, and the answers given already. */
export interface Telling {
  readonly facts: Facts;
  readonly story: Story;
  readonly answers: Readonly<Record<string, FieldValue>>;
}

type Maker = (random: Random, telling: Telling) => FieldValue;

const COMPANY_WORDS = ['云栈', '禾木', '启衡', '蓝橡', '知行', '北辰', '拾光', '盛启', '明远', '青禾'];
const COMPANY_TRADES = ['科技', '贸易', '文化传媒', '信息技术', '餐饮管理', '建筑设计', '供应链管理'];
/** What the customer's words ask for, the more particular first. */
const HANDLING: readonly (readonly [words: RegExp, value: string])[] = [
  [/补发|补寄|重发/, 'resend'],
  [/换新|换货|换成/, 'exchange'],
  [/退/, 'original_refund'],
  [/赔|补偿|承担|修复/, 'compensation'],
];
const PARTS_OF_STEPS: Readonly<Record<string, readonly string[]>> = {
  login: ['打开 App，退到登录页', '输入手机号和验证码，点“登录”', '提示成功后几秒又回到登录页'],
  search: ['首页搜索框输入商品名', '在结果里连续往下滑三四屏', '页面变白，返回后恢复'],
  cart: ['加入十件以上商品', '点底部“购物车”', '转圈十几秒后才出现列表'],
  checkout: ['购物车选中商品，点“去结算”', '选择默认地址和优惠券', '点“提交订单”，App 退到桌面'],
  order: ['点“我的”，再点“我的订单”', '切到“待收货”', '列表空白，下拉刷新也没有'],
  message: ['设置里关闭“营销推送”', '杀掉 App 重新打开', '当天仍收到推送，点开后内容为空'],
  player: ['进入“我的课程”，打开任一回放', '横屏播放约 20 分钟', '画面卡住后退回课程列表'],
  privacy: ['首次打开，弹出权限申请', '点“不同意”', 'App 直接退出，没有其他入口'],
};

/** Fields whose type alone says too little. */
const MAKERS: Readonly<Record<string, Maker>> = {
  goods_name: (_, { facts }) => facts.goods.name,
  goods_spec: (_, { facts }) => facts.spec,
  goods_quantity: (_, { facts }) => facts.quantity,
  order_amount: (_, { facts }) => facts.amount,
  received_on: (_, { facts }) => facts.receivedOn,
  goods_state: (random) => random.pick(['opened', 'used']),
  missing_items: (random, { facts }) => [
    {
      name: facts.goods.name,
      spec: facts.spec,
      quantity: facts.quantity,
      problem: random.pick(['missing', 'wrong']),
    },
  ],
  new_address: (random, { facts }) => streetAddress(random, facts.region),
  refund_channel: (random) =>
    pickWeighted(random, [
      ['original', 88],
      ['balance', 9],
      ['bank', 3],
    ]),
  expected_handling: (_, { story }) =>
    HANDLING.find(([words]) => words.test(story.title + story.text))?.[1] ?? 'explanation',
  evidence_types: (random) => pickSome(random, ['photo', 'video', 'chat', 'payment'], 1, 2),
  refund_amount: (_, { facts }) => facts.claim,
  return_tracking_no: (random) => `SF${digits(random, 13)}`,
  bank_card_no: (random) => `62${random.pick(['17', '22', '28', '30'])}${digits(random, 15)}`,
  payee_id_card: idCard,
  compensation_amount: (random, { facts }) =>
    random.pick([100, 200, 300, 500, Math.round(facts.amount * 300) / 100]),
  invoice_title: (random, { facts, answers }) =>
    answers['invoice_type'] === 'normal' && random.chance(0.3)
      ? fullName(random)
      : `${facts.region.city}${random.pick(COMPANY_WORDS)}${random.pick(COMPANY_TRADES)}有限公司`,
  tax_number: (random) => `91330${digits(random, 3)}MA2${random.pick([...'ABCDEFGHJ'])}${digits(random, 6)}`,
  invoice_email: (random) =>
    `${random.pick(['caiwu', 'fapiao', 'finance', 'hr'])}${digits(random, 3)}@example.com`,
  logistics_company: (_, { facts }) => facts.logistics[0],
  tracking_no: (random, { facts }) => facts.logistics[2] + digits(random, 13),
  last_track_at: (_, { facts }) => `${facts.happenedOn}T${facts.time}`,
  expected_delivery_on: (random, { facts }) => dayBefore(facts.at, -random.int(1, 7)),
  appointment_at: (random, { facts }) =>
    `${dayBefore(facts.at, random.int(-7, 3))}T${random.pick(['09:00', '10:30', '14:00', '15:30', '18:00'])}`,
  contact_time: (random) =>
    random.pick(['09:00', '10:00', '12:00', '14:00', '16:30', '18:30', '19:00', '20:00']),
  extra_fee: (_, { facts }) => facts.fee,
  store_name: (_, { facts, story }) =>
    (story.title + story.text).includes('{shop}') ? facts.shop : facts.garage,
  plate_number: (random, { facts }) =>
    `${facts.region.plate}${random.pick([...'ABDFGHKLM'])}${digits(random, 4)}`,
  service_region: (random, { facts: { region } }) =>
    [region.province, region.city, random.pick(region.districts)].join('-'),
  course_name: (_, { facts }) => facts.course,
  lessons_taken: (random) => random.int(0, 40) / 2,
  payment_method: (_, { facts }) => facts.payment[0],
  paid_at: (_, { facts }) => `${facts.happenedOn}T${facts.time}`,
  withdraw_amount: (_, { facts }) => facts.amount,
  deposit_amount: (_, { facts }) => facts.amount,
  member_plan: (_, { facts }) => facts.plan[0],
  renewed_on: (_, { facts }) => facts.happenedOn,
  activity_name: (_, { facts }) => facts.activity,
  activity_url: (random) => `https://mall.example.com/item/${digits(random, 8)}`,
  coupon_code: (random) => digits(random, 12),
  coupon_amount: (_, { facts }) => facts.amount,
  occurred_at: (_, { facts }) => `${facts.happenedOn}T${facts.time}`,
  app_version: (_, { facts }) => facts.appVersion,
  device_model: (_, { facts }) => facts.device[1],
  os_platform: (_, { facts }) => facts.device[0],
  reproduce_steps: (_, { answers }) => {
    const features = answers['app_features'];
    const steps = PARTS_OF_STEPS[textsIn(features)[0] ?? ''] ?? [];
    return steps.map((step, index) => `${index + 1}. ${step}`).join('\n');
  },
  complaint_no: (random) => `17${digits(random, 9)}`,
  complaint_url: (random) => `https://complaints.example.org/view/${digits(random, 11)}`,
  reply_deadline: (random, { facts }) => `${dayBefore(facts.at, -random.int(2, 7))}T18:00`,
};

/** Made up, but for its last character as true as any. */
function idCard(random: Random): string {
  const birth = `${random.int(1960, 2004)}${String(random.int(1, 12)).padStart(2, '0')}${String(random.int(1, 28)).padStart(2, '0')}`;
  const number = `330106${birth}${digits(random, 3)}`;
  return number + checkCharacterOf(number);
}

/** A value that the field's own rules accept and that does not contradict what is told (spec 02). */
export function makeValue(random: Random, field: FieldSeed, telling: Telling): FieldValue {
  const maker = MAKERS[field.key];
  if (maker) return maker(random, telling);
  const values = (field.options ?? []).map((option) => option.value);
  switch (field.type) {
    case 'radio':
    case 'select':
      return random.pick(values);
    case 'checkbox':
    case 'multiselect':
      return pickSome(random, values, 1, 3);
    case 'switch':
      return random.chance(0.5);
    case 'phone':
      return `+86${mobileNumber(random)}`;
    case 'date':
      return telling.facts.happenedOn;
    case 'datetime':
      return `${telling.facts.happenedOn}T${telling.facts.time}`;
    case 'time':
      return telling.facts.time;
    case 'number':
    case 'money':
    case 'text':
    case 'textarea':
    case 'email':
    case 'url':
    case 'id_card':
    case 'cascade':
    case 'group':
    // What only an installation has: no story can know its numbers.
    case 'file':
    case 'image':
    case 'user':
    case 'department':
      throw new Error(`nobody knows what to write into ${field.key}`);
  }
}
