import { z } from 'zod';
import { DUTY_STATES } from '../../domain/people/duty.ts';
import { parseBody } from '../../web/parse-request.ts';
import { localPath, paths } from '../../web/paths.ts';
import { post, type Route } from '../../web/routes.ts';
import { letGoOfSession } from '../../web/session.ts';
import { notePresence } from './note-presence.ts';
import { setDuty } from './set-duty.ts';

/** Whether somebody may be given tickets: what they say, and whether a page of theirs is open (spec 04). */
export function dutyRoutes(): Route[] {
  return [
    post(paths.duty.set, 'signed_in', async (web) => {
      const { state, next } = parseBody(web.req, {
        state: z.enum(DUTY_STATES),
        next: z.string().max(8000).optional(),
      });
      await setDuty(web.ctx, state);
      web.redirect(localPath(next) ?? paths.bench);
    }),
    post(paths.duty.here, 'signed_in', async (web) => {
      // A page that nobody looks at keeps nobody signed in.
      letGoOfSession(web.req);
      await notePresence(web.ctx);
      web.res.status(204).end();
    }),
  ];
}
