import type { Knex } from 'knex';
import { z } from 'zod';
import { DEFAULT_TYPES } from '../../domain/attachment/file-type.ts';

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
  /** No sooner after the last urge may a ticket be urged again; a category may say otherwise. */
  urge_interval_minutes: z.number().int().min(0).max(43_200).default(360),
  /** The list marks a ticket 催 when it was urged more often than this. */
  urge_badge_above: z.number().int().min(0).default(1),
  /** A ticket that waits for its customer is closed by the system after so many days; 0 = never. */
  wait_close_days: z.number().int().min(0).max(365).default(7),
  /** The action "resolve" is there, and a resolved ticket is closed by the system after so many days; 0 = never. */
  resolve_enabled: z.boolean().default(false),
  resolved_close_days: z.number().int().min(0).max(365).default(3),
  /** A customer's second ticket in a business line within so many days is a repeated complaint; 0 = never. */
  repeat_days: z.number().int().min(0).max(365).default(7),
  attachment_max_megabytes: z.number().int().min(1).max(200).default(20),
  /** In one form. */
  attachment_max_files: z.number().int().min(1).max(50).default(10),
  /** Extensions of the files that may be attached. */
  attachment_types: z.array(z.string()).default([...DEFAULT_TYPES]),
});
export type Settings = z.infer<typeof Settings>;

/** All settings in one statement; what was never set has its default. */
export async function findSettings(db: Knex): Promise<Settings> {
  const rows = await db<{ key: string; value: unknown }>('settings').select('key', 'value');
  return Settings.parse(Object.fromEntries(rows.map(({ key, value }) => [key, value])));
}
