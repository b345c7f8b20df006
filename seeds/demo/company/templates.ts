import type { Placement, TemplateSeed } from './types.ts';

/**
 * `refund_amount! returned_on?has_returned_goods=yes`: custom fields in their order; `!` required, `?other=value`
 * visible only then. The built-in fields stand around them in every template.
 */
function template(key: string, name: string, fields: string): TemplateSeed {
  const own = fields.split(' ').map((entry): Placement => {
    const [spec = '', condition] = entry.split('?');
    const [other = '', value = ''] = condition?.split('=') ?? [];
    return {
      field: spec.replace('!', ''),
      ...(spec.endsWith('!') && { required: true }),
      ...(condition !== undefined && { visibleWhen: { field: other, in: value.split('|') } }),
    };
  });
  return {
    key,
    name,
    placements: [
      { field: 'customer_name' },
      { field: 'phone' },
      { field: 'source' },
      { field: 'title' },
      { field: 'order_number' },
      { field: 'priority' },
      ...own,
      { field: 'description' },
    ],
  };
}

export const TEMPLATES: readonly TemplateSeed[] = [
  template(
    'refund',
    '售后退款模板',
    'refund_amount! refund_reason expected_handling has_returned_goods returned_on?has_returned_goods=yes return_tracking_no?has_returned_goods=yes refund_channel bank_name?refund_channel=card',
  ),
  template(
    'exchange',
    '换货模板',
    'goods_name exchange_sku! exchange_reason! return_tracking_no returned_on',
  ),
  template(
    'missing',
    '商品少件模板',
    'goods_name missing_count! missing_items! has_unboxing_video expected_handling',
  ),
  template('order', '订单模板', 'goods_name quantity expected_handling delivery_address'),
  template(
    'logistics',
    '物流模板',
    'logistics_company tracking_no delivery_problem promised_delivery delivery_address courier_contacted',
  ),
  template(
    'damage',
    '包裹破损模板',
    'logistics_company tracking_no goods_name quantity has_unboxing_video expected_handling',
  ),
  template(
    'payment',
    '支付模板',
    'payment_method! paid_amount! paid_at transaction_no charged_times bank_name?payment_method=card',
  ),
  template(
    'member',
    '会员模板',
    'member_level auto_renewal renewed_on?auto_renewal=on points_missing member_benefit account_name',
  ),
  template(
    'account',
    '账号模板',
    'account_name account_problem new_phone login_email last_login_at identity_verified',
  ),
  template(
    'quality',
    '商品质量模板',
    'goods_name! defect_kind batch_no produced_on shelf_life_days medical_attention symptom?medical_attention=on expected_handling',
  ),
  template(
    'repair',
    '安装维修模板',
    'goods_name in_warranty visit_on visit_time visit_phone repair_fee?in_warranty=no',
  ),
  template('app', 'App 问题模板', 'os! device_model app_version network occurred_at reproducible error_text'),
  template('invoice', '发票模板', 'invoice_kind! invoice_title! tax_no?invoice_kind=special invoice_email'),
  template('product', '商品咨询模板', 'goods_name goods_url quantity'),
  template('promotion', '活动咨询模板', 'goods_name member_level occurred_at'),
  template('purchase', '购买咨询模板', 'payment_method goods_name error_text'),
  template('business', '企业与入驻模板', 'company_name! merchant_material quantity goods_url'),
  template(
    'complaint',
    '平台投诉模板',
    'media_kind complaint_no complaint_url demands! deposit_amount refund_amount reply_before',
  ),
  template('service', '服务投诉模板', 'agent_named promised_what demands reply_before'),
  template(
    'vertical',
    '行业投诉模板',
    'dealer car_model mileage course_name lessons_left demands deposit_amount',
  ),
];

/** Categories that share a template of another name. */
export const TEMPLATE_ALIASES: Readonly<Record<string, string>> = {
  merchant: 'business',
  goods_complaint: 'quality',
  car: 'vertical',
  education: 'vertical',
  regulator: 'complaint',
};
