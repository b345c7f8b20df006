import { ACCOUNT_FIELDS } from './fields-accounts.ts';
import { COMPLAINT_FIELDS } from './fields-complaints.ts';
import { ORDER_FIELDS } from './fields-orders.ts';
import { REFUND_FIELDS } from './fields-refunds.ts';
import { SERVICE_FIELDS } from './fields-services.ts';
import type { FieldSeed } from './types.ts';

/** The custom fields of the company, as its administrators list them. */
export const FIELDS: readonly FieldSeed[] = [
  ...ORDER_FIELDS,
  ...REFUND_FIELDS,
  ...SERVICE_FIELDS,
  ...ACCOUNT_FIELDS,
  ...COMPLAINT_FIELDS,
];
