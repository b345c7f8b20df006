import type { SignedInWeb } from '../../web/page.ts';
import { paths } from '../../web/paths.ts';
import { AFTER_ACTIONS, type AfterAction } from '../people/actor.query.ts';
import { changePreferences } from '../people/change-preferences.ts';
import {
  contextAddress,
  contextQuery,
  contextValues,
  DEFAULT_CONTEXT,
  type ListContext,
  readContext,
} from './list-context.ts';
import type { Cursor } from './list-request.ts';
import { findNeighbour, findPlaceOf } from './ticket-list.query.ts';
import { isVisible } from './ticket.query.ts';

/** What comes after an action (spec 07): stay, back to the list one came from, or its next ticket. */

/** The controls of an action's form that say so; they are no fields of the action. */
export interface Going {
  /** Null where the form doesn't ask: accepting and the note on the page itself never lead away. */
  readonly after: AfterAction | null;
  readonly context: ListContext | null;
}

/** Reads the controls of a body (`_after`, `_from`, `_at`: no custom field has such a key), or of a query. */
export function readGoing(sent: { after?: unknown; from?: unknown; at?: unknown }): Going {
  return {
    // What is no choice counts as not said.
    after: AFTER_ACTIONS.find((each) => each === sent.after) ?? null,
    context: readContext(sent.from, sent.at),
  };
}

/** Where the ticket stands in the list before something is done to it: the action may move it. */
export async function placeBefore(
  web: SignedInWeb,
  number: string,
  { after, context }: Going,
): Promise<Cursor | null> {
  if (after !== 'next') return null;
  return context?.at ?? (await findPlaceOf(web.ctx, number, (context ?? DEFAULT_CONTEXT).request.sort));
}

/**
 * Leads on after an action, and remembers the choice. A ticket that is out of sight by now can't be stayed at; what
 * the action itself leads to (a callback to closing) comes first.
 */
export async function goOn(
  web: SignedInWeb,
  number: string,
  { after, context }: Going,
  { place, open }: { place: Cursor | null; open: string | undefined },
): Promise<void> {
  const { ctx } = web;
  if (after && after !== web.user.afterAction) await changePreferences(ctx, { afterAction: after });
  const stays = await isVisible(ctx.db, ctx.actor, number);
  if (stays && (open !== undefined || after === null || after === 'stay')) {
    web.redirect(paths.tickets.show.to(number) + contextQuery(context, open === undefined ? {} : { open }));
    return;
  }
  const { request } = context ?? DEFAULT_CONTEXT;
  if (after === 'next') {
    const next = place && (await findNeighbour(ctx, request, place, 'after'));
    if (next) {
      web.redirect(paths.tickets.show.to(next.number) + contextQuery({ request, at: next.at }));
      return;
    }
    web.flash({ kind: 'done', key: 'after.none_left', params: {} });
  }
  const hasList = context !== null || after === 'list' || after === 'next';
  web.redirect(hasList ? contextAddress(context ?? DEFAULT_CONTEXT) : paths.bench);
}

/** For the form of an action: the choice as it was made last, and the context as hidden inputs. */
export function presentGoing(web: SignedInWeb, { after, context }: Going): object {
  return {
    after: after ?? web.user.afterAction,
    choices: AFTER_ACTIONS,
    ...presentContext(context),
  };
}

/** The context for links and forms of the ticket's pages. */
function presentContext(context: ListContext | null): {
  query: string;
  values: { from: string; at: string } | null;
} {
  return { query: contextQuery(context), values: context && contextValues(context) };
}

/** The list that one came from, for the ticket's page: its name, the way back, and the tickets before and after. */
export async function findCrumbs(web: SignedInWeb, number: string): Promise<object> {
  const { context } = readGoing(web.req.query);
  if (!context) return { ...presentContext(null), back: null, before: null, after: null };
  const { ctx, t } = web;
  const { request } = context;
  const at = context.at ?? (await findPlaceOf(ctx, number, request.sort));
  const hrefOf = async (direction: 'before' | 'after'): Promise<string | null> => {
    const found = at && (await findNeighbour(ctx, request, at, direction));
    return found ? paths.tickets.show.to(found.number) + contextQuery({ request, at: found.at }) : null;
  };
  const [before, after] = await Promise.all([hrefOf('before'), hrefOf('after')]);
  const back = { href: contextAddress(context), label: t(`ticket.view.${request.view}`) };
  return { ...presentContext(context), back, before, after };
}
