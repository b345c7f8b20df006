import type { ActorCtx } from '../../context.ts';
import { textOf } from '../../domain/ticket/action-rule.ts';
import { LINK_FIELDS, LINK_KINDS, LINKING, type LinkKind, type LinkSide } from '../../domain/ticket/link.ts';
import { Invalid } from '../../errors.ts';
import { takeStep } from '../tickets/take-step.ts';
import type { lockTicket, LockedTicket } from '../tickets/ticket.query.ts';
import { findLinkBetween } from './links.query.ts';
import { insertLinks } from './links.store.ts';
import { judgeOne, lockPair, otherNumber, type PairRequest, readPair } from './lock-pair.ts';

/**
 * Links a ticket to another one (spec 01, related tickets): both must be visible, the right to act is judged on the
 * one that is linked from. Both logs tell it, except that of a closed ticket, which nothing may change.
 * @throws NotFound · Refused 403 or 409 · Conflict · Invalid with the inputs to mend
 */
export async function linkTickets(ctx: ActorCtx, request: PairRequest): Promise<{ other: string }> {
  return ctx.db.transaction(async (trx) => {
    const now = ctx.now();
    const pair = await lockPair(trx, ctx, request.number, otherNumber(request.form));
    const { near } = pair;
    await judgeOne(trx, ctx, near, LINKING, { version: request.version, now });
    const { values, far } = await readPair(trx, ctx, LINK_FIELDS, request, pair.far);
    const known = await findLinkBetween(trx, near.id, far.id);
    if (known) throw new Invalid({ number: { code: 'ticket_linked', params: { number: far.number } } });
    const kind = LINK_KINDS.find((each) => each === values['kind']) ?? 'related';
    const link = { fromId: near.id, toId: far.id, kind, createdById: ctx.actor.id, createdAt: now };
    await insertLinks(trx, [link]);
    const told = { kind, remark: textOf(values, 'remark'), now, action: 'link', eventType: 'ticket_linked' };
    await tellLog(trx, ctx, near, { ...told, side: 'from', other: far.number });
    await tellLog(trx, ctx, far, { ...told, side: 'to', other: near.number });
    return { other: far.number };
  });
}

/** One log entry for one of the two, which changes nothing else; none for a closed ticket. */
export async function tellLog(
  trx: Parameters<typeof lockTicket>[0],
  ctx: ActorCtx,
  row: LockedTicket,
  told: {
    readonly kind: LinkKind;
    readonly side: LinkSide;
    readonly other: string;
    readonly remark: string;
    readonly now: Date;
    readonly action: string;
    readonly eventType: string;
  },
): Promise<void> {
  if (row.status === 'closed') return;
  const { kind, side, other: number } = told;
  const data = { number, kind, side };
  await takeStep(
    trx,
    ctx,
    row,
    { status: row.status, move: { kind: 'stay' }, body: told.remark, data },
    told,
  );
}
