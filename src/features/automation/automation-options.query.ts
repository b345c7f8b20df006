import type { Knex } from 'knex';
import type { Language } from '../../i18n.ts';
import { findPeopleOptions } from '../people/user-options.query.ts';
import { findChoices } from '../settings/choices.query.ts';
import type { AutomationOptions } from './automation-fields.ts';

/** What the actions of an automation can choose; who or what is out of use stays readable where it is chosen (spec 04). */
export async function findAutomationOptions(db: Knex, language: Language): Promise<AutomationOptions> {
  const [groups, people, tags] = await Promise.all([
    db('groups as g')
      .join('stages as s', 's.key', 'g.stage_key')
      .orderBy(['s.position', 'g.position', 'g.id'])
      .select(db.raw('g.id::text as value'), 'g.name as label', db.raw('not g.active as retired')) as Promise<
      AutomationOptions['groups']
    >,
    findPeopleOptions(db),
    findChoices(db, 'tag', language),
  ]);
  return { groups, people, tags };
}
