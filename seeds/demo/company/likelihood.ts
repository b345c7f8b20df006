import type { Priority } from '../../../src/domain/ticket/status.ts';
import { CATEGORY_LEAVES, type CategoryLeaf } from './category-leaves.ts';
import { pickWeighted } from './random.ts';
import type { Random } from './types.ts';

/** What customers call about more often than the rest, which counts 2 (complaints: 1). */
const OFTEN: Readonly<Record<string, number>> = {
  '售后/订单问题/退款问题': 26,
  '售后/物流问题/物流异常': 14,
  '售后/物流问题/签收未收到': 8,
  '售后/物流问题/迟迟未发货': 7,
  '售后/订单问题/换货问题': 9,
  '售后/订单问题/商品少件': 6,
  '售后/订单问题/修改订单': 6,
  '售后/订单问题/发票': 6,
  '售后/支付问题/支付异常': 6,
  '售后/会员服务/续费退款': 8,
  '售后/会员服务/权益未到账': 5,
  '售后/账号问题/换绑手机': 4,
  '售后/产品故障/闪退卡顿': 5,
  '售前/优惠活动/优惠券使用': 6,
  '售前/商品咨询/规格参数': 4,
  '投诉/平台投诉/退款纠纷': 8,
  '投诉/平台投诉/不退款': 5,
  '投诉/平台投诉/自动扣费': 5,
  '投诉/平台投诉/虚假宣传': 4,
  '投诉/商品投诉/商品质量': 5,
  '投诉/服务投诉/服务态度': 3,
};

const WEIGHTED_LEAVES = CATEGORY_LEAVES.map(
  (leaf) => [leaf, OFTEN[leaf.path] ?? (leaf.names[0] === '投诉' ? 1 : 2)] as const,
);

/** What the next customer calls about. */
export function pickLeaf(random: Random): CategoryLeaf {
  return pickWeighted(random, WEIGHTED_LEAVES);
}

/** Where a ticket of a category comes from: a key of the list of sources. */
export function pickSource(random: Random, leaf: CategoryLeaf): string {
  if (leaf.names[1] === '平台投诉') {
    return pickWeighted(random, [
      ['heimao', 55],
      ['12315', 25],
      ['jutousu', 20],
    ]);
  }
  if (leaf.names[0] === '投诉' && random.chance(0.3)) return random.pick(['heimao', 'jutousu', '12315']);
  return pickWeighted(random, [
    ['phone', 46],
    ['online', 30],
    ['app', 12],
    ['wechat', 8],
    ['email', 4],
  ]);
}

/** Sources that hide the customer's number. */
export function hidesPhone(source: string): boolean {
  return source === 'heimao' || source === 'jutousu';
}

/** The category's own priority; now and then the agent hears that it is urgent, or that it can wait. */
export function pickPriority(random: Random, leaf: CategoryLeaf): Priority {
  if (random.chance(0.03)) return 'urgent';
  if (random.chance(0.08)) return 'high';
  if (leaf.priority === 'normal' && random.chance(0.06)) return 'low';
  return leaf.priority;
}

/** A key of the list of customer levels. */
export function pickLevel(random: Random): string {
  return pickWeighted(random, [
    ['normal', 86],
    ['vip', 11],
    ['svip', 3],
  ]);
}
