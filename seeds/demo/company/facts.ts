import type { Region } from './customers.ts';
import { GOODS, type Goods } from './goods.ts';
import { digits } from './random.ts';
import type { AmountKind, GoodsKind, Random, Story } from './types.ts';

/** What happened, once decided: the text of a ticket and the answers of its form must tell the same. */
export interface Facts {
  /** When the customer calls. */
  readonly at: Date;
  readonly region: Region;
  readonly goods: Goods;
  readonly spec: string;
  readonly quantity: number;
  /** Yuan: the sum in question. */
  readonly amount: number;
  /** Yuan: a small charge beside it, always a part of what the goods cost. */
  readonly fee: number;
  /** Yuan: what the customer wants back. */
  readonly claim: number;
  /** The day the goods arrived, `YYYY-MM-DD`. */
  readonly receivedOn: string;
  /** Days since it happened. */
  readonly days: number;
  /** The day it happened, `YYYY-MM-DD`. */
  readonly happenedOn: string;
  /** Time of day, `HH:MM`. */
  readonly time: string;
  readonly orderNumber: string;
  readonly logistics: readonly [value: string, label: string, prefix: string];
  readonly payment: readonly [value: string, label: string];
  readonly plan: readonly [value: string, label: string];
  readonly device: readonly [platform: string, model: string];
  readonly appVersion: string;
  readonly points: number;
  readonly times: number;
  readonly hours: number;
  readonly shop: string;
  readonly garage: string;
  readonly course: string;
  readonly activity: string;
  /** A running number of other systems, e.g. of a refund. */
  readonly serial: string;
}

/** The company's clock is eight hours ahead of UTC all the year round. */
const ZONE_MS = 8 * 60 * 60 * 1000;
const DAY_MS = 24 * 60 * 60 * 1000;

const LOGISTICS: readonly Facts['logistics'][] = [
  ['sf', '顺丰速运', 'SF'],
  ['jd', '京东物流', 'JDVB'],
  ['zto', '中通快递', '78'],
  ['yto', '圆通速递', 'YT'],
  ['yunda', '韵达快递', '43'],
  ['sto', '申通快递', '77'],
  ['jt', '极兔速递', 'JT'],
  ['ems', '邮政 EMS', 'EX'],
];
const PAYMENTS: readonly Facts['payment'][] = [
  ['wechat', '微信支付'],
  ['alipay', '支付宝'],
  ['card', '银行卡'],
];
const PLANS: readonly (readonly [...Facts['plan'], price: number])[] = [
  ['month', '月卡', 25],
  ['quarter', '季卡', 68],
  ['year', '年卡', 238],
  ['auto', '连续包月', 19],
];
const DEVICES: readonly Facts['device'][] = [
  ['ios', 'iPhone 15'],
  ['ios', 'iPhone 16 Pro'],
  ['ios', 'iPhone 13'],
  ['android', '小米 14'],
  ['android', 'OPPO Reno 12'],
  ['android', 'vivo X100'],
  ['android', '荣耀 200'],
  ['harmony', '华为 Mate 60 Pro'],
  ['harmony', '华为 nova 12'],
];
const SHOPS = [
  ...['半亩小厨（滨江店）', '拾味面馆', '南屿火锅（万象店）', '禾田烘焙', '一盏茶铺', '江边烤鱼（湖滨店）'],
  ...['谷雨轻食', '云上咖啡（科技园店）'],
];
const GARAGES = [
  ...[
    '远途养车（文一西路店）',
    '远途养车（江北店）',
    '车小匠（建设路店）',
    '捷安汽车服务中心',
    '顺路养车（高新店）',
  ],
];
const COURSES = [
  '零基础 Python 数据分析',
  '雅思口语冲刺班',
  '注册会计师会计精讲',
  '少儿编程启蒙 L2',
  '产品经理实战营',
  '日语 N2 全程班',
  '摄影后期系统课',
  '成人钢琴基础',
];
const ACTIVITIES = [
  ...['会员日满减', '新人礼包', '直播间秒杀', '拼团返现', '以旧换新补贴', '签到抽奖', '周三半价日'],
  ...['邀请好友返券', '店铺周年庆', '品类券专场'],
];

