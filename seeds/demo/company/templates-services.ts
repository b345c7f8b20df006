import { formTemplate } from './form-template.ts';
import type { TemplateSeed } from './types.ts';

/** What comes after the parcel has left: delivery, visits, payments, membership, the app, cars, courses. */
export const SERVICE_TEMPLATES: readonly TemplateSeed[] = [
  formTemplate(
    'logistics',
    '物流异常',
    [
      { field: 'logistics_problem', required: true, width: 'half' },
      {
        field: 'logistics_company',
        width: 'half',
        visibleWhen: {
          field: 'logistics_problem',
          in: ['stuck', 'not_received', 'damaged', 'lost', 'no_delivery', 'wrong_place', 'rejected'],
        },
      },
      {
        field: 'tracking_no',
        width: 'half',
        visibleWhen: {
          field: 'logistics_problem',
          in: ['stuck', 'not_received', 'damaged', 'lost', 'no_delivery', 'wrong_place', 'rejected'],
        },
      },
      {
        field: 'last_track_at',
        width: 'half',
        visibleWhen: { field: 'logistics_problem', in: ['stuck', 'not_received', 'lost'] },
      },
      {
        field: 'package_state',
        required: true,
        width: 'half',
        visibleWhen: { field: 'logistics_problem', in: ['damaged'] },
      },
      { field: 'intercept_needed', width: 'half' },
      { field: 'expected_delivery_on', width: 'half' },
      { field: 'contact_time', width: 'half' },
    ],
    { order_number: { required: true } },
  ),
  formTemplate('home_service', '上门安装', [
    { field: 'home_service_items', required: true, width: 'full' },
    { field: 'goods_name', required: true, width: 'half' },
    { field: 'appointment_at', width: 'half' },
    { field: 'contact_time', width: 'half' },
    { field: 'service_region', width: 'half' },
    { field: 'extra_fee', help: '师傅现场收取、订单里没有的费用', width: 'half' },
    { field: 'received_on', width: 'half' },
  ]),
  formTemplate('payment', '支付异常', [
    { field: 'payment_problem', required: true, width: 'half' },
    { field: 'payment_method', required: true, width: 'half' },
    { field: 'order_amount', help: '实际扣款金额', width: 'half' },
    {
      field: 'payment_proof',
      width: 'half',
      visibleWhen: { field: 'payment_method', in: ['wechat', 'alipay', 'card', 'instalment', 'pay_later'] },
    },
    { field: 'paid_at', required: true, width: 'half' },
    {
      field: 'refund_amount',
      help: '多扣的部分',
      width: 'half',
      visibleWhen: { field: 'payment_problem', in: ['twice', 'amount'] },
    },
  ]),
  formTemplate(
    'wallet',
    '余额与押金',
    [
      { field: 'withdraw_amount', width: 'half' },
      { field: 'deposit_amount', width: 'half' },
      { field: 'payment_method', width: 'half' },
      { field: 'occurred_at', required: true, width: 'half' },
    ],
    { order_number: { help: '租借或充值订单，没有可不填' } },
  ),
  formTemplate(
    'membership',
    '会员服务',
    [
      { field: 'member_plan', required: true, width: 'half' },
      { field: 'renewed_on', width: 'half' },
      { field: 'auto_renew_off', width: 'half' },
      { field: 'refund_amount', width: 'half' },
      {
        field: 'refund_channel',
        default: 'original',
        width: 'half',
        visibleWhen: { field: 'member_plan', in: ['month', 'quarter', 'year', 'auto'] },
      },
      { field: 'member_benefits', width: 'full' },
    ],
    { order_number: { help: '会员订单号，M 开头也可以' } },
  ),
  formTemplate('coupon', '卡券积分', [
    { field: 'coupon_code', width: 'half' },
    { field: 'coupon_amount', width: 'half' },
    { field: 'screenshots', width: 'full' },
    { field: 'store_name', width: 'half' },
    { field: 'activity_name', width: 'half' },
    { field: 'occurred_at', width: 'half' },
    { field: 'evidence_types', width: 'full' },
  ]),
  formTemplate(
    'account_security',
    '账号安全',
    [
      { field: 'account_problem', required: true, width: 'half' },
      { field: 'occurred_at', width: 'half' },
      {
        field: 'new_phone',
        width: 'half',
        visibleWhen: { field: 'account_problem', in: ['change_phone', 'no_code', 'stolen'] },
      },
      {
        field: 'withdraw_amount',
        help: '账户里受影响的余额',
        width: 'half',
        visibleWhen: { field: 'account_problem', in: ['frozen', 'stolen', 'cancel'] },
      },
      { field: 'device_model', width: 'half' },
      { field: 'evidence_types', width: 'full' },
    ],
    { phone: { required: false, help: '填注册手机号' }, description: { required: true, minLength: 10 } },
  ),
  formTemplate(
    'app_issue',
    '产品故障',
    [
      { field: 'app_features', required: true, width: 'full' },
      { field: 'os_platform', required: true, width: 'half' },
      {
        field: 'device_model',
        width: 'half',
        visibleWhen: { field: 'os_platform', in: ['ios', 'android', 'harmony'] },
      },
      {
        field: 'app_version',
        required: true,
        width: 'half',
        visibleWhen: { field: 'os_platform', in: ['ios', 'android', 'harmony'] },
      },
      { field: 'occurred_at', required: true, width: 'half' },
      { field: 'reproduce_steps', width: 'full' },
      { field: 'screenshots', width: 'full' },
    ],
    { description: { required: true, minLength: 10, help: '写客户看到的提示原文' } },
  ),
  formTemplate('car_service', '汽车服务', [
    { field: 'store_name', required: true, width: 'half' },
    { field: 'plate_number', width: 'half' },
    { field: 'service_region', width: 'half' },
    { field: 'appointment_at', width: 'half' },
    { field: 'extra_fee', help: '超出线上报价的部分', width: 'half' },
    { field: 'expected_handling', width: 'half' },
    { field: 'evidence_types', width: 'full' },
  ]),
  formTemplate('online_course', '在线课程', [
    { field: 'course_name', required: true, width: 'half' },
    { field: 'lessons_taken', width: 'half' },
    { field: 'order_amount', help: '课程实付', width: 'half' },
    { field: 'expected_handling', width: 'half' },
    {
      field: 'refund_amount',
      width: 'half',
      visibleWhen: { field: 'expected_handling', in: ['original_refund', 'partial_refund'] },
    },
    { field: 'evidence_types', width: 'full' },
  ]),
];
