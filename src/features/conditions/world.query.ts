import type { Knex } from 'knex';
import { fieldKeyOf } from '../../domain/conditions/attributes.ts';
import { type Asked, isAsked } from '../../domain/conditions/language.ts';
import type { ConditionWorld, WorldField } from '../../domain/conditions/subject.ts';
import type { OptionNode } from '../../domain/list/field-filter.ts';
import { findOpenGroups } from '../calendars/open-groups.query.ts';
import { findDepartmentNodes } from './option-trees.query.ts';

/**
 * What the world is like now for conditions (spec 04), in a constant number of statements: whose working hours it is,
 * and what the answers to custom fields mean.
 * @param asked what the conditions look at: the rest is left out
 */
export async function findWorld(
  db: Knex,
  now: Date,
  zone: string,
  asked: Asked = null,
): Promise<ConditionWorld> {
  const openGroupIds = isAsked(asked, 'working_hours') ? await findOpenGroups(db, now) : [];
  const asksFields = asked === null || [...asked].some((field) => fieldKeyOf(field) !== null);
  const fields = asksFields ? await findWorldFields(db) : new Map<string, WorldField>();
  return { now, zone, openGroupIds, anyOpen: openGroupIds.length > 0, fields };
}

async function findWorldFields(db: Knex): Promise<Map<string, WorldField>> {
  const rows = (await db('fields').select(
    'key',
    'type',
    db.raw(`case when type = 'cascade' then options else '[]' end as options`),
  )) as { key: string; type: string; options: OptionNode[] }[];
  const departments = rows.some(({ type }) => type === 'department') ? await findDepartmentNodes(db) : [];
  return new Map(
    rows.map(({ key, type, options }) => [
      key,
      { type, options: type === 'department' ? departments : options },
    ]),
  );
}
