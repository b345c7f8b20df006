import { optionList } from './option-list.ts';
import type { FieldSeed } from './types.ts';

/** Money that moves without goods: payments, the wallet, membership, vouchers, campaigns. */
const MONEY: readonly FieldSeed[] = [
  {
    key: 'payment_method',
    name: '支付方式',
    type: 'select',
    options: optionList({
      wechat: '微信支付',
      alipay: '支付宝',
      card: '银行卡',
      balance: '账户余额',
      instalment: '分期付款',
      pay_later: '先用后付',
      voucher: '礼品卡',
    }),
    filterable: true,
  },
  {
    key: 'payment_problem',
    name: '支付问题',
    type: 'radio',
    options: optionList({
      unpaid: '扣款后订单未支付',
      twice: '重复扣款',
      amount: '金额不符',
      failed: '无法支付',
      bill: '账单有疑问',
    }),
    filterable: true,
  },
  { key: 'payment_proof', name: '支付凭证', type: 'file', help: '账单截图或银行回单', maxFiles: 3 },
  { key: 'paid_at', name: '支付时间', type: 'datetime', max: 'today' },
  { key: 'withdraw_amount', name: '提现金额', type: 'money', min: 0.01, max: 50_000, unit: '元' },
  { key: 'deposit_amount', name: '押金金额', type: 'money', min: 0, max: 20_000, unit: '元' },
];

const MEMBERSHIP: readonly FieldSeed[] = [
  {
    key: 'member_plan',
    name: '会员类型',
    type: 'radio',
    options: optionList({ month: '月卡', quarter: '季卡', year: '年卡', auto: '连续包月', trial: '试用' }),
    filterable: true,
    inList: true,
  },
  { key: 'renewed_on', name: '续费日期', type: 'date', min: 'today-400', max: 'today' },
  { key: 'auto_renew_off', name: '已关闭自动续费', type: 'switch' },
  {
    key: 'member_benefits',
    name: '涉及权益',
    type: 'checkbox',
    options: optionList({
      shipping: '免邮券',
      discount: '会员折扣',
      points: '双倍积分',
      video: '视频联名会员',
      birthday: '生日礼',
      service: '专属客服',
    }),
    filterable: true,
  },
  { key: 'activity_name', name: '活动名称', type: 'text', minLength: 2, maxLength: 60, searchable: true },
  { key: 'activity_url', name: '活动或商品链接', type: 'url' },
  { key: 'coupon_code', name: '券码', type: 'text', minLength: 6, maxLength: 30, searchable: true },
  { key: 'coupon_amount', name: '券面金额', type: 'money', min: 0.01, max: 10_000, unit: '元' },
  { key: 'screenshots', name: '页面截图', type: 'image', help: '截到出错的页面和时间', maxFiles: 6 },
];

/** Accounts and the app itself. */
const APP: readonly FieldSeed[] = [
  {
    key: 'account_problem',
    name: '账号问题',
    type: 'select',
    options: optionList({
      frozen: '被冻结或限制',
      no_code: '收不到验证码',
      change_phone: '换绑手机号',
      stolen: '疑似被盗',
      cancel: '申请注销',
      real_name: '实名认证',
    }),
    filterable: true,
  },
  { key: 'new_phone', name: '换绑手机号', type: 'phone', sensitive: true },
  { key: 'occurred_at', name: '发生时间', type: 'datetime', max: 'today', filterable: true },
  { key: 'app_version', name: 'App 版本', type: 'text', help: '我的 → 设置 → 关于', maxLength: 20 },
  { key: 'device_model', name: '手机型号', type: 'text', maxLength: 40 },
  {
    key: 'os_platform',
    name: '系统平台',
    type: 'radio',
    options: optionList({ ios: 'iOS', android: '安卓', harmony: '鸿蒙', web: '网页或小程序' }),
    filterable: true,
  },
  {
    key: 'app_features',
    name: '出现问题的功能',
    type: 'multiselect',
    options: optionList({
      login: '登录注册',
      search: '搜索浏览',
      cart: '购物车',
      checkout: '提交订单',
      order: '我的订单',
      message: '消息推送',
      player: '课程播放',
      privacy: '隐私与权限',
    }),
    minLength: 1,
    filterable: true,
  },
  {
    key: 'reproduce_steps',
    name: '复现步骤',
    type: 'textarea',
    help: '依次写出点了哪里、看到什么',
    minLength: 5,
    maxLength: 1000,
    searchable: true,
  },
];

export const ACCOUNT_FIELDS: readonly FieldSeed[] = [...MONEY, ...MEMBERSHIP, ...APP];
