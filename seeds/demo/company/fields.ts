import type { FieldOption, FieldType, FormField } from '../../../src/domain/form/field.ts';
import type { FieldSeed } from './types.ts';

/** `退款=refund 换货=exchange`: labels with their stable values. */
function options(list: string): FieldOption[] {
  return list.split(' ').map((entry) => {
    const [label = '', value = ''] = entry.split('=');
    return { value, label };
  });
}

const field = (key: string, type: FieldType, name: string, extra: Partial<FormField> = {}): FieldSeed => ({
  key,
  type,
  name,
  extra,
});
const choice = (
  key: string,
  type: FieldType,
  name: string,
  list: string,
  extra: Partial<FormField> = {},
): FieldSeed => field(key, type, name, { options: options(list), ...extra });
const money = (key: string, name: string, max = 100_000): FieldSeed =>
  field(key, 'money', name, { min: 0.01, max });
const past = (key: string, name: string): FieldSeed => field(key, 'date', name, { max: 'today' });

/** The 75 custom fields of the company. */
export const FIELDS: readonly FieldSeed[] = [
  money('refund_amount', '退款金额', 50_000),
  choice(
    'expected_handling',
    'select',
    '期望处理',
    '原路退款=refund 换货=exchange 补发=resend 维修=repair 赔偿=compensation 解释说明=explanation',
    { allowOther: true },
  ),
  choice(
    'refund_reason',
    'select',
    '退款原因',
    '不想要了=changed_mind 质量问题=quality 与描述不符=mismatch 未按时发货=late 重复购买=twice',
    { allowOther: true },
  ),
  field('return_tracking_no', 'text', '退货单号', {
    maxLength: 40,
    help: '快递单上的号码，例如 SF 3301 8842 7716',
  }),
  past('returned_on', '退货寄出日期'),
  choice('refund_channel', 'radio', '退款渠道', '原路=original 余额=balance 银行卡=card'),
  choice('has_returned_goods', 'radio', '货物是否已寄回', '已寄回=yes 未寄回=no 无需寄回=none'),
  field('exchange_sku', 'text', '换货规格', { maxLength: 80 }),
  choice(
    'exchange_reason',
    'select',
    '换货原因',
    '尺码不合=size 颜色不符=color 质量问题=quality 发错货=wrong',
  ),
  field('missing_items', 'textarea', '少件明细', { minLength: 2, maxLength: 500 }),
  field('missing_count', 'number', '少件数量', { min: 1, max: 999, decimals: 0, unit: '件' }),
  field('has_unboxing_video', 'switch', '有开箱视频'),
  choice('logistics_company', 'select', '物流公司', '顺丰=sf 中通=zto 圆通=yto 韵达=yunda 京东=jd 邮政=ems', {
    allowOther: true,
  }),
  field('tracking_no', 'text', '运单号', { maxLength: 40 }),
  choice(
    'delivery_problem',
    'checkbox',
    '配送问题',
    '延误=late 破损=damaged 丢件=lost 错投=misdelivered 态度=attitude',
    { minLength: 1 },
  ),
  field('promised_delivery', 'date', '承诺送达日期'),
  field('delivery_address', 'textarea', '收货地址', { maxLength: 300 }),
  choice('courier_contacted', 'radio', '是否联系过快递', '已联系=yes 未联系=no'),
  money('paid_amount', '支付金额'),
  field('paid_at', 'datetime', '支付时间'),
  choice(
    'payment_method',
    'select',
    '支付方式',
    '微信=wechat 支付宝=alipay 银行卡=card 余额=balance 分期=instalment',
  ),
  field('transaction_no', 'text', '交易流水号', { minLength: 6, maxLength: 64 }),
  field('bank_name', 'text', '开户行', { maxLength: 60 }),
  field('charged_times', 'number', '扣款次数', { min: 1, max: 20, decimals: 0, unit: '次' }),
  choice('member_level', 'radio', '会员等级', '普通=normal 银卡=silver 金卡=gold 黑卡=black'),
  field('auto_renewal', 'switch', '开通了自动续费'),
  past('renewed_on', '续费日期'),
  field('points_missing', 'number', '缺少积分', { min: 1, max: 1_000_000, decimals: 0, unit: '分' }),
  choice(
    'member_benefit',
    'multiselect',
    '涉及权益',
    '免邮=shipping 折扣=discount 专属客服=agent 生日礼=birthday 返现=cashback',
  ),
  field('account_name', 'text', '登录账号', { maxLength: 100 }),
  field('new_phone', 'phone', '新手机号'),
  field('login_email', 'email', '登录邮箱'),
  choice(
    'account_problem',
    'select',
    '账号问题',
    '冻结=frozen 盗号=stolen 无法登录=login 实名不符=identity 注销=closing',
  ),
  field('last_login_at', 'datetime', '最后登录时间'),
  field('identity_verified', 'switch', '已核实身份'),
  choice('defect_kind', 'checkbox', '瑕疵类型', '外观=look 功能=function 气味=smell 配件=parts 变质=spoiled'),
  field('batch_no', 'text', '生产批号', { maxLength: 40 }),
  past('produced_on', '生产日期'),
  field('shelf_life_days', 'number', '保质期', { min: 1, max: 3650, decimals: 0, unit: '天' }),
  field('medical_attention', 'switch', '已就医'),
  field('symptom', 'textarea', '不适症状', { maxLength: 500 }),
  field('goods_name', 'text', '商品名称', { maxLength: 120 }),
  field('goods_url', 'url', '商品链接'),
  field('quantity', 'number', '数量', { min: 1, max: 9999, decimals: 0, unit: '件' }),
  field('device_model', 'text', '机型', { maxLength: 60 }),
  field('app_version', 'text', 'App 版本', { maxLength: 20 }),
  choice('os', 'radio', '系统', '安卓=android 苹果=ios 鸿蒙=harmony 网页=web'),
  choice('network', 'radio', '网络', 'Wi-Fi=wifi 移动网络=mobile'),
  field('occurred_at', 'datetime', '发生时间'),
  field('reproducible', 'switch', '可以稳定复现'),
  field('error_text', 'textarea', '报错文字', { maxLength: 1000 }),
  choice('invoice_kind', 'radio', '发票类型', '普票=normal 专票=special'),
  field('invoice_title', 'text', '发票抬头', { maxLength: 100 }),
  field('tax_no', 'text', '税号', { minLength: 15, maxLength: 20 }),
  field('invoice_email', 'email', '收票邮箱'),
  field('visit_on', 'date', '预约日期', { min: 'today-90', max: 'today+60' }),
  field('visit_time', 'time', '预约时段'),
  field('visit_phone', 'phone', '上门联系电话'),
  money('repair_fee', '维修费用'),
  choice('in_warranty', 'radio', '是否在保', '在保=yes 过保=no 不清楚=unknown'),
  money('deposit_amount', '押金或定金'),
  choice(
    'demands',
    'checkbox',
    '投诉诉求',
    '退款=refund 赔偿=compensation 道歉=apology 改正=correction 处罚商家=punish',
    { minLength: 1 },
  ),
  field('complaint_no', 'text', '平台投诉编号', { maxLength: 60 }),
  field('complaint_url', 'url', '投诉链接'),
  field('reply_before', 'date', '要求答复日期'),
  choice(
    'media_kind',
    'select',
    '媒体或机构',
    '12315=hotline 黑猫投诉=heimao 聚投诉=jutousu 电视台=tv 律师=lawyer',
    { allowOther: true },
  ),
  field('agent_named', 'text', '涉及客服', { maxLength: 60 }),
  field('promised_what', 'textarea', '承诺内容', { maxLength: 500 }),
  field('car_model', 'text', '车型', { maxLength: 60 }),
  field('mileage', 'number', '行驶里程', { min: 0, max: 1_000_000, decimals: 0, unit: '公里' }),
  field('dealer', 'text', '经销商或门店', { maxLength: 100 }),
  field('course_name', 'text', '课程名称', { maxLength: 100 }),
  field('lessons_left', 'number', '剩余课时', { min: 0, max: 999, decimals: 1, unit: '课时' }),
  field('company_name', 'text', '企业名称', { maxLength: 100 }),
  choice(
    'merchant_material',
    'multiselect',
    '缺少材料',
    '营业执照=licence 商标=trademark 授权书=authorisation 质检报告=report',
  ),
];
