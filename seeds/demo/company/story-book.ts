import { ACCOUNT_STORIES } from './stories-accounts.ts';
import { COMPLAINT_STORIES } from './stories-complaints.ts';
import { DELIVERY_STORIES } from './stories-deliveries.ts';
import { LOCAL_STORIES } from './stories-local.ts';
import { ORDER_STORIES } from './stories-orders.ts';
import { PAYMENT_STORIES } from './stories-payments.ts';
import { PRESALE_STORIES } from './stories-presale.ts';
import { QUALITY_STORIES } from './stories-quality.ts';
import type { StoryBook } from './types.ts';

/** What happens to the customers of the company, by category. */
export const STORY_BOOK: StoryBook = {
  ...PRESALE_STORIES,
  ...ORDER_STORIES,
  ...DELIVERY_STORIES,
  ...PAYMENT_STORIES,
  ...LOCAL_STORIES,
  ...ACCOUNT_STORIES,
  ...COMPLAINT_STORIES,
  ...QUALITY_STORIES,
};
