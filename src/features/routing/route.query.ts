import type { Knex } from 'knex';
import { type Asked, attributesAsked } from '../../domain/conditions/language.ts';
import type { ConditionSubject } from '../../domain/conditions/subject.ts';
import { decideRoute, type Route, type RoutingPlaces } from '../../domain/routing/decide-route.ts';
import type { Occasion } from '../../domain/routing/rule.ts';
import { findSubjects } from '../conditions/subjects.query.ts';
import { findWorld } from '../conditions/world.query.ts';
import { findRulesAsked } from './rules.query.ts';

/** When and where the rules are asked. */
export interface Moment {
  readonly now: Date;
  /** The installation's. */
  readonly zone: string;
}

/**
 * Where a stored ticket goes at an occasion (spec 04), in a constant number of statements: in one where no rule looks
 * at the ticket. Null when there is nowhere.
 */
export async function findRoute(
  db: Knex,
  asked: { readonly ticketId: number; readonly occasion: Occasion; readonly places: RoutingPlaces },
  at: Moment,
): Promise<Route | null> {
  const [route] = await decideAll(db, asked.occasion, [asked.places], at, async () => {
    const subject = (await findSubjects(db, [asked.ticketId])).get(asked.ticketId);
    return [subject ?? null];
  });
  return route ?? null;
}

/** The same for tickets that are only about to be: what they will be like is asked for where a rule looks at it. */
export async function findRoutesOfNew(
  db: Knex,
  places: readonly RoutingPlaces[],
  at: Moment,
  describe: (asked: Asked) => Promise<readonly ConditionSubject[]>,
): Promise<(Route | null)[]> {
  return decideAll(db, 'created', places, at, describe);
}

async function decideAll(
  db: Knex,
  occasion: Occasion,
  places: readonly RoutingPlaces[],
  { now, zone }: Moment,
  describe: (asked: Asked) => Promise<readonly (ConditionSubject | null)[]>,
): Promise<(Route | null)[]> {
  const rules = await findRulesAsked(db, occasion);
  // Conditions without any part need nothing to be known.
  if (rules.every(({ condition }) => condition.root.of.length === 0)) {
    const shared = { occasion, subject: null, world: null };
    return places.map((each) => decideRoute(rules, { ...shared, places: each }));
  }
  const asked = attributesAsked(rules.map(({ condition }) => condition));
  const subjects = await describe(asked);
  const world = await findWorld(db, now, zone, asked);
  return places.map((each, index) =>
    decideRoute(rules, { occasion, subject: subjects[index] ?? null, world, places: each }),
  );
}
