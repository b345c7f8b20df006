import { z } from 'zod';
import { NotFound, Refused } from '../../errors.ts';
import { holds } from '../../domain/people/permissions.ts';
import { openEventStream } from '../../web/event-stream.ts';
import { Id, parseBody, parseQuery } from '../../web/parse-request.ts';
import { paths } from '../../web/paths.ts';
import type { SignedInWeb } from '../../web/page.ts';
import { get, post, type Route } from '../../web/routes.ts';
import { letGoOfSession, sessionEndsAt } from '../../web/session.ts';
import { findImportState } from '../imports/imports.query.ts';
import { findTicket } from '../tickets/ticket.query.ts';
import type { LiveStreams } from './live-streams.ts';
import { markTyping } from './mark-typing.ts';

/** More pages than a person can look at; browsers give up their streams while a page is hidden. */
const MOST_PER_USER = 20;

/** The stream of what happens while a page is open, and what it says back: that someone types (spec 07). */
export function liveRoutes(streams: LiveStreams): Route[] {
  return [
    get(paths.live, 'signed_in', (web) => openStream(web, streams)),
    post(paths.typing, 'signed_in', async (web) => {
      const { connection, typing } = parseBody(web.req, {
        connection: z.uuid(),
        typing: z.enum(['0', '1']),
      });
      await markTyping(web.ctx, connection, typing === '1');
      web.res.status(204).end();
    }),
  ];
}

async function openStream(web: SignedInWeb, streams: LiveStreams): Promise<void> {
  const { req, res, ctx, user, language } = web;
  const query = parseQuery(req, {
    connection: z.uuid(),
    ticket: z.string().max(40).optional(),
    import: Id.max(2_147_483_647).optional(),
    version: z.coerce.number().int().min(0).max(1_000_000_000).catch(0),
  });
  if (streams.countOf(user.id) >= MOST_PER_USER) throw new Refused(429, 'too_many_streams');
  if (query.ticket !== undefined && !holds(user, 'ticket.read')) throw new NotFound('ticket');
  const ticket = query.ticket === undefined ? null : await findTicket(ctx.db, user, query.ticket);
  if (query.import !== undefined && !holds(user, 'ticket.import')) throw new NotFound('import');
  if (query.import !== undefined) await findImportState(ctx, query.import);

  const session = { sessionId: req.sessionID, sessionEndsAt: sessionEndsAt(req, ctx.now()) };
  letGoOfSession(req);
  const stream = openEventStream(res, () => streams.closed(stream));
  streams.open({
    ...session,
    connectionId: query.connection,
    userId: user.id,
    language,
    stream,
    ticket: ticket && { id: ticket.id, number: ticket.number, version: query.version },
    importId: query.import ?? null,
  });
}
