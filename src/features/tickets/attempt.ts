import { Conflict, Invalid, NotFound, Refused, type RefusalDetails } from '../../errors.ts';

/** Why one of many was not done: a code of the reasons in the locale namespace `bulk`, or of `refusal`. */
export interface NotDone {
  readonly code: string;
  readonly details: RefusalDetails;
}

/**
 * Does to one of many tickets what is done to a single one (spec 01, bulk selection; spec 06, bulk close): each is
 * judged on its own. Answers why it was refused, or null when it is done; what nobody foresaw is thrown.
 */
export async function attempt(work: () => Promise<unknown>): Promise<NotDone | null> {
  try {
    await work();
    return null;
  } catch (error) {
    if (error instanceof Refused) return { code: error.code, details: error.details };
    if (error instanceof Conflict) return { code: 'changed', details: {} };
    if (error instanceof NotFound) return { code: 'not_found', details: {} };
    // The form was complete when it was sent: this ticket asks for more than the others.
    if (error instanceof Invalid) return { code: codeOf(error), details: {} };
    throw error;
  }
}

/** What is wrong with a form that was complete when it was sent: the place it names, or what this ticket asks besides. */
function codeOf({ problems }: Invalid): string {
  const place = problems['assignee_id'] ?? problems['group_id'];
  if (!place) return 'overdue_reason' in problems ? 'no_overdue_reason' : 'form_differs';
  return PLACE_CODES.includes(place.code) ? place.code : 'target_gone';
}

/** The others are of a place that is not offered any more. */
const PLACE_CODES = ['target_is_current', 'target_not_in_group'];
