import type { Knex } from 'knex';
import { steadyCatalogue } from '../../domain/conditions/steady.ts';
import { type Language, translator } from '../../i18n.ts';
import { findAutomationOptions } from '../automation/automation-options.query.ts';
import { findCalendarOptions } from '../calendars/calendars.query.ts';
import { findCatalogue } from '../conditions/catalogue.query.ts';
import { channelOptions, targetKinds } from './policy-fields.ts';

/** What policies can choose, and the names of what they name, in a language (spec 05). */
export async function findPolicyWords(db: Knex, language: Language) {
  const t = translator(language);
  const [catalogue, options, calendars] = await Promise.all([
    findCatalogue(db, language),
    findAutomationOptions(db, language),
    findCalendarOptions(db),
  ]);
  return {
    ...{ catalogue, calendars, t },
    /** What their conditions may look at. */
    steady: steadyCatalogue(catalogue),
    options: { ...options, channels: channelOptions(t) },
    kinds: targetKinds(catalogue, t),
  };
}
