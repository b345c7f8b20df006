import { z } from 'zod';
import { TICKET_ACTIONS } from '../../domain/ticket/action-rule.ts';
import { formatTime } from '../../domain/time/format.ts';
import type { SignedInWeb } from '../../web/page.ts';
import { numberOf, parseQuery } from '../../web/parse-request.ts';
import { findRelated } from '../links/links.query.ts';
import { presentRelated } from '../links/related.view.ts';
import { attachmentsIn, findAttachmentsInput } from '../../web/take-attachments.ts';
import { findDraft } from '../drafts/drafts.query.ts';
import { findPresent } from '../live/presence.query.ts';
import { presentPresence } from '../live/presence.view.ts';
import { tellWait } from '../routing/told-route.view.ts';
import { findWaitOfTicket } from '../routing/wait-of-ticket.query.ts';
import { findSettings } from '../settings/settings.query.ts';
import { findEditOffer } from './edit-offer.query.ts';
import { findCrumbs } from './after-action.routes.ts';
import { presentDraft } from '../drafts/draft.view.ts';
import { presentTicketPage, shortReason } from './ticket-page.view.ts';
import { findTicketDetail } from './ticket-detail.query.ts';
import { LOG_TABS } from './timeline.view.ts';

/**
 * The detail page (spec 07).
 * @param revealed the one sensitive answer that its reader has asked to see, and may
 */
export async function showTicket(web: SignedInWeb, revealed?: string): Promise<void> {
  const detail = await findTicketDetail(web.ctx, numberOf(web), web);
  const { db, actor, now, zone } = web.ctx;
  const [settings, draft, present, related, edit, wait] = await Promise.all([
    findSettings(db),
    findDraft(db, actor.id, `${detail.row.number}/note`),
    findPresent(db, { ticketId: detail.row.id, exceptId: actor.id, now: now() }),
    findRelated(db, actor, detail.row.id),
    findEditOffer(web.ctx, detail.situation.ticket, detail.form),
    findWaitOfTicket(db, detail.row.id),
  ]);
  const query = parseQuery(web.req, {
    log: z.enum(LOG_TABS).catch('all'),
    order: z.enum(['newest', 'oldest']).catch('newest'),
  });
  const page = presentTicketPage(detail, {
    ...web,
    urgeBadgeAbove: settings.urge_badge_above,
    shortTime: (at) => formatTime(at, now(), zone),
    logTab: query.log,
    oldestFirst: query.order === 'oldest',
    ...(revealed !== undefined && { revealed }),
  });
  const wanted = TICKET_ACTIONS.find((action) => action === web.req.query['open']);
  await web.page('tickets/show', {
    title: `${page.number} ${page.title}`,
    nav: 'tickets',
    page,
    waiting: tellWait(wait, web.t, web.moment),
    customer: detail.customer,
    caller: { name: detail.row.customer_name, phone: detail.row.phone_text },
    creator: [detail.row.creator_name, detail.row.creator_department].filter(Boolean).join(' · '),
    otherTickets: detail.otherTickets,
    related: presentRelated(
      related,
      { situation: detail.situation, isMerged: detail.row.merged_into_id !== null },
      web.t,
    ),
    collaborators: detail.collaborators,
    edit: edit && { newer: edit.newer, why: edit.refusal && shortReason(edit.refusal, detail.row, web) },
    log: query,
    crumbs: await findCrumbs(web, page.number),
    presence: presentPresence(present, web.t),
    noteDraft: draft ? presentDraft(draft, web) : null,
    noteFiles: page.canNote
      ? await findAttachmentsInput(web, settings, 'note-', attachmentsIn(draft?.content))
      : null,
    opens: wanted === 'save' || page.buttons.some((button) => button.action === wanted) ? wanted : null,
  });
}
