import { formTemplate } from './form-template.ts';
import type { TemplateSeed } from './types.ts';

/** Before the purchase, and everything about an order: money back, goods, changes, invoices. */
export const ORDER_TEMPLATES: readonly TemplateSeed[] = [
  formTemplate(
    'presale_consult',
    '售前咨询',
    [
      { field: 'consult_topics', required: true, width: 'full' },
      { field: 'goods_name', width: 'half' },
      { field: 'goods_quantity', width: 'half' },
      { field: 'purchase_channel', width: 'half' },
      { field: 'contact_time', width: 'half' },
      { field: 'activity_url', help: '客户正在看的商品页', width: 'full' },
    ],
    { description: { required: true, minLength: 2, help: '写客户的原问题，以及已经答复了什么' } },
  ),
  formTemplate(
    'promotion',
    '优惠活动',
    [
      { field: 'activity_name', required: true, width: 'half' },
      { field: 'activity_url', width: 'half' },
      { field: 'coupon_code', width: 'half' },
      { field: 'coupon_amount', width: 'half' },
      { field: 'occurred_at', width: 'half' },
    ],
    { order_number: { help: '还没有下单可以不填' } },
  ),
  formTemplate(
    'refund',
    '售后退款',
    [
      { field: 'refund_amount', required: true, width: 'half' },
      { field: 'refund_channel', required: true, default: 'original', width: 'half' },
      { field: 'refund_reason', required: true, width: 'half' },
      { field: 'expected_handling', required: true, default: 'original_refund', width: 'half' },
      {
        field: 'return_tracking_no',
        width: 'half',
        visibleWhen: { field: 'refund_reason', in: ['changed_mind', 'quality', 'mismatch', 'wrong_goods'] },
      },
      {
        field: 'freight_bearer',
        width: 'half',
        visibleWhen: { field: 'refund_reason', in: ['changed_mind', 'quality', 'mismatch', 'wrong_goods'] },
      },
      {
        field: 'bank_card_no',
        required: true,
        width: 'half',
        visibleWhen: { field: 'refund_channel', in: ['bank'] },
      },
      {
        field: 'payee_id_card',
        required: true,
        width: 'half',
        visibleWhen: { field: 'refund_channel', in: ['bank'] },
      },
    ],
    {
      order_number: { required: true, help: '一张工单对应一个订单' },
      description: { required: true, minLength: 10, help: '写清退货时间、物流状态和客户已催几次' },
    },
  ),
  formTemplate(
    'exchange',
    '换货维修',
    [
      { field: 'goods_name', required: true, width: 'half' },
      { field: 'goods_spec', help: '客户想换成的规格', width: 'half' },
      { field: 'exchange_reason', required: true, width: 'half' },
      { field: 'goods_state', required: true, width: 'half' },
      { field: 'received_on', width: 'half' },
      { field: 'return_tracking_no', width: 'half' },
      {
        field: 'freight_bearer',
        width: 'half',
        visibleWhen: { field: 'exchange_reason', in: ['defect', 'broken', 'wrong'] },
      },
    ],
    { order_number: { required: true } },
  ),
  formTemplate(
    'missing_goods',
    '少件错发',
    [
      { field: 'missing_items', required: true, width: 'full' },
      { field: 'goods_quantity', required: true, default: 1, width: 'half' },
      { field: 'package_state', required: true, width: 'half' },
      { field: 'has_unboxing_video', width: 'half' },
      { field: 'received_on', width: 'half' },
      { field: 'expected_handling', required: true, default: 'resend', width: 'half' },
    ],
    { order_number: { required: true } },
  ),
  formTemplate(
    'order_change',
    '修改订单',
    [
      { field: 'order_change_items', required: true, width: 'full' },
      {
        field: 'new_address',
        required: true,
        width: 'full',
        visibleWhen: { field: 'order_change_items', in: ['address'] },
      },
      {
        field: 'new_receiver_phone',
        required: true,
        width: 'half',
        visibleWhen: { field: 'order_change_items', in: ['receiver'] },
      },
      { field: 'goods_spec', width: 'half', visibleWhen: { field: 'order_change_items', in: ['spec'] } },
      {
        field: 'goods_quantity',
        width: 'half',
        visibleWhen: { field: 'order_change_items', in: ['quantity'] },
      },
      { field: 'intercept_needed', help: '已经出库的订单要同时拦截', width: 'half' },
    ],
    { order_number: { required: true } },
  ),
  formTemplate(
    'invoice',
    '发票',
    [
      { field: 'invoice_problem', required: true, width: 'half' },
      { field: 'invoice_type', required: true, default: 'normal', width: 'half' },
      { field: 'invoice_title', required: true, width: 'full' },
      {
        field: 'tax_number',
        required: true,
        width: 'half',
        visibleWhen: { field: 'invoice_type', in: ['special', 'paper'] },
      },
      {
        field: 'invoice_email',
        width: 'half',
        visibleWhen: { field: 'invoice_type', in: ['normal', 'special'] },
      },
      { field: 'order_amount', help: '开票金额以实付为准', width: 'half' },
    ],
    { order_number: { required: true }, description: { required: true, minLength: 2 } },
  ),
];
