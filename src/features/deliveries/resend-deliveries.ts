import type { ActorCtx } from '../../context.ts';
import { NotFound, Refused } from '../../errors.ts';
import { recordAudit } from '../audit/record-audit.ts';
import {
  findWay,
  insertAllResent,
  insertResent,
  lockConnector,
  lockDelivery,
  type LockedDelivery,
} from './deliveries.store.ts';

/** So many are sent again at a time. */
export const RESENT_AT_ONCE = 1000;

/**
 * Sends a message again that was delivered, or given up (spec 05): a new one, which points to it.
 * @returns the id of the new one
 * @throws NotFound · Refused 409 while it is still on its way, or when there is no way any more
 */
export async function resendDelivery(ctx: ActorCtx, id: number): Promise<number> {
  return ctx.db.transaction(async (trx) => {
    const delivery = await lockDelivery(trx, id);
    if (!delivery) throw new NotFound('delivery');
    if (!delivery.isSettled) throw new Refused(409, 'delivery_waiting');
    if (delivery.isUnderWay) throw new Refused(409, 'delivery_under_way');
    const connectorId = await findWay(trx, delivery);
    if (connectorId === null && !goesByItself(delivery)) throw new Refused(409, 'delivery_no_way');
    const resent = await insertResent(trx, id, { connectorId, now: ctx.now() });
    await recordAudit(
      { ...ctx, db: trx },
      {
        action: 'delivery_resent',
        actorId: ctx.actor.id,
        subjectType: 'delivery',
        subjectId: String(id),
        subjectName: `#${id}`,
        changes: { resent_as: resent },
      },
    );
    return resent;
  });
}

/** What an automation calls needs no connector. */
function goesByItself({ channel, address, connectorId }: LockedDelivery): boolean {
  return channel === 'webhook' && address !== null && connectorId === null;
}

/**
 * Sends again what a connector gave up, each once, in one statement (spec 05).
 * @returns how many; at most `RESENT_AT_ONCE`
 * @throws NotFound · Refused 409 while the connector is out of use
 */
export async function resendGivenUp(ctx: ActorCtx, connectorId: number): Promise<number> {
  return ctx.db.transaction(async (trx) => {
    const connector = await lockConnector(trx, connectorId);
    if (!connector) throw new NotFound('connector');
    if (!connector.active) throw new Refused(409, 'delivery_no_way');
    const count = await insertAllResent(trx, { connectorId, now: ctx.now(), limit: RESENT_AT_ONCE });
    if (count > 0) {
      await recordAudit(
        { ...ctx, db: trx },
        {
          action: 'deliveries_resent',
          actorId: ctx.actor.id,
          subjectType: 'connector',
          subjectId: String(connectorId),
          subjectName: connector.name,
          changes: { count },
        },
      );
    }
    return count;
  });
}