/** Decides what happened before a customer called at a certain moment. */
export function decideFacts(
  random: Random,
  at: Date,
  region: Region,
  fitting: Pick<Story, 'goods' | 'amount' | 'claim' | 'since'> = {},
): Facts {
  const goods = random.pick(GOODS.filter(({ kind }) => fits(kind, fitting.goods)));
  const days = random.int(3, 12);
  const since = fitting.since ?? days;
  const [plan, planName, planPrice] = random.pick(PLANS);
  const amount = sumOf(random, fitting.amount ?? 'goods', { goods: goods.price, member: planPrice });
  const fee = partOf(random, goods.price);
  return {
    at,
    region,
    goods,
    spec: random.pick(goods.specs),
    quantity: random.chance(0.75) ? 1 : random.int(2, 3),
    amount,
    fee,
    claim: fitting.claim === 'fee' ? fee : amount,
    receivedOn: dayBefore(at, since),
    days,
    happenedOn: dayBefore(at, days),
    time: `${String(random.int(9, 21)).padStart(2, '0')}:${String(random.int(0, 59)).padStart(2, '0')}`,
    orderNumber: `E${dayBefore(at, since + random.int(1, 6)).replaceAll('-', '')}-${random.int(10_000, 99_999)}`,
    logistics: random.pick(LOGISTICS),
    payment: random.pick(PAYMENTS),
    plan: [plan, planName],
    device: random.pick(DEVICES),
    appVersion: `8.${random.int(6, 12)}.${random.int(0, 4)}`,
    points: random.int(2, 90) * 100,
    times: random.int(2, 4),
    hours: random.int(2, 6),
    shop: random.pick(SHOPS),
    garage: random.pick(GARAGES),
    course: random.pick(COURSES),
    activity: random.pick(ACTIVITIES),
    serial: digits(random, 6),
  };
}

/** Nobody sends a crab or an air conditioner back by parcel: such goods only where a story asks for them. */
function fits(kind: GoodsKind, asked: GoodsKind | undefined): boolean {
  return asked === undefined ? kind !== 'fresh' && kind !== 'large' : kind === asked;
}

function sumOf(random: Random, kind: AmountKind, prices: { goods: number; member: number }): number {
  switch (kind) {
    case 'goods':
      return prices.goods;
    case 'difference':
      return partOf(random, prices.goods);
    case 'member':
      return prices.member;
    case 'monthly':
      return random.pick([12, 15, 19, 25, 30]);
    case 'coupon':
      return random.pick([20, 50, 88, 100, 168, 200, 300]);
    case 'course':
      return random.pick([699, 1280, 1980, 2680, 3980, 5800, 8800]);
    case 'car':
      return random.pick([168, 299, 399, 580, 860, 1280, 1980]);
    case 'wallet':
      return (random.int(2, 300) * 1000 + (random.chance(0.4) ? random.int(1, 99) : 0)) / 100;
    case 'deposit':
      return random.pick([99, 199, 299, 499, 999]);
    case 'instalment':
      return random.pick([128.5, 186.33, 233.25, 349.83, 416.67]);
  }
}

/** Less than a third of a price, in steps of five yuan, and never more than 150. */
function partOf(random: Random, price: number): number {
  return random.int(1, Math.min(30, Math.floor(price / 15))) * 5;
}

/** The day so many days before a moment, in the company's zone. */
export function dayBefore(at: Date, days: number): string {
  return new Date(at.getTime() + ZONE_MS - days * DAY_MS).toISOString().slice(0, 10);
}

/** What the slots of stories and remarks stand for. */
export function slotsOf(facts: Facts): Readonly<Record<string, string>> {
  const [, month = '', day = ''] = facts.happenedOn.split('-');
  return {
    goods: facts.goods.name,
    spec: facts.spec,
    amount: amountText(facts.amount),
    claim: amountText(facts.claim),
    double: amountText(facts.amount * 2),
    fee: String(facts.fee),
    days: String(facts.days),
    date: `${Number(month)} 月 ${Number(day)} 日`,
    time: facts.time,
    hours: String(facts.hours),
    times: String(facts.times),
    order: facts.orderNumber,
    city: facts.region.city,
    logistics: facts.logistics[1],
    payment: facts.payment[1],
    plan: facts.plan[1],
    device: facts.device[1],
    version: facts.appVersion,
    points: String(facts.points),
    shop: facts.shop,
    garage: facts.garage,
    course: facts.course,
    activity: facts.activity,
    serial: facts.serial,
  };
}

function amountText(amount: number): string {
  return Number.isInteger(amount) ? String(amount) : amount.toFixed(2);
}

/** One space between 汉字 and Latin letters or digits, none between 汉字: a slot may hold either. */
function spaceOut(text: string): string {
  return text
    .replace(/(?<=\p{Script=Han}) +(?=\p{Script=Han})/gu, '')
    .replace(/(?<=\p{Script=Han})(?=[A-Za-z0-9])|(?<=[A-Za-z0-9])(?=\p{Script=Han})/gu, ' ');
}

/** Puts facts into the slots of a text. */
export function fillSlots(text: string, slots: Readonly<Record<string, string>>): string {
  const filled = text.replace(/\{(\w+)\}/g, (_, slot: string) => {
    const word = slots[slot];
    if (word === undefined) throw new Error(`nothing stands for {${slot}} in: ${text}`);
    return word;
  });
  return spaceOut(filled);
}
