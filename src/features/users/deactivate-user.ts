import type { ActorCtx, Ctx } from '../../context.ts';
import { Conflict, Invalid, NotFound, Refused } from '../../errors.ts';
import { recordChange } from '../audit/record-change.ts';
import { endAllSessions } from '../auth/end-all-sessions.ts';
import { keepAnAdministrator } from '../people/keep-an-administrator.ts';
import { handOverTickets, type Destination } from '../tickets/hand-over-tickets.ts';
import { canTakeHandover, findPoolless } from '../tickets/held-tickets.query.ts';
import { findUser } from './user.query.ts';
import { findDueHandovers, type HandoverRow, putHandover, updateUser } from './users.store.ts';

/** As many tickets are handed over while the administrator waits; the clock goes on with the others. */
const AT_ONCE = 300;

/**
 * Deactivates a user in one step (spec 03): from the commit on they are signed out everywhere and get no more tickets,
 * and where their open ones go is written down with it; then these go there one by one, each with its log entry. A
 * process that dies in between, or a ticket that reaches their hands at that very moment, is made good by the clock.
 * Answers how many tickets went and how many are still to go.
 * @throws NotFound · Conflict · Invalid (a target that can't take them) · Refused 409 (oneself, the last
 * administrator, already done, or tickets without a group that would go nowhere)
 */
export async function deactivateUser(
  ctx: ActorCtx,
  id: number,
  wish: { readonly version: number; readonly to: Destination; readonly remark: string },
): Promise<{ moved: number; left: number }> {
  if (id === ctx.actor.id) throw new Refused(409, 'deactivate_self');
  await ctx.db.transaction((db) =>
    keepAnAdministrator(db, async () => {
      const user = await findUser(db, id);
      if (!user) throw new NotFound('user');
      if (!user.active) throw new Refused(409, 'already_inactive');
      await checkDestination(db, id, wish.to);
      if (!(await updateUser(db, id, wish.version, { active: false }))) throw new Conflict(wish.version);
      await putHandover(db, handoverRow(ctx, id, wish), ctx.now());
      await endAllSessions(db, id);
      await recordChange(
        { ...ctx, db },
        {
          action: 'user_deactivated',
          subjectType: 'user',
          subjectId: id,
          subjectName: user.name,
          version: wish.version,
          before: { active: true },
          after: { active: false },
        },
      );
    }),
  );
  return workOff(ctx, await findDueHandovers(ctx.db, id), AT_ONCE);
}

/** Hands over what deactivated people still hold; run by the clock. */
export async function handOverLeftTickets(ctx: Ctx): Promise<{ moved: number; left: number }> {
  return workOff(ctx, await findDueHandovers(ctx.db), Number.POSITIVE_INFINITY);
}

async function workOff(
  ctx: Ctx,
  handovers: readonly HandoverRow[],
  limit: number,
): Promise<{ moved: number; left: number }> {
  const total = { moved: 0, left: 0 };
  for (const row of handovers) {
    const { moved, left } = await handOverTickets(ctx, {
      fromId: row.user_id,
      byId: row.by_id,
      to: destinationOf(row),
      remark: row.remark,
      sourceIp: row.source_ip,
      limit,
    });
    total.moved += moved;
    total.left += left;
  }
  return total;
}

function destinationOf({ to_group_id: group, to_user_id: person }: HandoverRow): Destination {
  if (person !== null) return { kind: 'person', id: person };
  return group === null ? { kind: 'pool' } : { kind: 'group', id: group };
}

function handoverRow(
  ctx: ActorCtx,
  id: number,
  { to, remark }: { to: Destination; remark: string },
): HandoverRow {
  return {
    user_id: id,
    to_group_id: to.kind === 'group' ? to.id : null,
    to_user_id: to.kind === 'person' ? to.id : null,
    remark,
    by_id: ctx.actor.id,
    source_ip: ctx.sourceIp,
  };
}

async function checkDestination(db: ActorCtx['db'], id: number, to: Destination): Promise<void> {
  const gone = { code: 'target_gone', params: {} };
  if (to.kind === 'person' && (to.id === id || !(await canTakeHandover(db, to))))
    throw new Invalid({ assignee_id: gone });
  if (to.kind === 'group' && !(await canTakeHandover(db, to))) throw new Invalid({ group_id: gone });
  if (to.kind !== 'pool') return;
  const count = await findPoolless(db, id);
  if (count > 0) throw new Refused(409, 'handover_without_group', { count });
}
