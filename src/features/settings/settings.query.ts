import type { Knex } from 'knex';
import { z } from 'zod';

/** Business words and numbers that are data (spec 10, "configuration over code"), with their defaults. */
const Settings = z.object({
  company_name: z.string().default(''),
  number_prefix: z
    .string()
    .regex(/^[A-Z]{1,6}$/)
    .default('GD'),
  /** Tier-1's escalated tickets are checked by a review group before they reach after-sales. */
  review_step: z.boolean().default(true),
  review_group_id: z.number().int().nullable().default(null),
  default_group_id: z.number().int().nullable().default(null),
  /** The list marks a ticket 催 when it was urged more often than this. */
  urge_badge_above: z.number().int().min(0).default(1),
});
export type Settings = z.infer<typeof Settings>;

/** All settings in one statement; what was never set has its default. */
export async function findSettings(db: Knex): Promise<Settings> {
  const rows = await db<{ key: string; value: unknown }>('settings').select('key', 'value');
  return Settings.parse(Object.fromEntries(rows.map(({ key, value }) => [key, value])));
}
