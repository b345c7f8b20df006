import type { Knex } from 'knex';
import type { ActorCtx } from '../../context.ts';
import { holds } from '../../domain/people/permissions.ts';
import type { Refusal } from '../../domain/ticket/action-rule.ts';
import { editsAny, judgeEdit } from '../../domain/ticket/judge-edit.ts';
import { relationOf, type Ticket } from '../../domain/ticket/ticket.ts';
import { findNewerNumber, type TemplateForm } from '../templates/template-form.query.ts';
import { findTicket } from './ticket.query.ts';
import { toTicket, type TicketRow } from './tickets.store.ts';

/** Judges whether the actor may edit a ticket now; null when they may, else why not (spec 03). */
export async function findEditRefusal(ctx: ActorCtx, ticket: Ticket): Promise<Refusal | null> {
  const relation = relationOf(ctx.actor, ticket, false);
  const isTold = relation.creator && !relation.holder && !editsAny(ctx.actor);
  const accepted = isTold && (await wasAccepted(ctx.db, ticket));
  return judgeEdit({ ticket, actor: ctx.actor, relation }, accepted);
}

export interface Editable {
  readonly row: TicketRow;
  readonly ticket: Ticket;
  /** Why it can't be edited now; null when it can. */
  readonly refusal: Refusal | null;
}

/** A ticket for the page that edits it. @throws NotFound when the actor can't see it */
export async function findEditable(ctx: ActorCtx, number: string): Promise<Editable> {
  const row = await findTicket(ctx.db, ctx.actor, number);
  const ticket = toTicket(row);
  return { row, ticket, refusal: await findEditRefusal(ctx, ticket) };
}

export interface EditOffer {
  /** Why it can't be edited any more; null when it can. */
  readonly refusal: Refusal | null;
  /** Number of a newer version of the template, for whoever may move the ticket to it. */
  readonly newer: number | null;
}

/** What the page of a ticket offers about editing it; null for those whom it never concerns. */
export async function findEditOffer(
  ctx: ActorCtx,
  ticket: Ticket,
  form: TemplateForm,
): Promise<EditOffer | null> {
  if (!holds(ctx.actor, 'ticket.edit')) return null;
  const refusal = await findEditRefusal(ctx, ticket);
  // Blocked for the one who made it, absent for everyone else; a closed ticket says so in one sentence.
  if (refusal && refusal.code !== 'edit_accepted') return null;
  const newer = !refusal && editsAny(ctx.actor) ? await findNewerNumber(ctx.db, form) : null;
  return { refusal, newer };
}

/** Whether somebody else has had the ticket in hand since it left its creator's. */
async function wasAccepted(db: Knex, { id, creatorId }: Ticket): Promise<boolean> {
  const row: unknown = await db('assignments as a')
    .where('a.ticket_id', id)
    .whereNotNull('a.assignee_id')
    .whereNot('a.assignee_id', creatorId)
    .whereRaw(
      `a.position > coalesce((select max(position) from assignments where ticket_id = a.ticket_id and assignee_id = ?), 0)`,
      [creatorId],
    )
    .first('a.id');
  return row !== undefined;
}
