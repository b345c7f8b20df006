import { formTemplate } from './form-template.ts';
import type { TemplateSeed } from './types.ts';

/** Complaints: what is demanded, until when, and what proves it. */
export const COMPLAINT_TEMPLATES: readonly TemplateSeed[] = [
  formTemplate(
    'platform_complaint',
    '平台投诉',
    [
      { field: 'complaint_no', width: 'half' },
      { field: 'reply_deadline', width: 'half' },
      { field: 'complaint_url', width: 'full' },
      { field: 'complaint_demands', required: true, width: 'full' },
      {
        field: 'refund_amount',
        help: '投诉里要求退的金额',
        width: 'half',
        visibleWhen: { field: 'complaint_demands', in: ['refund'] },
      },
      {
        field: 'compensation_amount',
        width: 'half',
        visibleWhen: { field: 'complaint_demands', in: ['compensation'] },
      },
      { field: 'goods_name', width: 'half' },
      { field: 'evidence_types', width: 'full' },
    ],
    {
      phone: { help: '平台给的号码常被隐去几位，照原样填' },
      description: { required: true, minLength: 10, help: '粘贴投诉原文，另起一段写核实情况' },
    },
  ),
  formTemplate(
    'service_complaint',
    '服务投诉',
    [
      { field: 'complained_department', width: 'half' },
      { field: 'complained_staff', help: '不清楚可不填', width: 'half' },
      { field: 'occurred_at', required: true, width: 'half' },
      { field: 'complaint_demands', required: true, width: 'full' },
      {
        field: 'compensation_amount',
        width: 'half',
        visibleWhen: { field: 'complaint_demands', in: ['compensation'] },
      },
      { field: 'contact_time', width: 'half' },
      { field: 'evidence_types', width: 'full' },
    ],
    { description: { required: true, minLength: 10 } },
  ),
  formTemplate(
    'quality_complaint',
    '商品质量投诉',
    [
      { field: 'goods_name', required: true, width: 'half' },
      { field: 'goods_state', width: 'half' },
      { field: 'received_on', required: true, width: 'half' },
      { field: 'quality_defects', required: true, width: 'full' },
      { field: 'evidence_types', required: true, width: 'full' },
      { field: 'expected_handling', required: true, width: 'half' },
      {
        field: 'compensation_amount',
        width: 'half',
        visibleWhen: { field: 'expected_handling', in: ['compensation', 'partial_refund'] },
      },
    ],
    { order_number: { required: true }, description: { required: true, minLength: 10 } },
  ),
];
