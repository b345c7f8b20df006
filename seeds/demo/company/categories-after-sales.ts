import type { CategorySeed } from './types.ts';

const GOODS: readonly CategorySeed[] = [
  {
    name: '订单问题',
    children: [
      { name: '退款问题' },
      { name: '换货问题', template: 'exchange' },
      { name: '维修保修', template: 'exchange' },
      { name: '商品少件', template: 'missing_goods' },
      { name: '错发商品', template: 'missing_goods' },
      { name: '修改订单', template: 'order_change' },
      { name: '取消订单', template: 'order_change' },
      { name: '价保补差' },
      { name: '发票', template: 'invoice', priority: 'low' },
    ],
  },
  {
    name: '物流问题',
    template: 'logistics',
    children: [
      { name: '物流异常' },
      { name: '签收未收到', priority: 'high' },
      { name: '迟迟未发货' },
      { name: '包裹破损' },
      { name: '派送服务' },
      { name: '拦截改址', priority: 'high' },
    ],
  },
  {
    name: '上门服务',
    template: 'home_service',
    children: [{ name: '安装预约' }, { name: '未按约上门' }, { name: '额外收费' }],
  },
];

const MONEY: readonly CategorySeed[] = [
  {
    name: '支付问题',
    template: 'payment',
    group: 'after2',
    children: [
      { name: '支付异常', priority: 'high' },
      { name: '重复扣款', priority: 'high' },
      { name: '支付失败' },
      { name: '分期账单' },
    ],
  },
  {
    name: '余额与押金',
    template: 'wallet',
    group: 'after2',
    children: [{ name: '余额提现' }, { name: '充值未到账', priority: 'high' }, { name: '押金退还' }],
  },
  {
    name: '会员服务',
    template: 'membership',
    group: 'after2',
    children: [{ name: '续费退款' }, { name: '权益未到账' }, { name: '开通异常' }, { name: '取消自动续费' }],
  },
  {
    name: '卡券积分',
    template: 'coupon',
    group: 'after2',
    children: [
      { name: '券无法核销' },
      { name: '券过期补发', priority: 'low' },
      { name: '积分未到账' },
      { name: '积分兑换', priority: 'low' },
    ],
  },
];

const DIGITAL: readonly CategorySeed[] = [
  {
    name: '账号问题',
    template: 'account_security',
    group: 'after2',
    children: [
      { name: '账号冻结', priority: 'high' },
      { name: '账号安全', priority: 'urgent' },
      { name: '换绑手机' },
      { name: '实名认证' },
      { name: '账号注销' },
    ],
  },
  {
    name: '产品故障',
    template: 'app_issue',
    group: 'after2',
    children: [
      { name: '闪退卡顿' },
      { name: '登录异常' },
      { name: '页面异常' },
      { name: '消息推送', priority: 'low' },
    ],
  },
  {
    name: '汽车服务',
    template: 'car_service',
    children: [{ name: '洗车保养' }, { name: '道路救援', priority: 'urgent' }, { name: '轮胎与配件' }],
  },
  {
    name: '在线课程',
    template: 'online_course',
    group: 'after2',
    children: [
      { name: '课程退费' },
      { name: '无法观看' },
      { name: '约课改期' },
      { name: '证书与资料', priority: 'low' },
    ],
  },
];

export const AFTER_SALES: CategorySeed = {
  name: '售后',
  template: 'refund',
  group: 'after1',
  children: [...GOODS, ...MONEY, ...DIGITAL],
};
