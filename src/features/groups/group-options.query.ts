import type { Knex } from 'knex';
import type { FieldOption } from '../../domain/form/field.ts';
import type { Language } from '../../i18n.ts';
import { findCalendarOptions } from '../calendars/calendars.query.ts';
import { findDepartmentOptions } from '../departments/departments.query.ts';
import { findPeopleOptions } from '../people/user-options.query.ts';

export interface GroupOptions {
  readonly stages: readonly FieldOption[];
  readonly departments: readonly FieldOption[];
  readonly people: readonly FieldOption[];
  /** The other groups. */
  readonly groups: readonly FieldOption[];
  readonly calendars: readonly FieldOption[];
}

/** What the form of a group offers; people and groups out of use stay readable where they are chosen (spec 03). */
export async function findGroupOptions(
  db: Knex,
  group: { readonly id: number } | null,
  language: Language,
): Promise<GroupOptions> {
  const [stages, departments, people, groups, calendars] = await Promise.all([
    db('stages')
      .orderBy('position')
      .select('key as value', `${language === 'en' ? 'name_en' : 'name_zh'} as label`) as Promise<
      FieldOption[]
    >,
    findDepartmentOptions(db),
    findPeopleOptions(db),
    findGroupChoices(db, group?.id),
    findCalendarOptions(db),
  ]);
  return { stages, departments, people, groups, calendars };
}

/** The groups as forms offer them, in their order; those out of use stay readable where they are chosen. */
export async function findGroupChoices(db: Knex, except = 0): Promise<FieldOption[]> {
  return (await db('groups')
    .whereNot('id', except)
    .orderBy(['position', 'id'])
    .select(db.raw('id::text as value'), 'name as label', db.raw('not active as retired'))) as FieldOption[];
}
