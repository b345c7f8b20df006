import type { Company } from './company.ts';
import type { FormValues } from './http-client.ts';
import { aPhone } from './tickets.ts';

/** The create form of the refund category, filled in as a browser would send it. */
export function refundForm(company: Company, changes: FormValues = {}): FormValues {
  return {
    category_id: company.categories.refund,
    template_version_id: company.versions.refund,
    phone: aPhone(),
    customer_name: '顾女士',
    source: 'phone',
    title: '',
    order_number: '',
    priority: 'normal',
    description: '退货已寄回，一直没有确认收货',
    refund_amount: '',
    expected_handling: '',
    intent: 'create',
    ...changes,
  };
}

/** The close form below it, filled in. */
export const CLOSING_INPUTS = {
  close_outcome: 'solved',
  close_satisfaction: 'satisfied',
  close_callback_method: 'phone',
  close_comment: '电话里已讲清，客户满意。',
} as const;

/** Values as a request body. */
export function encodeForm(values: FormValues): string {
  const body = new URLSearchParams();
  for (const [name, value] of Object.entries(values)) {
    for (const each of Array.isArray(value) ? (value as readonly (string | number)[]) : [value]) {
      body.append(name, String(each));
    }
  }
  return body.toString();
}
