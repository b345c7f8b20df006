import { z } from 'zod';
import { NotFound } from '../../errors.ts';
import type { SignedInWeb } from '../../web/page.ts';
import { OptionalId, parseBody, parseQuery } from '../../web/parse-request.ts';
import { localPath, paths } from '../../web/paths.ts';
import { get, post, type Route } from '../../web/routes.ts';
import { findInboxPage, findLastMessageId } from './inbox.query.ts';
import { presentMessage } from './inbox.view.ts';
import { readAllMessages, readMessage } from './read-messages.ts';

const Filter = z.enum(['all', 'unread']);

/** `/inbox`: what happened to one's tickets, and what was read of it (spec 05, 11). */
export function inboxRoutes(): Route[] {
  return [
    get(paths.inbox.list, 'signed_in', showInbox),
    // Opening is a POST because it marks as read: nothing that merely fetches ahead does that.
    post(paths.inbox.open.pattern, 'signed_in', async (web) => {
      const { number, link } = await readMessage(web.ctx, idOf(web), { isRead: true });
      web.redirect(number === null ? (localPath(link) ?? paths.inbox.list) : paths.tickets.show.to(number));
    }),
    post(paths.inbox.read.pattern, 'signed_in', (web) => mark(web, true)),
    post(paths.inbox.unread.pattern, 'signed_in', (web) => mark(web, false)),
    post(paths.inbox.readAll, 'signed_in', async (web) => {
      const { up_to: upTo, next } = parseBody(web.req, { up_to: OptionalId, next: Next });
      await readAllMessages(web.ctx, upTo ?? 0);
      web.redirect(localPath(next) ?? paths.inbox.list);
    }),
  ];
}

const Next = z.string().max(600).optional();

async function mark(web: SignedInWeb, isRead: boolean): Promise<void> {
  const { next } = parseBody(web.req, { next: Next });
  await readMessage(web.ctx, idOf(web), { isRead });
  web.redirect(localPath(next) ?? paths.inbox.list);
}

async function showInbox(web: SignedInWeb): Promise<void> {
  const query = parseQuery(web.req, { show: Filter.catch('all'), before: OptionalId, after: OptionalId });
  const { db, actor } = web.ctx;
  const [page, lastId] = await Promise.all([
    findInboxPage(db, actor, {
      onlyUnread: query.show === 'unread',
      before: query.before ?? null,
      after: query.after ?? null,
    }),
    findLastMessageId(db, actor.id),
  ]);
  const { show } = query;
  const address = (place = ''): string => {
    const filter = show === 'unread' ? 'show=unread' : '';
    const search = [filter, place].filter(Boolean).join('&');
    return search === '' ? paths.inbox.list : `${paths.inbox.list}?${search}`;
  };
  await web.page('inbox/index', {
    title: web.t('inbox.title'),
    nav: 'inbox',
    show,
    messages: page.rows.map((row) => presentMessage(row, web)),
    lastId,
    newer: page.newer === null ? null : address(`after=${page.newer}`),
    older: page.older === null ? null : address(`before=${page.older}`),
  });
}

function idOf(web: SignedInWeb): number {
  const text = String(web.req.params['id']);
  if (!/^[1-9]\d{0,14}$/.test(text)) throw new NotFound('message');
  return Number(text);
}
