import { z } from 'zod';
import { DEFAULT_TYPES } from '../../domain/attachment/file-type.ts';
import { type View, VIEWS } from '../tickets/list-request.ts';

/** The sections of the settings page, in its order. */
export const SETTING_SECTIONS = [
  'company',
  'tickets',
  'urging',
  'waiting',
  'sla',
  'digest',
  'attachments',
  'lists',
] as const;
export type SettingSection = (typeof SETTING_SECTIONS)[number];

/** How a setting is asked for; a file comes with a form of its own. */
export type SettingControl =
  | { readonly kind: 'number'; readonly min: number; readonly max: number; readonly unit: SettingUnit }
  | { readonly kind: 'switch' }
  /** `problem` is the code of the sentence for a text that the schema refuses. */
  | {
      readonly kind: 'text';
      readonly maxLength: number;
      readonly required: boolean;
      readonly problem: string;
    }
  | { readonly kind: 'group' }
  | { readonly kind: 'types' }
  | { readonly kind: 'views' }
  | { readonly kind: 'file' };

/** A key of the locales under `config.setting.unit`. */
export type SettingUnit =
  'seconds' | 'minutes' | 'days' | 'times' | 'tickets' | 'files' | 'categories' | 'megabytes';

export interface SettingDescriptor<T = unknown> {
  readonly section: SettingSection;
  /** What holds until somebody sets it. */
  readonly fallback: T;
  readonly schema: z.ZodType<T>;
  readonly control: SettingControl;
}

const Logo = z.object({
  /** Its stored name, and what it was called. */
  file: z.string(),
  name: z.string(),
  type: z.string(),
  /** The beginning of its fingerprint: another picture, another address. */
  print: z.string(),
});
export type Logo = z.infer<typeof Logo>;

/**
 * Every setting of the product (spec 01, 02, 10 "configuration over code"): where it stands, its default, its limits
 * and how it is asked for. Label and help are `config.setting.field.<key>` and `config.setting.help.<key>`.
 */
export const SETTINGS = {
  company_name: text('company', '', { maxLength: 60 }),
  company_logo: logo('company'),
  number_prefix: text('tickets', 'GD', { maxLength: 6, pattern: /^[A-Z]{1,6}$/, problem: 'prefix_form' }),
  /** A customer's second ticket in a business line within so many days is a repeated complaint; 0 = never. */
  repeat_days: number('tickets', 7, { min: 0, max: 365, unit: 'days' }),
  /** Tier-1's escalated tickets are checked by a review group before they reach after-sales. */
  review_step: onOff('tickets', true),
  review_group_id: group('tickets'),
  default_group_id: group('tickets'),
  /** With so many unfinished tickets in hand one is given no more by the rules (spec 04); 0 = no limit. */
  assign_capacity: number('tickets', 0, { min: 0, max: 1000, unit: 'tickets' }),
  /** The action "resolve" is there, and a resolved ticket is closed by the system after so many days; 0 = never. */
  resolve_enabled: onOff('tickets', false),
  resolved_close_days: number('tickets', 3, { min: 0, max: 365, unit: 'days' }),
  /** Limits of the tree of categories; its depth is the database's. */
  category_max_children: number('tickets', 200, { min: 1, max: 1000, unit: 'categories' }),
  category_max_total: number('tickets', 5000, { min: 1, max: 20_000, unit: 'categories' }),
  /** No sooner after the last urge may a ticket be urged again; a category may say otherwise. */
  urge_interval_minutes: number('urging', 360, { min: 0, max: 43_200, unit: 'minutes' }),
  /** The list marks a ticket 催 when it was urged more often than this. */
  urge_badge_above: number('urging', 1, { min: 0, max: 99, unit: 'times' }),
  /** A ticket that waits for its customer is closed by the system after so many days; 0 = never. */
  wait_close_days: number('waiting', 7, { min: 0, max: 365, unit: 'days' }),
  /** So often it is looked at which reminders and escalations are due (spec 05). */
  sla_sweep_seconds: number('sla', 30, { min: 10, max: 300, unit: 'seconds' }),
  /** Managers hear once a day what is overdue, due and not accepted; a time of the installation's zone. */
  digest_enabled: onOff('digest', true),
  digest_at: text('digest', '09:00', {
    maxLength: 5,
    pattern: /^([01]\d|2[0-3]):[0-5]\d$/,
    problem: 'clock_form',
  }),
  attachment_max_megabytes: number('attachments', 20, { min: 1, max: 200, unit: 'megabytes' }),
  /** In one form. */
  attachment_max_files: number('attachments', 10, { min: 1, max: 50, unit: 'files' }),
  /** Extensions of the files that may be attached. */
  attachment_types: fileTypes('attachments'),
  /** The view that `/tickets` opens with, by the key of the role; the first of them without an entry. */
  default_views: viewsOfRoles('lists'),
} as const satisfies Readonly<Record<string, SettingDescriptor>>;

export type SettingKey = keyof typeof SETTINGS;
export type Settings = { readonly [K in SettingKey]: (typeof SETTINGS)[K]['fallback'] };

export const SETTING_KEYS = Object.keys(SETTINGS) as SettingKey[];

export function isSettingKey(key: string): key is SettingKey {
  return Object.hasOwn(SETTINGS, key);
}

/** The descriptor of a setting, whatever its type. */
export function descriptorOf(key: SettingKey): SettingDescriptor {
  return SETTINGS[key];
}

export function keysOfSection(section: SettingSection): SettingKey[] {
  return SETTING_KEYS.filter((key) => SETTINGS[key].section === section);
}

function number(
  section: SettingSection,
  fallback: number,
  bounds: { readonly min: number; readonly max: number; readonly unit: SettingUnit },
): SettingDescriptor<number> {
  const schema = z.number().int().min(bounds.min).max(bounds.max);
  return { section, fallback, schema, control: { kind: 'number', ...bounds } };
}

function onOff(section: SettingSection, fallback: boolean): SettingDescriptor<boolean> {
  return { section, fallback, schema: z.boolean(), control: { kind: 'switch' } };
}

function text(
  section: SettingSection,
  fallback: string,
  {
    maxLength,
    pattern,
    problem = 'unusable',
  }: { readonly maxLength: number; readonly pattern?: RegExp; readonly problem?: string },
): SettingDescriptor<string> {
  const schema = pattern ? z.string().regex(pattern) : z.string().max(2 * maxLength);
  const control = { kind: 'text', maxLength, required: fallback !== '', problem } as const;
  return { section, fallback, schema, control };
}

function group(section: SettingSection): SettingDescriptor<number | null> {
  return {
    section,
    fallback: null,
    schema: z.number().int().positive().nullable(),
    control: { kind: 'group' },
  };
}

function fileTypes(section: SettingSection): SettingDescriptor<readonly string[]> {
  return {
    section,
    fallback: DEFAULT_TYPES,
    schema: z.array(z.string()).min(1),
    control: { kind: 'types' },
  };
}

function viewsOfRoles(section: SettingSection): SettingDescriptor<Readonly<Record<string, View>>> {
  return {
    section,
    fallback: {},
    schema: z.record(z.string(), z.enum(VIEWS)),
    control: { kind: 'views' },
  };
}

function logo(section: SettingSection): SettingDescriptor<Logo | null> {
  return { section, fallback: null, schema: Logo.nullable(), control: { kind: 'file' } };
}
