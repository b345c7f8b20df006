import type { Knex } from 'knex';
import type { RoutingPlaces } from '../../domain/routing/decide-route.ts';
import type { Place } from '../../domain/ticket/ticket.ts';
import type { Settings } from '../settings/settings.query.ts';

interface GroupRow {
  id: number;
  stage_key: string;
}

/** What routing knows of a category: places to go to, and how often its tickets may be urged. */
export type CategoryRouting = RoutingPlaces & { readonly urgeIntervalMinutes: number | null };

/** The groups that the routing settings and the category name, as places to go to. */
export async function findRoutingPlaces(
  db: Knex,
  settings: Settings,
  categoryId: number,
): Promise<CategoryRouting> {
  const routing = (await findRoutingByCategory(db, settings, [categoryId])).get(categoryId);
  if (!routing) throw new Error(`nothing is known of category ${categoryId}`);
  return routing;
}

/** The same for several categories, in one statement. */
export async function findRoutingByCategory(
  db: Knex,
  settings: Settings,
  categoryIds: readonly number[],
): Promise<Map<number, CategoryRouting>> {
  // The nearest category on the way up that names a group, or an interval, decides.
  const { rows } = (await db.raw(
    `with recursive up as (
       select id as of, id, parent_id, default_group_id, urge_interval_minutes as minutes, 0 as far
         from categories where id = any(?)
       union all
       select up.of, c.id, c.parent_id, c.default_group_id, c.urge_interval_minutes, up.far + 1
         from categories c join up on c.id = up.parent_id
     ), named as (
       select distinct on (of) of, default_group_id from up where default_group_id is not null order by of, far
     )
     select n.of, g.id, g.stage_key, 'category' as purpose, null::int as minutes
       from named n join groups g on g.id = n.default_group_id and g.active
     union all select null, id, stage_key, 'review', null from groups where active and id = ?
     union all select null, id, stage_key, 'default', null from groups where active and id = ?
     union all (select distinct on (of) of, null, null, 'urge', minutes from up where minutes is not null order by of, far)`,
    [[...categoryIds], settings.review_group_id, settings.default_group_id],
  )) as { rows: (GroupRow & { of: number | null; purpose: string; minutes: number | null })[] };
  const routingOf = (categoryId: number): CategoryRouting => {
    const find = (purpose: string) =>
      rows.find((each) => each.purpose === purpose && (each.of === null || each.of === categoryId));
    const place = (purpose: string): Place | null => {
      const group = find(purpose);
      return group ? { groupId: group.id, stageKey: group.stage_key, assigneeId: null } : null;
    };
    return {
      reviewStep: settings.review_step,
      reviewGroup: place('review'),
      defaultGroup: place('default'),
      categoryGroup: place('category'),
      urgeIntervalMinutes: find('urge')?.minutes ?? null,
    };
  };
  return new Map(categoryIds.map((id) => [id, routingOf(id)]));
}
