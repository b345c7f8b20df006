import type { Place } from '../ticket/ticket.ts';

/** The groups that the shipped routing knows (spec 04): settings, overridden by the category. */
export interface RoutingPlaces {
  readonly reviewStep: boolean;
  readonly reviewGroup: Place | null;
  readonly defaultGroup: Place | null;
  readonly categoryGroup: Place | null;
}

/**
 * Where a new ticket begins. Whoever can escalate keeps what they made until they escalate or close it: the call is
 * still on their line. What others make waits in the pool of the category's group, else of the default group.
 */
export function placeNewTicket(places: RoutingPlaces, creator: Place, keepsIt: boolean): Place {
  if (keepsIt) return creator;
  return places.categoryGroup ?? places.defaultGroup ?? creator;
}

/** Where an escalated ticket goes: to review while that step is on, else to the category's or the default group. */
export function placeEscalated(places: RoutingPlaces): Place | null {
  if (places.reviewStep && places.reviewGroup) return places.reviewGroup;
  return places.categoryGroup ?? places.defaultGroup;
}

/** Where a reopened ticket goes when nobody is named: it was reviewed once, so straight to those who handle it. */
export function placeReopened(places: RoutingPlaces): Place | null {
  return places.categoryGroup ?? places.defaultGroup ?? places.reviewGroup;
}
