import { COMPLAINT_TEMPLATES } from './templates-complaints.ts';
import { ORDER_TEMPLATES } from './templates-orders.ts';
import { SERVICE_TEMPLATES } from './templates-services.ts';
import type { TemplateSeed } from './types.ts';

export const TEMPLATES: readonly TemplateSeed[] = [
  ...ORDER_TEMPLATES,
  ...SERVICE_TEMPLATES,
  ...COMPLAINT_TEMPLATES,
];
