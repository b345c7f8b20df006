import type { StoryBook } from './types.ts';

export const PAYMENT_STORIES: StoryBook = {
  '售后/支付问题/支付异常': [
    {
      title: '支付成功，订单仍显示待付款',
      text: '客户用{payment}支付 {amount} 元购买{goods}，账单已扣款，订单仍是“待付款”，怕超时被取消。',
      values: { payment_problem: 'unpaid' },
    },
    {
      title: '付款后订单被自动关闭',
      text: '客户 {date} {time} 付款 {amount} 元，几分钟后订单 {order} 被关闭，钱没有退回。',
      values: { payment_problem: 'unpaid' },
    },
    {
      title: '实际扣款比订单金额多 {fee} 元',
      text: '订单页显示 {amount} 元，{payment}实际扣款多出 {fee} 元，客户问多出的部分是什么。',
      claim: 'fee',
      values: { payment_problem: 'amount' },
    },
    {
      title: '礼品卡余额被扣，订单没有生成',
      text: '客户用礼品卡支付{goods}，卡内扣了 {amount} 元，订单列表没有记录。',
      values: { payment_problem: 'unpaid', payment_method: 'voucher' },
    },
  ],
  '售后/支付问题/重复扣款': [
    {
      title: '重复扣款两笔，合计 {double} 元',
      text: '支付{goods}时页面转圈，客户点了两次，{payment}各扣 {amount} 元，只生成一个订单。',
      values: { payment_problem: 'twice' },
    },
    {
      title: '换卡支付后两张卡都被扣',
      text: '第一张卡提示失败，客户换了另一张卡，第二天发现两张卡都扣了 {amount} 元。',
      values: { payment_problem: 'twice', payment_method: 'card' },
    },
    {
      title: '先用后付到期被扣了两次',
      text: '客户确认收货时已主动付款 {amount} 元，到期日先用后付又自动扣了一次。',
      values: { payment_problem: 'twice', payment_method: 'pay_later' },
    },
  ],
  '售后/支付问题/支付失败': [
    {
      title: '付款一直提示“交易存在风险”',
      text: '客户用{payment}付款 {times} 次都提示风险，无法下单{goods}，活动今晚结束，希望尽快解除。',
      values: { payment_problem: 'failed' },
    },
    {
      title: '银行卡绑定失败',
      text: '客户绑定银行卡时提示“预留手机号不一致”，银行确认号码无误，换卡也不行。',
      values: { payment_problem: 'failed', payment_method: 'card' },
    },
    {
      title: '选择{payment}后页面空白',
      text: '提交订单后选{payment}，跳转页一片空白，返回后还在收银台，重试仍然如此。',
      values: { payment_problem: 'failed' },
    },
  ],
  '售后/支付问题/分期账单': [
    {
      title: '分期账单金额前后不一致',
      text: '下单时显示每期 {amount} 元，本期账单多出手续费，客户称页面写的是免息。',
      amount: 'instalment',
      values: { payment_problem: 'bill', payment_method: 'instalment' },
    },
    {
      title: '退货后分期仍在扣款',
      text: '{goods}已退货退款，本月仍扣了一期 {amount} 元，客户担心影响征信。',
      amount: 'instalment',
      values: { payment_problem: 'bill', payment_method: 'instalment' },
    },
    {
      title: '提前还清后仍收到还款提醒',
      text: '客户 {date} 提前还清全部分期，仍收到每期 {amount} 元的还款短信，要求出具结清证明。',
      amount: 'instalment',
      values: { payment_problem: 'bill', payment_method: 'instalment' },
    },
  ],
  '售后/余额与押金/余额提现': [
    {
      title: '余额提现 {days} 天未到账',
      text: '客户 {date} 申请提现 {amount} 元，显示“银行处理中”，银行说没有入账记录。',
      amount: 'wallet',
    },
    {
      title: '提现提示“系统繁忙”',
      text: '客户账户余额 {amount} 元，连续 {times} 天提现都提示系统繁忙，要求人工处理。',
      amount: 'wallet',
    },
    {
      title: '提现被退回，原因写“户名不符”',
      text: '提现 {amount} 元被退回余额，提示户名不符，客户是本人实名账户，要求说明。',
      amount: 'wallet',
    },
  ],
  '售后/余额与押金/充值未到账': [
    {
      title: '充值 {amount} 元没有到账',
      text: '客户 {date} {time} 用{payment}充值 {amount} 元，账单已扣，余额没有变化。',
      amount: 'wallet',
    },
    {
      title: '给家人账号代充值，充错了账号',
      text: '客户想给家人充值 {amount} 元，手机号输错一位，问能否追回或转到正确账号。',
      amount: 'wallet',
    },
    {
      title: '充值赠送金额没有发放',
      text: '活动写充值满 {amount} 元送券，本金已到账，赠送部分没有发放，活动页截图已上传。',
      amount: 'wallet',
    },
  ],
  '售后/余额与押金/押金退还': [
    {
      title: '租借已归还，押金 {amount} 元没有退',
      text: '客户 {date} 归还租借设备，柜机显示归还成功，押金 {amount} 元至今没有退回{payment}。',
      amount: 'deposit',
    },
    {
      title: '押金被扣 {fee} 元折旧费',
      text: '客户归还的设备完好，押金却被扣 {fee} 元折旧费，租借页没有写明扣费标准。',
      amount: 'deposit',
    },
    {
      title: '申请退押金一直“审核中”',
      text: '客户申请退押金 {amount} 元已 {days} 天，状态是审核中，承诺的 3 个工作日已过。',
      amount: 'deposit',
    },
  ],
  '售后/会员服务/续费退款': [
    {
      title: '会员自动续费，申请退回本期费用',
      text: '客户不知道开通了自动续费，{date} 被扣{plan} {amount} 元，本期没有使用权益，希望退回并关闭。',
      amount: 'member',
      values: { auto_renew_off: false },
    },
    {
      title: '关闭续费后仍被扣 {amount} 元',
      text: '客户上月已关闭自动续费，{date} 又被扣了{plan} {amount} 元，有关闭成功的截图。',
      amount: 'member',
      values: { auto_renew_off: true },
    },
    {
      title: '误点开通会员，要求退款',
      text: '客户付款时默认勾选了会员，没有注意，扣了 {amount} 元，发现后立即来电，权益没有使用过。',
      amount: 'member',
      values: { auto_renew_off: true },
    },
    {
      title: '会员退款只退了一部分',
      text: '客户申请退{plan}，应退 {amount} 元，系统按已用天数扣减，客户不认可计算方式。',
      amount: 'member',
    },
  ],
  '售后/会员服务/权益未到账': [
    {
      title: '本月免邮券没有发放',
      text: '客户是{plan}会员，每月 1 日应发的免邮券没有到，券包和消息里都没有记录。',
      amount: 'member',
      values: { member_benefits: ['shipping'] },
    },
    {
      title: '联名视频会员领取失败',
      text: '客户领取视频联名权益时提示“库存不足”，连续 {times} 天如此，担心过了当月就不能领。',
      amount: 'member',
      values: { member_benefits: ['video'] },
    },
    {
      title: '会员积分没有到账',
      text: '客户 {date} 购买{goods}，会员应得双倍积分，只到了一半，要求补发。',
      amount: 'member',
      values: { member_benefits: ['points'] },
    },
    {
      title: '生日礼没有收到',
      text: '客户生日已过 {days} 天，会员生日礼没有发放，资料里的生日填写无误。',
      amount: 'member',
      values: { member_benefits: ['birthday'] },
    },
  ],
  '售后/会员服务/开通异常': [
    {
      title: '付款后会员没有生效',
      text: '客户 {date} 支付 {amount} 元开通{plan}，页面仍显示“未开通”，退出重登也一样。',
      amount: 'member',
    },
    {
      title: '会员开到了另一个账号',
      text: '客户有两个账号，{plan}开到了不常用的那个，希望转到现在的账号。',
      amount: 'member',
    },
    {
      title: '兑换码提示已被使用',
      text: '客户拿到的{plan}兑换码第一次输入就提示已使用，卡片密封未刮开过。',
      amount: 'member',
    },
  ],
  '售后/会员服务/取消自动续费': [
    {
      title: '找不到关闭自动续费的入口',
      text: '客户在 App 里找不到关闭{plan}续费的地方，要求人工关闭并确认下月不再扣款。',
      amount: 'member',
      values: { auto_renew_off: false },
    },
    {
      title: '取消时提示“签约关系不存在”',
      text: '客户在支付平台里解约时提示签约关系不存在，App 仍显示下次扣费 {amount} 元。',
      amount: 'member',
      values: { auto_renew_off: false },
    },
    {
      title: '换手机号后无法取消续费',
      text: '客户原手机号已停用，无法接收验证码关闭{plan}续费，要求核实身份后代为关闭。',
      amount: 'member',
      values: { auto_renew_off: false },
    },
  ],
};
